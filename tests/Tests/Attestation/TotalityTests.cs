using System.Text;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;
using FsCheck;
using FsCheck.Fluent;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation;

/// <summary>Two laws over all input: no parser ever throws, and no change of a quote is ever authentic.</summary>
public sealed class TotalityTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20260301, 7);
    private static readonly CollateralBundle Collateral = Platform.IssueCollateral(Now);
    private static readonly QuoteVerifier Verifier = new(Platform.TrustRoot, new());

    private static readonly Dictionary<string, (byte[] Valid, Func<byte[], bool> Parse)> Parsers = new(StringComparer.Ordinal)
    {
        ["quote"] = (Platform.Quote(Td, new byte[64]), bytes => Quote.TryParse(bytes, out _, out _)),
        ["quote of version 5"] = (Platform.Quote(TdV5, new byte[64]), bytes => Quote.TryParse(bytes, out _, out _)),
        ["chain"] = (ChainPem(), bytes => Pem.TryDecode(bytes, 2, out _)),
        ["certificate"] = (CertificateDer(), ParseCertificate),
        ["CRL"] = (Collateral.PckCrl!.Value.ToArray(), bytes => RevocationListParser.TryParse(bytes, out _)),
        ["CRL of any form"] = (Encoding.ASCII.GetBytes("3003020107"), bytes => CrlBytes.TryDecode(bytes, out _)),
        ["TCB info"] = (Collateral.TcbInfo!.Body.ToArray(), bytes => TcbInfoParser.Parse(bytes, out _) == VerificationFailure.None),
        ["QE identity"] = (Collateral.QeIdentity!.Body.ToArray(), bytes => QeIdentityParser.Parse(bytes, out _) == VerificationFailure.None),
        ["answer"] = (Answer(), bytes => SignedDocumentParser.TryParseTcbInfo(bytes, out _)),
        ["bundle"] = (Encoding.UTF8.GetBytes("""{"tcb_info_issuer_chain":"x","pck_crl":"3000"}"""), bytes => CollateralBundle.TryParseDocument(bytes, out _)),
        ["claims"] = (Encoding.UTF8.GetBytes("""{"image":"x\u0041","sealed":true}"""), bytes => Claims.TryParse(bytes, out _, out _)),
        ["allowlist"] = (Encoding.UTF8.GetBytes(AllowlistJson), bytes => Allowlist.TryParse(bytes, "v1", out _, out _)),
    };

    private const string AllowlistJson =
        """{"version":"1.1","release_tag":"v1","measurements":{"sealed":true},"quote_measurements":{"any_of":[{"mrtd":"any"}],"rtmr0":[]}}""";

    public static TheoryData<string> Names => [.. Parsers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void RandomBytesAreAnsweredAndNeverThrownAt(string name) =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Answers(Parsers[name].Parse, bytes)).Check(Cases);

    [Theory]
    [MemberData(nameof(Names))]
    public void NearlyValidBytesAreAnsweredAndNeverThrownAt(string name)
    {
        var (valid, parse) = Parsers[name];
        var edit = from place in Gen.Choose(0, valid.Length - 1)
                   from value in Gen.Choose(0, 255)
                   select (place, value);
        var edits = edit.NonEmptyListOf().Select(list => list.Take(4).ToList());

        Prop.ForAll(edits.ToArbitrary(), list =>
        {
            var changed = valid.ToArray();
            foreach (var (place, value) in list)
                changed[place] = (byte)value;
            return Answers(parse, changed) && Answers(parse, changed[..list[0].place]);
        }).Check(Cases);
    }

    [Fact]
    public void AnyTwoEditsOfAQuoteAreRefused()
    {
        var quote = Platform.Quote(Td, new byte[64]);
        var edit = from place in Gen.Choose(0, quote.Length - 1)
                   from mask in Gen.Choose(1, 255)
                   select (place, mask);

        Prop.ForAll(edit.Two().ToArbitrary(), pair =>
        {
            var changed = quote.ToArray();
            changed[pair.Item1.place] ^= (byte)pair.Item1.mask;
            changed[pair.Item2.place] ^= (byte)pair.Item2.mask;
            return changed.AsSpan().SequenceEqual(quote) || !Verifier.Verify(changed, Collateral, Now).Authentic;
        }).Check(Cases);
    }

    private static byte[] ChainPem() => Encoding.ASCII.GetBytes(Collateral.TcbInfoIssuerChain!);

    private static byte[] CertificateDer()
    {
        Assert.True(Quote.TryParse(Platform.Quote(Td, new byte[64]), out var quote, out _));
        Assert.True(Pem.TryDecode(quote.Signature.PckChainPem.Span, 3, out var certificates));
        return certificates[0];
    }

    private static byte[] Answer() =>
        [.. "{\"tcbInfo\":"u8, .. Collateral.TcbInfo!.Body.Span, .. "}"u8];

    private static bool ParseCertificate(byte[] der) =>
        CertificateParser.TryParse(der, out var certificate) && SgxExtensionParser.TryParse(certificate, certificate, out _);

    /// <summary>True whichever way the parser answers; an exception fails the property.</summary>
    private static bool Answers(Func<byte[], bool> parse, byte[] bytes) => parse(bytes) || true;
}
