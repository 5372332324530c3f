using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Keys;
using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>The chains delivered with collateral: whose certificates may vouch for documents and CRLs.</summary>
public sealed class CollateralChainTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly SyntheticCase[] Documents =
    [
        new("TCB info chain without its root", TcbInfoChainMalformed) { Collateral = Bundle(b => b with { TcbInfoIssuerChain = First(b.TcbInfoIssuerChain!) }) },
        new("TCB info chain empty", TcbInfoChainMalformed) { Collateral = Bundle(b => b with { TcbInfoIssuerChain = "" }) },
        new("TCB info chain of a root alone", TcbInfoChainMalformed, TcbInfoChainRole)
        {
            Collateral = Bundle(b => b with { TcbInfoIssuerChain = Last(b.TcbInfoIssuerChain!) }),
        },
        new("TCB info chain with the PCK CA in the signer's place", TcbInfoChainRole)
        {
            Collateral = Bundle(b => b with { TcbInfoIssuerChain = b.PckCrlIssuerChain }),
        },
        new("TCB info chain of another platform", TcbInfoChainUntrustedRoot)
        {
            Collateral = Bundle(b => b with { TcbInfoIssuerChain = Other.IssueCollateral(Now).TcbInfoIssuerChain }),
        },
        new("another platform's TCB info with its own chain", TcbInfoChainUntrustedRoot)
        {
            Collateral = Bundle(b => b with
            {
                TcbInfo = Other.IssueCollateral(Now).TcbInfo, TcbInfoIssuerChain = Other.IssueCollateral(Now).TcbInfoIssuerChain,
            }),
        },
        new("TCB signer under another name", TcbInfoChainRole) { Collateral = TcbChain(Signer(c => c with { CommonName = "Intel SGX TCB Signer" })) },
        new("TCB signer with the SGX extension", TcbInfoChainRole)
        {
            Collateral = TcbChain(Signer(c => c with { Sgx = PckSgx() })),
        },
        new("a PCK certificate as TCB signer", TcbInfoChainRole) { Collateral = PckAsSigner(SimulatedName.Pck) },
        new("a PCK key certified by the Platform CA as TCB signer", TcbInfoChainRole, TcbInfoChainSignature)
        {
            Collateral = TcbChain(Signer(c => c with { IssuerCommonName = SimulatedName.PlatformCa, Signer = PlatformRole.PlatformCa })),
        },
        new("TCB signer that is a CA", TcbInfoChainRole)
        {
            Collateral = TcbChain(Signer(c => c with { IsCa = true, KeyUsage = c.KeyUsage | X509KeyUsageFlags.KeyCertSign })),
        },
        new("TCB signer certified by a stranger", TcbInfoChainSignature) { Collateral = TcbChain(Signer(c => c with { Signer = PlatformRole.Stranger })) },
        new("TCB signer in its last second") { Collateral = TcbChain(Signer(c => c with { NotAfter = Now })) },
        new("TCB signer a second too late", TcbInfoChainValidity) { Collateral = TcbChain(Signer(c => c with { NotAfter = Now - Second })) },
        new("TCB signer in its first second") { Collateral = TcbChain(Signer(c => c with { NotBefore = Now })) },
        new("TCB signer a second too early", TcbInfoChainValidity) { Collateral = TcbChain(Signer(c => c with { NotBefore = Now + Second })) },
        new("root of the TCB info chain expired", TcbInfoChainValidity) { Collateral = TcbChain(RootOf(c => c with { NotAfter = Now - Second })) },
        new("the same signer key under a second certificate")
        {
            Collateral = QeChain(Signer(c => c with { Serial = new byte[] { 0x55, 1, 2 }, NotAfter = Now.AddDays(1) })),
        },
        new("QE identity chain of another platform", QeIdentityChainUntrustedRoot)
        {
            Collateral = Bundle(b => b with { QeIdentityIssuerChain = Other.IssueCollateral(Now).QeIdentityIssuerChain }),
        },
        new("QE identity chain empty", QeIdentityChainMalformed) { Collateral = Bundle(b => b with { QeIdentityIssuerChain = "" }) },
        new("QE identity chain with the PCK CA in the signer's place", QeIdentityChainRole)
        {
            Collateral = Bundle(b => b with { QeIdentityIssuerChain = b.PckCrlIssuerChain }),
        },
        new("QE identity's signer certified by a stranger", QeIdentityChainSignature)
        {
            Collateral = QeChain(Signer(c => c with { Signer = PlatformRole.Stranger })),
        },
        new("QE identity's signer a second too late", QeIdentityChainValidity) { Collateral = QeChain(Signer(c => c with { NotAfter = Now - Second })) },
    ];

    private static readonly SyntheticCase[] CrlIssuers =
    [
        new("PCK CRL chain empty", PckCrlChainMalformed) { Collateral = Bundle(b => b with { PckCrlIssuerChain = "" }) },
        new("PCK CRL chain of another platform", PckCrlChainUntrustedRoot)
        {
            Collateral = Bundle(b => b with { PckCrlIssuerChain = Other.IssueCollateral(Now).PckCrlIssuerChain }),
        },
        new("PCK CRL chain of the TCB signer", PckCrlChainRole) { Collateral = Bundle(b => b with { PckCrlIssuerChain = b.TcbInfoIssuerChain }) },
        new("PCK CRL issuer certified by a stranger", PckCrlChainSignature)
        {
            Collateral = CrlChain(new() { Intermediate = c => c with { Signer = PlatformRole.Stranger } }),
        },
        new("PCK CRL issuer in its last second") { Collateral = CrlChain(new() { Intermediate = c => c with { NotAfter = Now } }) },
        new("PCK CRL issuer a second too late", PckCrlChainValidity)
        {
            Collateral = CrlChain(new() { Intermediate = c => c with { NotAfter = Now - Second } }),
        },
    ];

    private static readonly SyntheticCase[] Missing =
    [
        new("TCB info missing", CollateralMissing) { Collateral = Bundle(b => b with { TcbInfo = null }) },
        new("TCB info chain missing", CollateralMissing) { Collateral = Bundle(b => b with { TcbInfoIssuerChain = null }) },
        new("QE identity missing", CollateralMissing) { Collateral = Bundle(b => b with { QeIdentity = null }) },
        new("QE identity chain missing", CollateralMissing) { Collateral = Bundle(b => b with { QeIdentityIssuerChain = null }) },
        new("root CRL missing", CollateralMissing) { Collateral = Bundle(b => b with { RootCaCrl = null }) },
        new("PCK CRL missing", CollateralMissing) { Collateral = Bundle(b => b with { PckCrl = null }) },
        new("PCK CRL chain missing", CollateralMissing) { Collateral = Bundle(b => b with { PckCrlIssuerChain = null }) },
        new("all missing", CollateralMissing) { Collateral = Bundle(_ => new CollateralBundle()) },
    ];

    private static readonly SyntheticCase[] All = [.. Documents, .. CrlIssuers, .. Missing];

    public static TheoryData<string> Cases => Names(All);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule(string name) => All.Single(@case => @case.Name == name).Check();

    private static CollateralOptions Signer(Func<CertificateRecipe, CertificateRecipe> change) => new() { TcbSigning = change };

    private static CollateralOptions RootOf(Func<CertificateRecipe, CertificateRecipe> change) => new() { Root = change };

    /// <summary>A document signed by the PCK key, with a certificate of that key where the TCB signer's belongs.</summary>
    private static CollateralOptions PckAsSigner(string name) =>
        TcbInfo(t => t with { Signer = PlatformRole.PlatformPck })
            .And(TcbChain(Signer(c => c with { CommonName = name, Subject = PlatformRole.PlatformPck, Sgx = PckSgx() })));

    private static SgxExtensionRecipe PckSgx() => new()
    {
        Ppid = Platform.Ppid,
        Components = new byte[16],
        PceSvn = 1,
        PceId = new byte[2],
        Fmspc = Convert.FromHexString(Platform.Fmspc),
    };

    private static string First(string chain) => chain[..chain.LastIndexOf("-----BEGIN", StringComparison.Ordinal)];

    private static string Last(string chain) => chain[chain.LastIndexOf("-----BEGIN", StringComparison.Ordinal)..];
}
