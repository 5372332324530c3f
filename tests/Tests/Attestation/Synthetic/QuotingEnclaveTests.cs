using EasyEnclave.Simulation.Keys;
using EasyEnclave.Simulation.Quotes;
using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>The quoting enclave: vouched for by the PCK key, vouching for the attestation key, and the one that Intel describes.</summary>
public sealed class QuotingEnclaveTests
{
    private static readonly SyntheticCase[] All =
    [
        new("report signed by a stranger", QeReportSignature) { Quote = Qe(q => q with { Signer = PlatformRole.Stranger }) },
        new("report signed by the TCB signer", QeReportSignature) { Quote = Qe(q => q with { Signer = PlatformRole.TcbSigning }) },
        new("report signed by the PCK under the other CA", QeReportSignature) { Quote = Qe(q => q with { Signer = PlatformRole.ProcessorPck }) },
        new("report signed by the attestation key itself", QeReportSignature) { Quote = Qe(q => q with { Signer = PlatformRole.Attestation }) },
        new("a foreign attestation key", QeBinding)
        {
            Quote = Forged(),
        },
        new("a foreign attestation key, properly vouched for")
        {
            Quote = Qe(q => q with { AttestationKey = PlatformRole.Stranger }).And(Frame(f => f with { Signer = PlatformRole.Stranger })),
        },
        new("quote signed by a stranger", QuoteSignature) { Quote = Frame(f => f with { Signer = PlatformRole.Stranger }) },
        new("quote signed by the PCK key", QuoteSignature) { Quote = Frame(f => f with { Signer = PlatformRole.PlatformPck }) },
        new("report data of zeros", QeBinding) { Quote = Qe(q => q with { ReportData = new byte[64] }) },
        new("report data with a one in its second half", QeBinding) { Quote = SecondHalf() },
        new("debug QE", QeReportDebug) { Quote = Qe(q => q with { Attributes = Convert.FromHexString("1700000000000000e700000000000000") }) },
        new("debug QE under a mask that does not look", QeReportDebug)
        {
            Quote = Qe(q => q with { Attributes = Convert.FromHexString("1700000000000000e700000000000000") }),
            Collateral = QeIdentity(q => q with { AttributesMask = new string('0', 32), Attributes = new string('0', 32) }),
        },
        new("an attribute outside of the mask") { Quote = Qe(q => q with { Attributes = Convert.FromHexString("1500000000000000ff00000000000000") }) },
        new("an attribute under the mask", QeAttributesMismatch)
        {
            Quote = Qe(q => q with { Attributes = Convert.FromHexString("3500000000000000e700000000000000") }),
        },
        new("another MISCSELECT", QeMiscSelectMismatch) { Quote = Qe(q => q with { MiscSelect = 1 }) },
        new("another MISCSELECT outside of the mask")
        {
            Quote = Qe(q => q with { MiscSelect = 1 }), Collateral = QeIdentity(q => q with { MiscSelectMask = "FEFFFFFF" }),
        },
        new("MISCSELECT read in memory order", QeMiscSelectMismatch)
        {
            Quote = Qe(q => q with { MiscSelect = 1 }), Collateral = QeIdentity(q => q with { MiscSelectMask = "FFFFFFFE" }),
        },
        new("another signer", QeMrSignerMismatch) { Quote = Qe(q => q with { MrSigner = new byte[32] }) },
        new("another product", QeIsvProdIdMismatch) { Quote = Qe(q => q with { IsvProdId = 1 }) },
        new("another MRENCLAVE") { Quote = Qe(q => q with { MrEnclave = new byte[32] }) },
        new("identity of an SGX QE", QeIdentityKind) { Collateral = QeIdentity(q => q with { Id = "QE" }) },
        new("identity of the QVE", QeIdentityKind) { Collateral = QeIdentity(q => q with { Id = "QVE" }) },
    ];

    public static TheoryData<string> Cases => Names(All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule(string name) => All.Single(@case => @case.Name == name).Check();

    // The forgery of the negative set: the platform's QE report as it is, and beside it somebody's own key that signs the quote.
    private static QuoteOptions Forged()
    {
        var genuine = Platform.Quote(Td, ReportData);
        return Qe(q => q with { AttestationKey = PlatformRole.Stranger, ReportData = genuine.AsMemory(770 + 320, 64) })
            .And(Frame(f => f with { Signer = PlatformRole.Stranger }));
    }

    private static QuoteOptions SecondHalf()
    {
        var reportData = Platform.Quote(Td, ReportData)[(770 + 320)..(770 + 384)];
        reportData[63] = 1;
        return Qe(q => q with { ReportData = reportData });
    }
}
