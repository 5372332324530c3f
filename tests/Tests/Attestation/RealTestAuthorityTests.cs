using System.Buffers.Binary;
using System.Text;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Attestation;

/// <summary>Intel's own sample platform: every name is production's, every key is not.</summary>
/// <remarks>
/// Its quote carries the chain as DER; the chain lies outside of all signatures, so the PEM beside it can be put in its place.
/// Its signed QE identity names another signer than its QE report has, so it gets as far as that and no further.
/// </remarks>
public sealed class RealTestAuthorityTests
{
    private const string Set = "refuse-intel-qvl-test-ca";

    private static readonly DateTimeOffset Now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [RealQuotesFact]
    public void AsDeliveredItsChainIsNoPem() => Assert.Equal(VerificationFailure.PckChainMalformed, Verify(TrustRoot.Intel, "quote.dat").Failure);

    [RealQuotesFact]
    public void ProductionsRootIsPinnedByKeyAndNotByName()
    {
        var result = new QuoteVerifier(TrustRoot.Intel).Authenticate(WithPemChain(), Now);

        Assert.Equal(VerificationFailure.PckChainUntrustedRoot, result.Failure);
        Assert.Equal([VerificationStep.Framing], result.Steps);
    }

    [RealQuotesFact]
    public void UnderItsOwnRootEverySignatureHolds()
    {
        var verdict = new QuoteVerifier(OwnRoot()).Verify(WithPemChain(), Collateral(), Now);

        Assert.Equal("ED742AF8ADF5", verdict.Platform!.Fmspc);
        Assert.Equal(PckCa.Processor, verdict.Platform.Ca);
        Assert.Equal(VerificationStep.Revocation, verdict.Steps[^1]);
        Assert.Equal(VerificationFailure.QeMrSignerMismatch, verdict.Failure);
    }

    [RealQuotesFact]
    public void UnderProductionsRootItsCollateralIsRefusedToo()
    {
        var set = RealSet.Load("v4-uptodate-b0c06f-2025");
        var theirs = Collateral();
        var swapped = set.Collateral with { TcbInfo = theirs.TcbInfo, TcbInfoIssuerChain = theirs.TcbInfoIssuerChain };

        Assert.Equal(
            VerificationFailure.TcbInfoChainUntrustedRoot, new QuoteVerifier(TrustRoot.Intel).Verify(set.Quote, swapped, set.Now).Failure);
    }

    private static AuthenticationResult Verify(TrustRoot root, string file) => new QuoteVerifier(root).Authenticate(RealQuotes.Read(Set, file), Now);

    private static TrustRoot OwnRoot()
    {
        var der = DerOf(Text("trustedRootCaCert.pem"));
        Assert.True(CertificateParser.TryParse(der, out var root));
        return new TrustRoot("test", (byte[])[0x04, .. root.PublicKey.Span]);
    }

    private static byte[] WithPemChain()
    {
        const int SignatureData = 636;
        const int InnerHeader = SignatureData + 584;

        var chain = Encoding.ASCII.GetBytes(Text("pckCert.pem") + Reversed("pckSignChain.pem"));
        byte[] quote = [.. RealQuotes.Read(Set, "quote.dat")[..(InnerHeader + 6)], .. chain];
        Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(quote.AsSpan(InnerHeader - 2)));
        BinaryPrimitives.WriteUInt32LittleEndian(quote.AsSpan(SignatureData - 4), (uint)(quote.Length - SignatureData));
        BinaryPrimitives.WriteUInt32LittleEndian(quote.AsSpan(SignatureData + 130), (uint)(quote.Length - SignatureData - 134));
        BinaryPrimitives.WriteUInt32LittleEndian(quote.AsSpan(InnerHeader + 2), (uint)chain.Length);
        return quote;
    }

    private static CollateralBundle Collateral()
    {
        var signing = Reversed("tcbSignChain.pem");
        Assert.True(SignedDocumentParser.TryParseTcbInfo(RealQuotes.Read(Set, "tcbInfo.json"), out var tcbInfo));
        Assert.True(SignedDocumentParser.TryParseQeIdentity(RealQuotes.Read(Set, "qeIdentity.json"), out var qeIdentity));
        return new CollateralBundle
        {
            TcbInfo = tcbInfo,
            TcbInfoIssuerChain = signing,
            QeIdentity = qeIdentity,
            QeIdentityIssuerChain = signing,
            RootCaCrl = RealQuotes.Read(Set, "rootCaCrl.der"),
            PckCrl = RealQuotes.Read(Set, "intermediateCaCrl.der"),
            PckCrlIssuerChain = Reversed("pckSignChain.pem"),
        };
    }

    // Its files hold the root first.
    private static string Reversed(string file) => string.Concat(
        Text(file).Split("-----END CERTIFICATE-----\n", StringSplitOptions.RemoveEmptyEntries)
            .Reverse()
            .Select(part => part + "-----END CERTIFICATE-----\n"));

    private static string Text(string file) => Encoding.ASCII.GetString(RealQuotes.Read(Set, file)).TrimEnd('\n') + "\n";

    private static byte[] DerOf(string pem) =>
        Pem.TryDecode(Encoding.ASCII.GetBytes(pem), 1, out var certificates) ? certificates[0] : throw new InvalidDataException("No PEM.");
}
