using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Keys;
using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>Both CRLs: from the right issuer, whole, inside their windows, and naming nothing that was used.</summary>
public sealed class RevocationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly CertificateExtension Unknown = new("1.2.3.4.5", Critical: false, new byte[] { 0x05, 0x00 });

    private static readonly SyntheticCase[] Revocations =
    [
        new("the PCK certificate", PckRevoked) { Collateral = Revoke(PlatformRole.PlatformPck) },
        new("the PCK certificate, whose serial begins with a high bit", PckRevoked)
        {
            Quote = ProcessorQuote, Collateral = Revoke(PlatformRole.ProcessorPck),
        },
        new("the PCK certificate of the other CA") { Collateral = Revoke(PlatformRole.ProcessorPck) },
        new("the PCK certificate, last of many", PckRevoked)
        {
            Collateral = PckCrl(c => c with { Revoked = [.. Many(300), Platform.SerialOf(PlatformRole.PlatformPck)] }),
        },
        new("many other certificates") { Collateral = PckCrl(c => c with { Revoked = [.. Many(300)] }) },
        new("the next serial number") { Collateral = PckCrl(c => c with { Revoked = [Next(PlatformRole.PlatformPck)] }) },
        new("the beginning of the serial number")
        {
            Collateral = PckCrl(c => c with { Revoked = [Platform.SerialOf(PlatformRole.PlatformPck)[..19]] }),
        },
        new("the PCK certificate, but by the root")
        {
            Collateral = RootCrl(c => c with { Revoked = [Platform.SerialOf(PlatformRole.PlatformPck)] }),
        },
        new("the Platform CA", CaRevoked) { Collateral = Revoke(PlatformRole.PlatformCa) },
        new("the Processor CA, which is not in use") { Collateral = Revoke(PlatformRole.ProcessorCa) },
        new("the Processor CA, which is in use", CaRevoked) { Quote = ProcessorQuote, Collateral = Revoke(PlatformRole.ProcessorCa) },
        new("the root", CaRevoked) { Collateral = Revoke(PlatformRole.Root) },
        new("the TCB signer", TcbSigningRevoked) { Collateral = Revoke(PlatformRole.TcbSigning) },
        new("the second certificate of the TCB signer, in use for the QE identity", TcbSigningRevoked)
        {
            Collateral = QeChain(new() { TcbSigning = c => c with { Serial = new byte[] { 0x55, 1 } } })
                .And(RootCrl(c => c with { Revoked = [new byte[] { 0x55, 1 }] })),
        },
        new("the CA's certificate in the CRL's chain alone", CaRevoked)
        {
            Collateral = CrlChain(new() { Intermediate = c => c with { Serial = new byte[] { 0x55, 2 } } })
                .And(RootCrl(c => c with { Revoked = [new byte[] { 0x55, 2 }] })),
        },
        new("the CA's certificate in the quote alone", CaRevoked)
        {
            Quote = new() { Intermediate = c => c with { Serial = new byte[] { 0x55, 3 } } },
            Collateral = RootCrl(c => c with { Revoked = [new byte[] { 0x55, 3 }] }),
        },
    ];

    private static readonly SyntheticCase[] Issuers =
    [
        new("root CRL that names another issuer", RootCrlIssuer) { Collateral = RootCrl(c => c with { IssuerCommonName = "Intel SGX Root CA 2" }) },
        new("root CRL that names another organisation", RootCrlIssuer) { Collateral = RootCrl(c => c with { IssuerOrganization = "Somebody" }) },
        new("root CRL signed by a stranger", RootCrlSignature) { Collateral = RootCrl(c => c with { Signer = PlatformRole.Stranger }) },
        new("root CRL signed by the Platform CA", RootCrlSignature) { Collateral = RootCrl(c => c with { Signer = PlatformRole.PlatformCa }) },
        new("root CRL of another platform", RootCrlSignature)
        {
            Collateral = Bundle(b => b with { RootCaCrl = Other.IssueCollateral(Now).RootCaCrl }),
        },
        new("PCK CRL in the root CRL's place", RootCrlIssuer) { Collateral = Bundle(b => b with { RootCaCrl = b.PckCrl }) },
        new("root CRL in the PCK CRL's place", PckCrlIssuer) { Collateral = Bundle(b => b with { PckCrl = b.RootCaCrl }) },
        new("PCK CRL of the other CA", PckCrlIssuer) { Collateral = Bundle(b => b with { PckCrl = OfProcessorCa(Now).PckCrl }) },
        new("PCK CRL of the other CA with its own chain", PckCrlIssuer)
        {
            Collateral = Bundle(b => b with { PckCrl = OfProcessorCa(Now).PckCrl, PckCrlIssuerChain = OfProcessorCa(Now).PckCrlIssuerChain }),
        },
        new("PCK CRL signed by the other CA", PckCrlSignature) { Collateral = PckCrl(c => c with { Signer = PlatformRole.ProcessorCa }) },
        new("PCK CRL signed by the root", PckCrlSignature) { Collateral = PckCrl(c => c with { Signer = PlatformRole.Root }) },
        new("PCK CRL signed by the PCK", PckCrlSignature) { Collateral = PckCrl(c => c with { Signer = PlatformRole.PlatformPck }) },
        new("PCK CRL of another platform", PckCrlSignature) { Collateral = Bundle(b => b with { PckCrl = Other.IssueCollateral(Now).PckCrl }) },
    ];

    private static readonly SyntheticCase[] Windows =
    [
        new("root CRL in its first second") { Collateral = RootCrl(c => c with { ThisUpdate = Now }) },
        new("root CRL a second too early", RootCrlWindow) { Collateral = RootCrl(c => c with { ThisUpdate = Now + Second }) },
        new("root CRL in its last second") { Collateral = RootCrl(c => c with { NextUpdate = Now }) },
        new("root CRL a second too late", RootCrlWindow) { Collateral = RootCrl(c => c with { NextUpdate = Now - Second }) },
        new("PCK CRL in its first second") { Collateral = PckCrl(c => c with { ThisUpdate = Now }) },
        new("PCK CRL a second too early", PckCrlWindow) { Collateral = PckCrl(c => c with { ThisUpdate = Now + Second }) },
        new("PCK CRL in its last second") { Collateral = PckCrl(c => c with { NextUpdate = Now }) },
        new("PCK CRL a second too late", PckCrlWindow) { Collateral = PckCrl(c => c with { NextUpdate = Now - Second }) },
    ];

    private static readonly SyntheticCase[] Forms =
    [
        new("root CRL without a number", RootCrlMalformed) { Collateral = RootCrl(c => c with { Number = null }) },
        new("PCK CRL without a number", PckCrlMalformed) { Collateral = PckCrl(c => c with { Number = null }) },
        new("root CRL without an authority key", RootCrlMalformed) { Collateral = RootCrl(c => c with { Extensions = list => list.Take(1) }) },
        new("PCK CRL without any extension", PckCrlMalformed) { Collateral = PckCrl(c => c with { Extensions = _ => [] }) },
        new("root CRL without a next update", RootCrlMalformed) { Collateral = RootCrl(c => c with { NextUpdate = null }) },
        new("PCK CRL without a next update", PckCrlMalformed) { Collateral = PckCrl(c => c with { NextUpdate = null }) },
        new("PCK CRL of version 1", PckCrlMalformed) { Collateral = PckCrl(c => c with { Version = null }) },
        new("PCK CRL that names ecdsa-with-SHA384", PckCrlMalformed)
        {
            Collateral = PckCrl(c => c with { SignatureAlgorithm = "1.2.840.10045.4.3.3" }),
        },
        new("PCK CRL with an unknown extension") { Collateral = PckCrl(c => c with { Extensions = list => [.. list, Unknown] }) },
        new("PCK CRL with an unknown critical extension", PckCrlMalformed)
        {
            Collateral = PckCrl(c => c with { Extensions = list => [.. list, Unknown with { Critical = true }] }),
        },
        new("PCK CRL with its number twice", PckCrlMalformed) { Collateral = PckCrl(c => c with { Extensions = list => [list[0], .. list] }) },
        new("PCK CRL with a byte behind", PckCrlMalformed) { Collateral = Bundle(b => b with { PckCrl = (byte[])[.. b.PckCrl!.Value.Span, 0] }) },
        new("PCK CRL a byte short", PckCrlMalformed) { Collateral = Bundle(b => b with { PckCrl = b.PckCrl!.Value[..^1] }) },
        new("root CRL empty", RootCrlMalformed) { Collateral = Bundle(b => b with { RootCaCrl = ReadOnlyMemory<byte>.Empty }) },
        new("a large CRL number") { Collateral = PckCrl(c => c with { Number = System.Numerics.BigInteger.Pow(2, 150) }) },
    ];

    private static readonly SyntheticCase[] All = [.. Revocations, .. Issuers, .. Windows, .. Forms];

    public static TheoryData<string> Cases => Names(All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule(string name) => All.Single(@case => @case.Name == name).Check();

    private static CollateralOptions Revoke(PlatformRole role) => new() { Revoked = [role] };

    private static EasyEnclave.Attestation.Collateral.CollateralBundle OfProcessorCa(DateTimeOffset now) =>
        Platform.IssueCollateral(now, new CollateralOptions { Ca = EasyEnclave.Attestation.Collateral.PckCa.Processor });

    private static IEnumerable<ReadOnlyMemory<byte>> Many(int count) =>
        Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)(byte[])[0x41, (byte)(i >> 8), (byte)i, 7]);

    private static ReadOnlyMemory<byte> Next(PlatformRole role)
    {
        var serial = Platform.SerialOf(role).ToArray();
        serial[^1]++;
        return serial;
    }
}
