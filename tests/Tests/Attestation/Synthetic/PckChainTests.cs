using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Keys;
using EasyEnclave.Simulation.Quotes;
using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>The three certificates in a quote: who may stand where, signed by whom, and for how long.</summary>
public sealed class PckChainTests
{
    private static readonly CertificateExtension Unknown = new("1.2.3.4.5", Critical: false, new byte[] { 0x05, 0x00 });
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly SyntheticCase[] All =
    [
        new("under the Platform CA"),
        new("under the Processor CA") { Quote = ProcessorQuote },
        new("leaf missing", PckChainMalformed) { Quote = new() { Chain = pem => pem.Skip(1) } },
        new("root missing", PckChainMalformed) { Quote = new() { Chain = pem => pem.Take(2) } },
        new("root doubled", PckChainMalformed) { Quote = new() { Chain = pem => [.. pem, pem[2]] } },
        new("leaf doubled", PckChainMalformed) { Quote = new() { Chain = pem => [pem[0], .. pem] } },
        new("root first", PckChainRole) { Quote = new() { Chain = pem => pem.Reverse() } },
        new("CA in the leaf's place", PckChainRole) { Quote = new() { Chain = pem => [pem[1], pem[1], pem[2]] } },
        new("no certificate", PckChainMalformed) { Quote = new() { Chain = _ => [] } },
        new("words between", PckChainMalformed) { Quote = new() { Chain = pem => [pem[0], "hello\n", pem[1], pem[2]] } },
        new("a key among them", PckChainMalformed)
        {
            Quote = new() { Chain = pem => [pem[0].Replace("CERTIFICATE", "PUBLIC KEY", StringComparison.Ordinal), pem[1], pem[2]] },
        },
        new("bytes behind the chain, inside its container", PckChainMalformed) { Quote = Frame(f => f with { InnerTail = new byte[] { 0x30, 0 } }) },
        new("leaf under another name", PckChainRole) { Quote = Pck(c => c with { CommonName = "Intel SGX PCK Certificate 2" }) },
        new("leaf named as TCB signer", PckChainRole) { Quote = Pck(c => c with { CommonName = SimulatedName.TcbSigning }) },
        new("the TCB signer's certificate as leaf", PckChainRole)
        {
            Quote = Pck(c => c with
            {
                CommonName = SimulatedName.TcbSigning, IssuerCommonName = SimulatedName.Root, Subject = PlatformRole.TcbSigning,
                Signer = PlatformRole.Root, Sgx = null,
            }),
        },
        new("leaf issued by the root, with the CA between", PckChainRole)
        {
            Quote = Pck(c => c with { IssuerCommonName = SimulatedName.Root, Signer = PlatformRole.Root }),
        },
        new("leaf that names the other CA as issuer", PckChainRole) { Quote = Pck(c => c with { IssuerCommonName = SimulatedName.ProcessorCa }) },
        new("leaf that names another organisation's CA", PckChainRole) { Quote = Pck(c => c with { IssuerOrganization = "Somebody" }) },
        new("leaf that is a CA", PckChainRole) { Quote = Pck(c => c with { IsCa = true }) },
        new("leaf that may sign certificates", PckChainRole) { Quote = Pck(c => c with { KeyUsage = c.KeyUsage | X509KeyUsageFlags.KeyCertSign }) },
        new("CA under another name", PckChainRole) { Quote = Ca(c => c with { CommonName = "Intel SGX PCK Package CA" }) },
        new("CA that is none", PckChainRole) { Quote = Ca(c => c with { IsCa = false, PathLength = null }) },
        new("CA without a path length", PckChainRole) { Quote = Ca(c => c with { PathLength = null }) },
        new("CA with a path length of one", PckChainRole) { Quote = Ca(c => c with { PathLength = 1 }) },
        new("CA that may not sign certificates", PckChainRole) { Quote = Ca(c => c with { KeyUsage = X509KeyUsageFlags.CrlSign }) },
        new("root under another name", PckChainRole) { Quote = RootOf(c => c with { CommonName = "Intel SGX Root CA 2" }) },
        new("root with a path length of none", PckChainRole) { Quote = RootOf(c => c with { PathLength = 0 }) },
        new("leaf signed by a stranger", PckChainSignature) { Quote = Pck(c => c with { Signer = PlatformRole.Stranger }) },
        new("leaf signed by the other CA", PckChainSignature) { Quote = Pck(c => c with { Signer = PlatformRole.ProcessorCa }) },
        new("CA signed by a stranger", PckChainSignature) { Quote = Ca(c => c with { Signer = PlatformRole.Stranger }) },
        new("CA signed by the TCB signer", PckChainSignature) { Quote = Ca(c => c with { Signer = PlatformRole.TcbSigning }) },
        new("root signed by a stranger", PckChainSignature) { Quote = RootOf(c => c with { Signer = PlatformRole.Stranger }) },
        new("root with a stranger's key", PckChainUntrustedRoot)
        {
            Quote = RootOf(c => c with { Subject = PlatformRole.Stranger, Signer = PlatformRole.Stranger }),
        },
        new("leaf with a P-384 key", PckChainMalformed) { Quote = Pck(c => c with { SubjectPublicKeyInfo = P384() }) },
        new("leaf that names ecdsa-with-SHA384", PckChainMalformed) { Quote = Pck(c => c with { SignatureAlgorithm = "1.2.840.10045.4.3.3" }) },
        new("leaf of X.509 v2", PckChainMalformed) { Quote = Pck(c => c with { Version = 1 }) },
        new("leaf with an unknown extension") { Quote = Pck(c => c with { Extensions = list => [.. list, Unknown] }) },
        new("leaf with an unknown critical extension", PckChainMalformed)
        {
            Quote = Pck(c => c with { Extensions = list => [.. list, Unknown with { Critical = true }] }),
        },
        new("leaf with the SGX extension twice", PckChainMalformed, SgxExtension)
        {
            Quote = Pck(c => c with { Extensions = list => [.. list, list[^1]] }),
        },
        new("leaf without the SGX extension", PckChainRole, SgxExtension) { Quote = Pck(c => c with { Sgx = null }) },
        new("leaf in its first second") { Quote = Pck(c => c with { NotBefore = Now }) },
        new("leaf a second too early", PckChainValidity) { Quote = Pck(c => c with { NotBefore = Now + Second }) },
        new("leaf in its last second") { Quote = Pck(c => c with { NotAfter = Now }) },
        new("leaf a second too late", PckChainValidity) { Quote = Pck(c => c with { NotAfter = Now - Second }) },
        new("CA in its first second") { Quote = Ca(c => c with { NotBefore = Now }) },
        new("CA a second too early", PckChainValidity) { Quote = Ca(c => c with { NotBefore = Now + Second }) },
        new("CA in its last second") { Quote = Ca(c => c with { NotAfter = Now }) },
        new("CA a second too late", PckChainValidity) { Quote = Ca(c => c with { NotAfter = Now - Second }) },
        new("root a second too early", PckChainValidity) { Quote = RootOf(c => c with { NotBefore = Now + Second }) },
        new("root in its last second") { Quote = RootOf(c => c with { NotAfter = Now }) },
        new("root a second too late", PckChainValidity) { Quote = RootOf(c => c with { NotAfter = Now - Second }) },
        new("root valid beyond 2049") { Quote = RootOf(c => c with { NotAfter = new DateTimeOffset(2056, 2, 29, 23, 59, 59, TimeSpan.Zero) }) },
    ];

    public static TheoryData<string> Cases => Names(All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule(string name) => All.Single(@case => @case.Name == name).Check();

    [Fact]
    public void IntelsRootNeverAcceptsASimulatedQuote()
    {
        var verdict = new QuoteVerifier(TrustRoot.Intel).Verify(Platform.Quote(Td, ReportData), Platform.IssueCollateral(Now), Now);

        Assert.Equal(PckChainUntrustedRoot, verdict.Failure);
        Assert.Null(verdict.Appraisal);
    }

    [Fact]
    public void ARootWithTheSameNamesAndAnotherKeyIsAnotherRoot()
    {
        var verdict = new QuoteVerifier(Platform.TrustRoot).Verify(Other.Quote(Td, ReportData), Other.IssueCollateral(Now), Now);

        Assert.Equal(PckChainUntrustedRoot, verdict.Failure);
    }

    private static QuoteOptions Ca(Func<CertificateRecipe, CertificateRecipe> change) => new() { Intermediate = change };

    private static QuoteOptions RootOf(Func<CertificateRecipe, CertificateRecipe> change) => new() { Root = change };

    private static byte[] P384()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.ExportSubjectPublicKeyInfo();
    }
}
