using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Keys;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Attestation;

/// <summary>Every rule for the chain in a quote: the standard chain passes, and each change of one thing is refused by its own code.</summary>
public sealed class PckChainRuleTests
{
    private static readonly DateTimeOffset Now = SyntheticPlatform.Now;

    private static readonly Dictionary<string, (string Code, QuoteOptions Options)> Rules = new(StringComparer.Ordinal)
    {
        ["two certificates"] = ("pck_chain_malformed", Chain(pem => pem.Take(2))),
        ["four certificates"] = ("pck_chain_malformed", Chain(pem => pem.Append(pem[2]))),
        ["other order"] = ("pck_chain_role", Chain(pem => [pem[1], pem[0], pem[2]])),
        ["text before"] = ("pck_chain_malformed", Chain(pem => ["Bag Attributes\n", .. pem])),
        ["text between"] = ("pck_chain_malformed", Chain(pem => [pem[0], "\n", pem[1], pem[2]])),
        ["another label"] = ("pck_chain_malformed", Chain(pem => [pem[0].Replace("CERTIFICATE", "X509 CRL", StringComparison.Ordinal), pem[1], pem[2]])),
        ["leaf named otherwise"] = ("pck_chain_role", Pck(leaf => leaf with { CommonName = "Intel SGX PCK certificate" })),
        ["leaf named as TCB signer"] = ("pck_chain_role", Pck(leaf => leaf with { CommonName = SimulatedName.TcbSigning })),
        ["leaf is a CA"] = ("pck_chain_role", Pck(leaf => leaf with { IsCa = true })),
        ["leaf may sign certificates"] = ("pck_chain_role", Pck(leaf => leaf with { KeyUsage = leaf.KeyUsage | X509KeyUsageFlags.KeyCertSign })),
        ["leaf without SGX extension"] = ("pck_chain_role", Pck(leaf => leaf with { Sgx = null })),
        ["leaf names another issuer"] = ("pck_chain_role", Pck(leaf => leaf with { IssuerCommonName = SimulatedName.ProcessorCa })),
        ["leaf names an issuer of another organisation"] = ("pck_chain_role", Pck(leaf => leaf with { IssuerOrganization = "Intel" })),
        ["leaf signed by the root"] = ("pck_chain_signature", Pck(leaf => leaf with { Signer = PlatformRole.Root })),
        ["leaf of version 1"] = ("pck_chain_malformed", Pck(leaf => leaf with { Version = 0 })),
        ["leaf with another signature algorithm"] = ("pck_chain_malformed", Pck(leaf => leaf with { SignatureAlgorithm = "1.2.840.10045.4.3.3" })),
        ["leaf key of another curve"] = ("pck_chain_malformed", Pck(leaf => leaf with { SubjectPublicKeyInfo = P384Key() })),
        ["leaf not valid yet"] = ("pck_chain_validity", Pck(leaf => leaf with { NotBefore = Now.AddSeconds(1) })),
        ["leaf no longer valid"] = ("pck_chain_validity", Pck(leaf => leaf with { NotAfter = Now.AddSeconds(-1) })),
        ["unknown critical extension"] = ("pck_chain_malformed", Pck(Extra("1.2.3.4", critical: true))),
        ["extension twice"] = ("pck_chain_malformed", Pck(leaf => leaf with { Extensions = list => list.Append(list[0]) })),
        ["SGX extension twice"] = ("pck_chain_malformed", Pck(leaf => leaf with { Extensions = list => list.Append(list[^1]) })),
        ["serial number zero"] = ("pck_chain_malformed", Pck(leaf => leaf with { Serial = new byte[1] })),
        ["CA named otherwise"] = ("pck_chain_role", Ca(ca => ca with { CommonName = "Intel SGX PCK Other CA" })),
        ["CA is none"] = ("pck_chain_role", Ca(ca => ca with { IsCa = false, PathLength = null })),
        ["CA with a longer path"] = ("pck_chain_role", Ca(ca => ca with { PathLength = 1 })),
        ["CA with no path limit"] = ("pck_chain_role", Ca(ca => ca with { PathLength = null })),
        ["CA may not sign CRLs"] = ("pck_chain_role", Ca(ca => ca with { KeyUsage = X509KeyUsageFlags.KeyCertSign })),
        ["CA signed by itself"] = ("pck_chain_signature", Ca(ca => ca with { Signer = PlatformRole.PlatformCa })),
        ["CA not valid yet"] = ("pck_chain_validity", Ca(ca => ca with { NotBefore = Now.AddSeconds(1) })),
        ["CA no longer valid"] = ("pck_chain_validity", Ca(ca => ca with { NotAfter = Now.AddSeconds(-1) })),
        ["root of another key"] = ("pck_chain_untrusted_root", Root(root => root with { Subject = PlatformRole.PlatformCa, Signer = PlatformRole.PlatformCa })),
        ["root not signed by itself"] = ("pck_chain_signature", Root(root => root with { Signer = PlatformRole.PlatformCa })),
        ["root no longer valid"] = ("pck_chain_validity", Root(root => root with { NotAfter = Now.AddSeconds(-1) })),
        ["root with no path limit"] = ("pck_chain_role", Root(root => root with { PathLength = null })),
        ["SGX element twice"] = ("sgx_extension", Sgx(sgx => sgx with { Elements = list => [.. list.Take(6), list[0]] })),
        ["SGX element missing"] = ("sgx_extension", Sgx(sgx => sgx with { Elements = list => list.Skip(1) })),
        ["SGX element added"] = ("sgx_extension", Sgx(sgx => sgx with { Elements = list => list.Append(list[0]) })),
        ["Processor CA's elements under the Platform CA"] = ("sgx_extension", Sgx(sgx => sgx with { PlatformInstanceId = null, Configuration = null })),
        ["FMSPC too short"] = ("sgx_extension", Sgx(sgx => sgx with { Fmspc = new byte[5] })),
        ["PPID too long"] = ("sgx_extension", Sgx(sgx => sgx with { Ppid = new byte[17] })),
        ["too few components"] = ("sgx_extension", Sgx(sgx => sgx with { Components = new byte[15] })),
        ["PCESVN out of range"] = ("sgx_extension", Sgx(sgx => sgx with { PceSvn = 65536 })),
        ["unknown SGX type"] = ("sgx_extension", Sgx(sgx => sgx with { SgxType = 3 })),
    };

    public static TheoryData<string> Changes => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void AChangeOfOneThingIsRefusedByItsCode(string change) =>
        Assert.Equal(Rules[change].Code, SyntheticPlatform.Code(Rules[change].Options));

    [Fact]
    public void TheStandardChainPasses() => Assert.Null(SyntheticPlatform.Code());

    [Fact]
    public void AChainOfTheProcessorCaPassesAndSaysLess()
    {
        var verdict = SyntheticPlatform.Verify(new() { Ca = PckCa.Processor }, new() { Ca = PckCa.Processor });

        Assert.True(verdict.Authentic);
        Assert.Equal(PckCa.Processor, verdict.Platform!.Ca);
        Assert.Null(verdict.Platform.PlatformInstanceId);
        Assert.Null(verdict.Platform.Configuration.SmtEnabled);
    }

    [Fact]
    public void SgxElementsAreFoundByOidInWhateverOrder() =>
        Assert.Null(SyntheticPlatform.Code(Sgx(sgx => sgx with { Elements = list => list.Reverse() })));

    [Fact]
    public void AnUnknownExtensionThatIsNotCriticalPasses() =>
        Assert.Null(SyntheticPlatform.Code(Pck(Extra("1.2.3.4", critical: false))));

    [Fact]
    public void ValidityHoldsInItsFirstAndItsLastSecond()
    {
        Assert.Null(SyntheticPlatform.Code(Pck(leaf => leaf with { NotBefore = Now })));
        Assert.Null(SyntheticPlatform.Code(Pck(leaf => leaf with { NotAfter = Now })));
    }

    [Fact]
    public void ComponentsAndCpuSvnAreReadApart()
    {
        var cpuSvn = new byte[16];
        cpuSvn[3] = 77;

        var platform = SyntheticPlatform.Verify(Sgx(sgx => sgx with { CpuSvn = cpuSvn })).Platform!;

        Assert.Equal(cpuSvn, platform.CpuSvn.ToArray());
        Assert.NotEqual(cpuSvn, platform.Components.ToArray());
    }

    private static QuoteOptions Chain(Func<IReadOnlyList<string>, IEnumerable<string>> change) => new() { Chain = change };

    private static QuoteOptions Pck(Func<CertificateRecipe, CertificateRecipe> change) => new() { Pck = change };

    private static QuoteOptions Ca(Func<CertificateRecipe, CertificateRecipe> change) => new() { Intermediate = change };

    private static QuoteOptions Root(Func<CertificateRecipe, CertificateRecipe> change) => new() { Root = change };

    private static QuoteOptions Sgx(Func<SgxExtensionRecipe, SgxExtensionRecipe> change) =>
        Pck(leaf => leaf with { Sgx = change(leaf.Sgx!) });

    private static Func<CertificateRecipe, CertificateRecipe> Extra(string oid, bool critical) =>
        leaf => leaf with { Extensions = list => list.Append(new CertificateExtension(oid, critical, new byte[] { 5, 0 })) };

    private static byte[] P384Key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.ExportSubjectPublicKeyInfo();
    }
}
