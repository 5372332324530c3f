using EasyEnclave.Attestation;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Keys;
using EasyEnclave.Simulation.Quotes;
using static EasyEnclave.Attestation.VerificationFailure;
using static EasyEnclave.Tests.Attestation.Synthetic.FailurePair;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>One pair for every failure there is, in the order of the steps.</summary>
internal static class FailureCatalogue
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly int Length = Platform.Quote(Td, ReportData).Length;
    private static readonly QuoteFrame Right = new();

    public static IReadOnlyList<FailurePair> Pairs { get; } = [.. Framing(), .. Chain(), .. Enclave(), .. TcbInfos(), .. QeIdentities(), .. Crls(), .. Platforms()];

    private static IEnumerable<FailurePair> Framing()
    {
        yield return OfQuote(QuoteTooLarge, Tail(new byte[(16 * 1024) - Length + 1]), Tail(new byte[(16 * 1024) - Length]));
        yield return OfQuote(QuoteTruncated, new() { Bytes = quote => quote[..^1] }, new() { Bytes = quote => quote[..] });
        yield return OfQuote(QuoteVersion, Frame(f => f with { Version = 3 }), Frame(f => f with { Version = 4 }));
        yield return OfQuote(AttestationKeyType, Frame(f => f with { AttestationKeyType = 3 }), Frame(f => f with { AttestationKeyType = 2 }));
        yield return OfQuote(TeeType, Frame(f => f with { TeeType = 0 }), Frame(f => f with { TeeType = 0x81 }));
        yield return OfQuote(QeVendor, Frame(f => f with { VendorId = new byte[16] }), Frame(f => f with { VendorId = Right.VendorId }));
        yield return new(
            BodyType,
            new SyntheticCase("refused") { Td = TdV5, Quote = Frame(f => f with { BodySize = 649 }) },
            new SyntheticCase("accepted") { Td = TdV5, Quote = Frame(f => f with { BodySize = 648 }) });
        yield return OfQuote(VerificationFailure.Framing, Frame(f => f with { InnerLengthOff = 1 }), Frame(f => f with { InnerLengthOff = 0 }));
        yield return OfQuote(CertificationType, Frame(f => f with { InnerType = 4 }), Frame(f => f with { InnerType = 5 }));
        yield return OfQuote(TrailingBytes, Tail([0, 1]), Tail([0, 0]));
    }

    private static IEnumerable<FailurePair> Chain()
    {
        yield return OfQuote(PckChainMalformed, new() { Chain = pem => [.. pem, pem[2]] }, new() { Chain = pem => [.. pem] });
        yield return OfQuote(
            PckChainRole, Pck(c => c with { CommonName = SimulatedName.Pck + " 2" }), Pck(c => c with { CommonName = SimulatedName.Pck }));
        yield return OfQuote(
            PckChainUntrustedRoot,
            new() { Root = c => c with { Subject = PlatformRole.Stranger, Signer = PlatformRole.Stranger } },
            new() { Root = c => c with { Subject = PlatformRole.Root, Signer = PlatformRole.Root } });
        yield return OfQuote(
            PckChainSignature, Pck(c => c with { Signer = PlatformRole.ProcessorCa }), Pck(c => c with { Signer = PlatformRole.PlatformCa }));
        yield return OfQuote(PckChainValidity, Pck(c => c with { NotAfter = Now - Second }), Pck(c => c with { NotAfter = Now }));
        yield return OfQuote(SgxExtension, Sgx(s => s with { PceSvn = 65536 }), Sgx(s => s with { PceSvn = 65535 }));
    }

    private static IEnumerable<FailurePair> Enclave()
    {
        yield return OfQuote(
            QeReportSignature, Qe(q => q with { Signer = PlatformRole.ProcessorPck }), Qe(q => q with { Signer = PlatformRole.PlatformPck }));
        yield return OfQuote(QeReportDebug, QeFlags("17"), QeFlags("15"));
        yield return OfQuote(QeBinding, QeReportDataEndingIn(1), QeReportDataEndingIn(0));
        yield return OfQuote(
            QuoteSignature, Frame(f => f with { Signer = PlatformRole.Stranger }), Frame(f => f with { Signer = PlatformRole.Attestation }));
        yield return OfCollateral(CollateralMissing, Bundle(b => b with { PckCrl = null }), Bundle(b => b with { PckCrl = b.PckCrl }));
    }

    private static IEnumerable<FailurePair> TcbInfos()
    {
        yield return OfCollateral(TcbInfoChainMalformed, TcbPem(_ => ""), TcbPem(chain => chain));
        yield return OfCollateral(TcbInfoChainRole, TcbChain(SignerNamed("Intel SGX TCB Signer")), TcbChain(SignerNamed(SimulatedName.TcbSigning)));
        yield return OfCollateral(
            TcbInfoChainUntrustedRoot,
            TcbPem(_ => Other.IssueCollateral(Now).TcbInfoIssuerChain!),
            TcbPem(_ => Platform.IssueCollateral(Now).TcbInfoIssuerChain!));
        yield return OfCollateral(TcbInfoChainSignature, TcbChain(SignerBy(PlatformRole.Stranger)), TcbChain(SignerBy(PlatformRole.Root)));
        yield return OfCollateral(TcbInfoChainValidity, TcbChain(SignerUntil(Now - Second)), TcbChain(SignerUntil(Now)));
        yield return OfCollateral(
            TcbInfoSignature, TcbInfo(t => t with { Signer = PlatformRole.PlatformPck }), TcbInfo(t => t with { Signer = PlatformRole.TcbSigning }));
        yield return OfCollateral(TcbInfoFormat, FirstSvn(65536), FirstSvn(65535));
        yield return OfCollateral(TcbInfoKind, TcbInfo(t => t with { Id = "SGX" }), TcbInfo(t => t with { Id = "TDX" }));
        yield return OfCollateral(TcbInfoWindow, TcbInfo(t => t with { NextUpdate = Now - Second }), TcbInfo(t => t with { NextUpdate = Now }));
    }

    private static IEnumerable<FailurePair> QeIdentities()
    {
        yield return OfCollateral(QeIdentityChainMalformed, QePem(_ => ""), QePem(chain => chain));
        yield return OfCollateral(QeIdentityChainRole, QeChain(SignerNamed(SimulatedName.Pck)), QeChain(SignerNamed(SimulatedName.TcbSigning)));
        yield return OfCollateral(
            QeIdentityChainUntrustedRoot,
            QePem(_ => Other.IssueCollateral(Now).QeIdentityIssuerChain!),
            QePem(_ => Platform.IssueCollateral(Now).QeIdentityIssuerChain!));
        yield return OfCollateral(QeIdentityChainSignature, QeChain(SignerBy(PlatformRole.Stranger)), QeChain(SignerBy(PlatformRole.Root)));
        yield return OfCollateral(QeIdentityChainValidity, QeChain(SignerUntil(Now - Second)), QeChain(SignerUntil(Now)));
        yield return OfCollateral(
            QeIdentitySignature,
            QeIdentity(q => q with { Signer = PlatformRole.PlatformCa }),
            QeIdentity(q => q with { Signer = PlatformRole.TcbSigning }));
        yield return OfCollateral(
            QeIdentityFormat, QeIdentity(q => q with { MrSigner = q.MrSigner[..62] }), QeIdentity(q => q with { MrSigner = q.MrSigner[..64] }));
        yield return OfCollateral(QeIdentityKind, QeIdentity(q => q with { Id = "QE" }), QeIdentity(q => q with { Id = "TD_QE" }));
        yield return OfCollateral(QeIdentityWindow, QeIdentity(q => q with { NextUpdate = Now - Second }), QeIdentity(q => q with { NextUpdate = Now }));
    }

    private static IEnumerable<FailurePair> Crls()
    {
        yield return OfCollateral(RootCrlMalformed, RootCrl(c => c with { Number = null }), RootCrl(c => c with { Number = 0 }));
        yield return OfCollateral(
            RootCrlIssuer,
            RootCrl(c => c with { IssuerOrganization = "Somebody" }),
            RootCrl(c => c with { IssuerOrganization = SimulatedName.Organization }));
        yield return OfCollateral(
            RootCrlSignature, RootCrl(c => c with { Signer = PlatformRole.PlatformCa }), RootCrl(c => c with { Signer = PlatformRole.Root }));
        yield return OfCollateral(RootCrlWindow, RootCrl(c => c with { NextUpdate = Now - Second }), RootCrl(c => c with { NextUpdate = Now }));
        yield return OfCollateral(PckCrlChainMalformed, CrlPem(_ => ""), CrlPem(chain => chain));
        yield return OfCollateral(
            PckCrlChainRole,
            CrlChain(new() { Intermediate = c => c with { PathLength = 1 } }),
            CrlChain(new() { Intermediate = c => c with { PathLength = 0 } }));
        yield return OfCollateral(
            PckCrlChainUntrustedRoot,
            CrlPem(_ => Other.IssueCollateral(Now).PckCrlIssuerChain!),
            CrlPem(_ => Platform.IssueCollateral(Now).PckCrlIssuerChain!));
        yield return OfCollateral(
            PckCrlChainSignature,
            CrlChain(new() { Intermediate = c => c with { Signer = PlatformRole.Stranger } }),
            CrlChain(new() { Intermediate = c => c with { Signer = PlatformRole.Root } }));
        yield return OfCollateral(
            PckCrlChainValidity,
            CrlChain(new() { Intermediate = c => c with { NotAfter = Now - Second } }),
            CrlChain(new() { Intermediate = c => c with { NotAfter = Now } }));
        yield return OfCollateral(PckCrlMalformed, PckCrl(c => c with { NextUpdate = null }), PckCrl(c => c with { NextUpdate = Now }));
        yield return OfCollateral(
            PckCrlIssuer,
            PckCrl(c => c with { IssuerCommonName = SimulatedName.ProcessorCa }),
            PckCrl(c => c with { IssuerCommonName = SimulatedName.PlatformCa }));
        yield return OfCollateral(
            PckCrlSignature, PckCrl(c => c with { Signer = PlatformRole.ProcessorCa }), PckCrl(c => c with { Signer = PlatformRole.PlatformCa }));
        yield return OfCollateral(PckCrlWindow, PckCrl(c => c with { NextUpdate = Now - Second }), PckCrl(c => c with { NextUpdate = Now }));
        yield return OfCollateral(CaRevoked, Revoke(PlatformRole.PlatformCa), Revoke(PlatformRole.ProcessorCa));
        yield return OfCollateral(TcbSigningRevoked, WithdrawnByRoot(PlatformRole.TcbSigning, 0), WithdrawnByRoot(PlatformRole.TcbSigning, 1));
        yield return OfCollateral(PckRevoked, Revoke(PlatformRole.PlatformPck), Revoke(PlatformRole.ProcessorPck));
    }

    private static IEnumerable<FailurePair> Platforms()
    {
        yield return OfQuote(QeMiscSelectMismatch, Qe(q => q with { MiscSelect = 1 }), Qe(q => q with { MiscSelect = 0 }));
        yield return OfQuote(QeAttributesMismatch, QeFlags("35"), QeFlags("15"));
        yield return OfQuote(
            QeMrSignerMismatch,
            Qe(q => q with { MrSigner = new byte[32] }),
            Qe(q => q with { MrSigner = Convert.FromHexString(StandardTcb.QeMrSigner) }));
        yield return OfQuote(QeIsvProdIdMismatch, Qe(q => q with { IsvProdId = 1 }), Qe(q => q with { IsvProdId = 2 }));
        yield return OfCollateral(FmspcMismatch, TcbInfo(t => t with { Fmspc = "B0C06F000000" }), TcbInfo(t => t with { Fmspc = Platform.Fmspc }));
        yield return OfCollateral(PceIdMismatch, TcbInfo(t => t with { PceId = "0001" }), TcbInfo(t => t with { PceId = "0000" }));
        yield return OfQuote(TdxModuleMismatch, Module(2), Module(1));
    }

    private static QuoteOptions Tail(byte[] trailing) => Frame(f => f with { Trailing = trailing });

    private static QuoteOptions QeFlags(string first) =>
        Qe(q => q with { Attributes = Convert.FromHexString(first + "00000000000000e700000000000000") });

    private static QuoteOptions QeReportDataEndingIn(byte last)
    {
        var data = Platform.Quote(Td, ReportData)[(770 + 320)..(770 + 384)];
        data[^1] = last;
        return Qe(q => q with { ReportData = data });
    }

    private static QuoteOptions Module(byte version) => TdOf(td => td with { TeeTcbSvn = SimulatedTd.Svn(6, version, 3) });

    private static CollateralOptions FirstSvn(int svn) =>
        TcbInfo(t => t with { Levels = [t.Levels[0] with { Sgx = [svn, .. t.Levels[0].Sgx.Skip(1)] }, .. t.Levels.Skip(1)] });

    private static CollateralOptions TcbPem(Func<string, string> change) =>
        Bundle(b => b with { TcbInfoIssuerChain = change(b.TcbInfoIssuerChain!) });

    private static CollateralOptions QePem(Func<string, string> change) =>
        Bundle(b => b with { QeIdentityIssuerChain = change(b.QeIdentityIssuerChain!) });

    private static CollateralOptions CrlPem(Func<string, string> change) =>
        Bundle(b => b with { PckCrlIssuerChain = change(b.PckCrlIssuerChain!) });

    private static CollateralOptions SignerNamed(string name) => new() { TcbSigning = c => c with { CommonName = name } };

    private static CollateralOptions SignerBy(PlatformRole signer) => new() { TcbSigning = c => c with { Signer = signer } };

    private static CollateralOptions SignerUntil(DateTimeOffset end) => new() { TcbSigning = c => c with { NotAfter = end } };

    private static CollateralOptions Revoke(PlatformRole role) => new() { Revoked = [role] };

    private static CollateralOptions WithdrawnByRoot(PlatformRole role, byte off)
    {
        var serial = Platform.SerialOf(role).ToArray();
        serial[^1] ^= off;
        return RootCrl(c => c with { Revoked = [serial] });
    }
}
