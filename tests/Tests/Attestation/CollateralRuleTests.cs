using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Keys;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Attestation;

/// <summary>Every rule for collateral: the standard bundle passes, and each change of one thing is refused by its own code.</summary>
public sealed class CollateralRuleTests
{
    private static readonly DateTimeOffset Now = SyntheticPlatform.Now;

    private static readonly Dictionary<string, (string Code, CollateralOptions Options)> Rules = new(StringComparer.Ordinal)
    {
        ["no TCB info"] = ("collateral_missing", Bundle(bundle => bundle with { TcbInfo = null })),
        ["no TCB info chain"] = ("collateral_missing", Bundle(bundle => bundle with { TcbInfoIssuerChain = null })),
        ["no QE identity"] = ("collateral_missing", Bundle(bundle => bundle with { QeIdentity = null })),
        ["no QE identity chain"] = ("collateral_missing", Bundle(bundle => bundle with { QeIdentityIssuerChain = null })),
        ["no root CRL"] = ("collateral_missing", Bundle(bundle => bundle with { RootCaCrl = null })),
        ["no PCK CRL"] = ("collateral_missing", Bundle(bundle => bundle with { PckCrl = null })),
        ["no PCK CRL chain"] = ("collateral_missing", Bundle(bundle => bundle with { PckCrlIssuerChain = null })),

        ["empty TCB info chain"] = ("tcb_info_chain_malformed", Bundle(bundle => bundle with { TcbInfoIssuerChain = "" })),
        ["PCK CRL chain for the TCB info"] = ("tcb_info_chain_role", Bundle(bundle => bundle with { TcbInfoIssuerChain = bundle.PckCrlIssuerChain })),
        ["TCB signer for the PCK CRL"] = ("pck_crl_chain_role", Bundle(bundle => bundle with { PckCrlIssuerChain = bundle.TcbInfoIssuerChain })),
        ["QE identity chain broken"] = ("qe_identity_chain_malformed", Bundle(bundle => bundle with { QeIdentityIssuerChain = bundle.TcbInfoIssuerChain + "-" })),
        ["TCB signer with an SGX extension"] = ("tcb_info_chain_role", Signing(Sgx)),
        ["TCB signer named as PCK"] = ("tcb_info_chain_role", Signing(signer => signer with { CommonName = SimulatedName.Pck })),
        ["TCB signer is a CA"] = ("tcb_info_chain_role", Signing(signer => signer with { IsCa = true })),
        ["TCB signer may sign CRLs"] = ("tcb_info_chain_role", Signing(signer => signer with { KeyUsage = signer.KeyUsage | X509KeyUsageFlags.CrlSign })),
        ["TCB signer under the Platform CA"] = ("tcb_info_chain_role", Signing(signer => signer with { IssuerCommonName = SimulatedName.PlatformCa })),
        ["TCB signer signed by the Platform CA"] = ("tcb_info_chain_signature", Signing(signer => signer with { Signer = PlatformRole.PlatformCa })),
        ["TCB signer not valid yet"] = ("tcb_info_chain_validity", Signing(signer => signer with { NotBefore = Now.AddSeconds(1) })),
        ["TCB signer no longer valid"] = ("tcb_info_chain_validity", Signing(signer => signer with { NotAfter = Now.AddSeconds(-1) })),
        ["another root"] = ("tcb_info_chain_untrusted_root", new() { Root = root => root with { Subject = PlatformRole.PlatformCa, Signer = PlatformRole.PlatformCa } }),
        ["CRL issuer no longer valid"] = ("pck_crl_chain_validity", new() { Intermediate = ca => ca with { NotAfter = Now.AddSeconds(-1) } }),
        ["CRL issuer signed by itself"] = ("pck_crl_chain_signature", new() { Intermediate = ca => ca with { Signer = PlatformRole.PlatformCa } }),

        ["TCB info signed by another"] = ("tcb_info_signature", TcbInfo(info => info with { Signer = PlatformRole.Root })),
        ["TCB info for SGX"] = ("tcb_info_kind", TcbInfo(info => info with { Id = "SGX" })),
        ["TCB info of version 2"] = ("tcb_info_kind", TcbInfo(info => info with { Version = 2 })),
        ["TCB info of type 1"] = ("tcb_info_kind", TcbInfo(info => info with { TcbType = 1 })),
        ["TCB info of the next second"] = ("tcb_info_window", TcbInfo(info => info with { IssueDate = Now.AddSeconds(1) })),
        ["TCB info of the last second"] = ("tcb_info_window", TcbInfo(info => info with { NextUpdate = Now.AddSeconds(-1) })),
        ["no levels"] = ("tcb_info_format", TcbInfo(info => info with { Levels = [] })),
        ["a level twice"] = ("tcb_info_format", TcbInfo(info => info with { Levels = [.. info.Levels, info.Levels[0]] })),
        ["15 components"] = ("tcb_info_format", TcbInfo(Level(level => level with { Sgx = [.. level.Sgx.Take(15)] }))),
        ["17 components"] = ("tcb_info_format", TcbInfo(Level(level => level with { Tdx = [.. level.Tdx, 0] }))),
        ["unknown status"] = ("tcb_info_format", TcbInfo(Level(level => level with { Status = "Uptodate" }))),
        ["a status that is only ever concluded"] = ("tcb_info_format", TcbInfo(Level(level => level with { Status = "TDRelaunchAdvised" }))),
        ["a module twice, but for case"] = ("tcb_info_format", TcbInfo(info => info with { Modules = [.. info.Modules!, info.Modules![0] with { Id = "tdx_03" }] })),
        ["a module level twice"] = ("tcb_info_format", TcbInfo(Module(module => module with { Levels = [.. module.Levels, module.Levels[0]] }))),
        ["a module without levels"] = ("tcb_info_format", TcbInfo(Module(module => module with { Levels = [] }))),
        ["a name twice"] = ("tcb_info_format", TcbInfo(info => info with { Text = text => text.Replace("\"tcbType\":0", "\"tcbType\":0,\"tcbType\":0", StringComparison.Ordinal) })),
        ["something behind"] = ("tcb_info_format", TcbInfo(info => info with { Text = text => text + " {}" })),
        ["a date with fractions"] = ("tcb_info_format", TcbInfo(info => info with { Text = text => text.Replace("Z\",\"nextUpdate", ".5Z\",\"nextUpdate", StringComparison.Ordinal) })),
        ["another FMSPC"] = ("fmspc_mismatch", TcbInfo(info => info with { Fmspc = "00806F050000" })),
        ["another PCEID"] = ("pce_id_mismatch", TcbInfo(info => info with { PceId = "0001" })),
        ["module not known"] = ("tdx_module_mismatch", TcbInfo(info => info with { Modules = [.. info.Modules!.Where(module => module.Id != "TDX_01")] })),
        ["no modules at all"] = ("tdx_module_mismatch", TcbInfo(info => info with { Modules = null })),
        ["module of another signer"] = ("tdx_module_mismatch", TcbInfo(Module(module => module with { MrSigner = new string('1', 96) }))),
        ["module of other attributes"] = ("tdx_module_mismatch", TcbInfo(Module(module => module with { Attributes = "0100000000000000" }))),

        ["QE identity signed by another"] = ("qe_identity_signature", Qe(qe => qe with { Signer = PlatformRole.Root })),
        ["identity of the SGX QE"] = ("qe_identity_kind", Qe(qe => qe with { Id = "QE" })),
        ["QE identity of version 1"] = ("qe_identity_kind", Qe(qe => qe with { Version = 1 })),
        ["QE identity of the next second"] = ("qe_identity_window", Qe(qe => qe with { IssueDate = Now.AddSeconds(1) })),
        ["QE identity of the last second"] = ("qe_identity_window", Qe(qe => qe with { NextUpdate = Now.AddSeconds(-1) })),
        ["QE level twice"] = ("qe_identity_format", Qe(qe => qe with { Levels = [.. qe.Levels, qe.Levels[0]] })),
        ["QE of another MISCSELECT"] = ("qe_misc_select_mismatch", Qe(qe => qe with { MiscSelect = "01000000" })),
        ["QE of other attributes"] = ("qe_attributes_mismatch", Qe(qe => qe with { Attributes = "31000000000000000000000000000000" })),
        ["QE of another signer"] = ("qe_mr_signer_mismatch", Qe(qe => qe with { MrSigner = new string('0', 64) })),
        ["another product of the signer"] = ("qe_isv_prod_id_mismatch", Qe(qe => qe with { IsvProdId = 1 })),

        ["root CRL is none"] = ("root_crl_malformed", Bundle(bundle => bundle with { RootCaCrl = new byte[] { 0x30, 0 } })),
        ["root CRL of version 1"] = ("root_crl_malformed", RootCrl(crl => crl with { Version = null })),
        ["root CRL without number"] = ("root_crl_malformed", RootCrl(crl => crl with { Number = null })),
        ["root CRL without key identifier"] = ("root_crl_malformed", RootCrl(crl => crl with { Extensions = list => list.Take(1) })),
        ["root CRL without next update"] = ("root_crl_malformed", RootCrl(crl => crl with { NextUpdate = null })),
        ["root CRL with a critical extension"] = ("root_crl_malformed", RootCrl(crl => crl with { Extensions = list => list.Append(new("2.5.29.28", Critical: true, new byte[] { 0x30, 0 })) })),
        ["root CRL of the Platform CA"] = ("root_crl_issuer", RootCrl(crl => crl with { IssuerCommonName = SimulatedName.PlatformCa })),
        ["root CRL signed by the Platform CA"] = ("root_crl_signature", RootCrl(crl => crl with { Signer = PlatformRole.PlatformCa })),
        ["root CRL of the next second"] = ("root_crl_window", RootCrl(crl => crl with { ThisUpdate = Now.AddSeconds(1) })),
        ["root CRL of the last second"] = ("root_crl_window", RootCrl(crl => crl with { NextUpdate = Now.AddSeconds(-1) })),
        ["PCK CRL of the root"] = ("pck_crl_issuer", Bundle(bundle => bundle with { PckCrl = bundle.RootCaCrl })),
        ["PCK CRL signed by the root"] = ("pck_crl_signature", PckCrl(crl => crl with { Signer = PlatformRole.Root })),
        ["PCK CRL with another algorithm"] = ("pck_crl_malformed", PckCrl(crl => crl with { SignatureAlgorithm = "1.2.840.10045.4.3.3" })),
        ["PCK CRL of the next second"] = ("pck_crl_window", PckCrl(crl => crl with { ThisUpdate = Now.AddSeconds(1) })),
        ["PCK CRL of the last second"] = ("pck_crl_window", PckCrl(crl => crl with { NextUpdate = Now.AddSeconds(-1) })),
        ["PCK CRL of the other CA, all of it valid"] = ("pck_crl_issuer", new() { Ca = PckCa.Processor }),
        ["PCK withdrawn"] = ("pck_revoked", PckCrl(crl => crl with { Revoked = [new byte[] { 9 }, Serial(PlatformRole.PlatformPck)] })),
        ["Platform CA withdrawn"] = ("ca_revoked", RootCrl(crl => crl with { Revoked = [Serial(PlatformRole.PlatformCa)] })),
        ["root withdrawn"] = ("ca_revoked", RootCrl(crl => crl with { Revoked = [Serial(PlatformRole.Root)] })),
        ["TCB signer withdrawn"] = ("tcb_signing_revoked", RootCrl(crl => crl with { Revoked = [Serial(PlatformRole.TcbSigning)] })),
    };

    public static TheoryData<string> Changes => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void AChangeOfOneThingIsRefusedByItsCode(string change) =>
        Assert.Equal(Rules[change].Code, SyntheticPlatform.Code(collateral: Rules[change].Options));

    [Fact]
    public void NoCollateralAtAllIsRefused()
    {
        var verdict = SyntheticPlatform.Verifier.Verify(SyntheticPlatform.Quote(), collateral: null, Now);

        Assert.Equal(VerificationFailure.CollateralMissing, verdict.Failure);
        Assert.NotNull(verdict.Platform);
        Assert.Equal(VerificationStep.QuoteSignature, verdict.Steps[^1]);
    }

    [Fact]
    public void OthersWithdrawnDoNoHarm() =>
        Assert.Null(SyntheticPlatform.Code(collateral: new()
        {
            PckCrl = crl => crl with { Revoked = [Serial(PlatformRole.PlatformCa), Serial(PlatformRole.ProcessorPck)] },
            RootCrl = crl => crl with { Revoked = [Serial(PlatformRole.PlatformPck), Serial(PlatformRole.ProcessorCa)] },
        }));

    [Fact]
    public void ASerialThatDerWritesWithALeadingZeroIsFoundAmongTheWithdrawn() =>
        Assert.Equal("pck_revoked", SyntheticPlatform.Code(
            new() { Ca = PckCa.Processor },
            new() { Ca = PckCa.Processor, PckCrl = crl => crl with { Revoked = [Serial(PlatformRole.ProcessorPck)] } }));

    [Fact]
    public void WindowsHoldInTheirFirstAndTheirLastSecond() =>
        Assert.Null(SyntheticPlatform.Code(collateral: new()
        {
            TcbInfo = info => info with { IssueDate = Now },
            QeIdentity = qe => qe with { NextUpdate = Now },
            RootCrl = crl => crl with { ThisUpdate = Now },
            PckCrl = crl => crl with { NextUpdate = Now },
        }));

    [Fact]
    public void EvaluationNumbersOfTheTwoDocumentsMayDifferAndAreBothTold()
    {
        var verdict = SyntheticPlatform.Verify(collateral: Qe(qe => qe with { EvaluationNumber = 19 }));

        Assert.True(verdict.Authentic);
        Assert.Equal((20, 19), (verdict.Collateral!.TcbInfoEvaluationNumber, verdict.Collateral.QeIdentityEvaluationNumber));
    }

    [Fact]
    public void ModuleIdsAreComparedIgnoringCase() =>
        Assert.Null(SyntheticPlatform.Code(collateral: TcbInfo(info => info with { Modules = [.. info.Modules!.Select(module => module with { Id = module.Id!.ToLowerInvariant() })] })));

    [Fact]
    public void TheOrderOfLevelsInTheDocumentDoesNotMatter()
    {
        var reversed = TcbInfo(info => info with
        {
            Levels = [.. info.Levels.Reverse()],
            Modules = [.. info.Modules!.Select(module => module with { Levels = [.. module.Levels.Reverse()] })],
        });

        Assert.Equal(SyntheticPlatform.Verify().Appraisal!.Status, SyntheticPlatform.Verify(collateral: reversed).Appraisal!.Status);
    }

    [Fact]
    public void ADebugQeIsRefusedEvenWhereTheMaskWouldLetItPass()
    {
        var attributes = Convert.FromHexString("1700000000000000e700000000000000");
        var debug = new QuoteOptions { Qe = qe => qe with { Attributes = attributes } };
        var blind = Qe(qe => qe with { AttributesMask = new string('0', 32), Attributes = new string('0', 32) });

        Assert.Equal("qe_report_debug", SyntheticPlatform.Code(debug, blind));
    }

    private static ReadOnlyMemory<byte> Serial(PlatformRole role) => SyntheticPlatform.Platform.Identity.Serials[role];

    private static CollateralOptions Bundle(Func<CollateralBundle, CollateralBundle> change) => new() { Bundle = change };

    private static CollateralOptions Signing(Func<CertificateRecipe, CertificateRecipe> change) => new() { TcbSigning = change };

    private static CollateralOptions TcbInfo(Func<TcbInfoRecipe, TcbInfoRecipe> change) => new() { TcbInfo = change };

    private static CollateralOptions Qe(Func<QeIdentityRecipe, QeIdentityRecipe> change) => new() { QeIdentity = change };

    private static CollateralOptions RootCrl(Func<CrlRecipe, CrlRecipe> change) => new() { RootCrl = change };

    private static CollateralOptions PckCrl(Func<CrlRecipe, CrlRecipe> change) => new() { PckCrl = change };

    private static Func<TcbInfoRecipe, TcbInfoRecipe> Level(Func<TcbLevelRecipe, TcbLevelRecipe> change) =>
        info => info with { Levels = [change(info.Levels[0]), .. info.Levels.Skip(1)] };

    private static Func<TcbInfoRecipe, TcbInfoRecipe> Module(Func<ModuleRecipe, ModuleRecipe> change) =>
        info => info with { Modules = [.. info.Modules!.Select(change)] };

    private static CertificateRecipe Sgx(CertificateRecipe signer) => signer with
    {
        Sgx = new SgxExtensionRecipe { Ppid = new byte[16], Components = new byte[16], PceSvn = 1, PceId = new byte[2], Fmspc = new byte[6] },
    };
}
