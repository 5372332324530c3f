using System.Text;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Fuzz.Mutation;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Fuzz.Targets;

/// <summary>Every reader of what comes from outside that the verifier has.</summary>
internal static class FuzzTargets
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SimulatedPlatform Platform = SimulatedPlatform.FromSeed(7, Now);
    private static readonly CollateralBundle Collateral = Platform.IssueCollateral(Now);
    private static readonly SimulatedTd Td = SimulatedTd.From("fuzz");
    private static readonly byte[] V4 = Platform.Quote(Td, new byte[64]);
    private static readonly byte[] V5 = Platform.Quote(Td.AsV5(), new byte[64]);
    private static readonly byte[] Processor = Platform.Quote(Td, new byte[64], new QuoteOptions { Ca = PckCa.Processor });

    public static IEnumerable<FuzzTarget> All() =>
    [
        .. Quotes(), .. Certificates(), .. Documents(), .. JsonTargets.All(Td), .. SigningTargets.All(), RaTlsTarget.Of(Platform, Td, Now), .. Verdicts(),
    ];

    private static IEnumerable<FuzzTarget> Quotes()
    {
        yield return new(
            "quote",
            [V4, V5, Processor, .. Seeds.OfRealSets("quote.bin"), .. Seeds.Kept("quote")],
            Tokens.Quote,
            bytes => Quote.TryParse(bytes, out _, out var failure) ? "quote" : failure.ToString());
    }

    private static IEnumerable<FuzzTarget> Certificates()
    {
        byte[][] chains = [Seeds.Chain(V4), Seeds.Chain(Processor), .. Seeds.OfRealSets("quote.bin").Take(3).Select(Seeds.Chain)];
        yield return new("pem", [.. chains, .. Seeds.Kept("pem")], Tokens.Pem, bytes => Pem.TryDecode(bytes, 3, out _) ? "three" : "none");
        yield return new(
            "certificate",
            [
                .. chains.SelectMany(chain => Seeds.Certificates(chain, 3)),
                .. Seeds.Certificates(Encoding.ASCII.GetBytes(Collateral.TcbInfoIssuerChain!), 2),
                .. Seeds.Kept("der"),
            ],
            Tokens.Der,
            ReadCertificate);
        yield return new(
            "crl",
            [
                Collateral.RootCaCrl!.Value.ToArray(), Collateral.PckCrl!.Value.ToArray(),
                .. Seeds.OfRealSets("pck_crl.der").Take(2), .. Seeds.OfRealSets("root_ca_crl.der").Take(2), .. Seeds.Kept("der"),
            ],
            Tokens.Der,
            bytes => RevocationListParser.TryParse(bytes, out var list) ? $"list of {Math.Min(list.Revoked.Count, 3)}" : "none");
        yield return new(
            "crl-text",
            [Encoding.ASCII.GetBytes(Convert.ToHexString(Collateral.PckCrl!.Value.Span)), Collateral.PckCrl!.Value.ToArray(), .. Seeds.Kept("crl-text")],
            [.. Tokens.Pem, .. Tokens.Der],
            bytes => CrlBytes.TryDecode(bytes, out _) ? "decoded" : "none");
    }

    private static IEnumerable<FuzzTarget> Documents()
    {
        yield return new(
            "tcb-info",
            [Collateral.TcbInfo!.Body.ToArray(), .. Bodies("tcb_info.json", "tcbInfo"), .. Seeds.Kept("json")],
            Tokens.Json,
            bytes => TcbInfoParser.Parse(bytes, out _).ToString());
        yield return new(
            "qe-identity",
            [Collateral.QeIdentity!.Body.ToArray(), .. Bodies("qe_identity.json", "enclaveIdentity"), .. Seeds.Kept("json")],
            Tokens.Json,
            bytes => QeIdentityParser.Parse(bytes, out _).ToString());
        yield return new(
            "answer",
            [
                Seeds.Answer("tcbInfo", Collateral.TcbInfo!), Seeds.Answer("enclaveIdentity", Collateral.QeIdentity!),
                .. Seeds.OfRealSets("tcb_info.json").Take(2), .. Seeds.Kept("json"),
            ],
            Tokens.Json,
            ReadAnswer);
        yield return new(
            "bundle",
            [Collateral.ToDocument(), .. Seeds.OfRealSets("collateral.json").Take(2), .. Seeds.Kept("bundle"), .. Seeds.Kept("json")],
            Tokens.Json,
            ReadBundle);
    }

    private static IEnumerable<FuzzTarget> Verdicts()
    {
        var verifier = new QuoteVerifier(Platform.TrustRoot, new());
        yield return new("verify", [V4, V5, Processor], Tokens.Quote, bytes => ReadVerdict(verifier, bytes));
        yield return new(
            "verify-collateral",
            [Seeds.Answer("tcbInfo", Collateral.TcbInfo!)],
            Tokens.Json,
            bytes => ReadVerdictOnTcbInfo(verifier, bytes));
    }

    private static string ReadCertificate(byte[] bytes)
    {
        if (!CertificateParser.TryParse(bytes, out var certificate))
            return "none";
        var extensions = $"{certificate.Extensions.IsCa} {certificate.Extensions.PathLength is null} {certificate.Extensions.Usage} {certificate.Extensions.Sgx is null}";
        return SgxExtensionParser.TryParse(certificate, certificate, out var platform) ? $"PCK of {platform.SgxType}, {extensions}" : extensions;
    }

    private static string ReadAnswer(byte[] bytes)
    {
        if (SignedDocumentParser.TryParseTcbInfo(bytes, out var tcbInfo))
            return TcbInfoParser.Parse(tcbInfo.Body, out _).ToString();
        return SignedDocumentParser.TryParseQeIdentity(bytes, out var identity) ? QeIdentityParser.Parse(identity.Body, out _).ToString() : "none";
    }

    /// <summary>A bundle that was read, written again, is read as the same.</summary>
    private static string ReadBundle(byte[] bytes)
    {
        if (!CollateralBundle.TryParseDocument(bytes, out var bundle))
            return "none";
        var document = bundle.ToDocument();
        if (!CollateralBundle.TryParseDocument(document, out var again) || !again.ToDocument().AsSpan().SequenceEqual(document))
            throw new UnsoundException("a bundle written and read again is another");
        return "bundle";
    }

    /// <summary>Whatever is authentic is one of the quotes that were made, with nothing but zeros behind it.</summary>
    private static string ReadVerdict(QuoteVerifier verifier, byte[] bytes)
    {
        var verdict = verifier.Verify(bytes, Collateral, Now);
        if (verdict.Authentic && !Array.Exists((byte[][])[V4, V5, Processor], made => verdict.Quote!.Canonical.Span.SequenceEqual(made)))
            throw new UnsoundException("a quote that nobody made is authentic");
        return verdict.Failure?.ToString() ?? "authentic";
    }

    /// <summary>Whatever TCB info counts is the one that was signed.</summary>
    private static string ReadVerdictOnTcbInfo(QuoteVerifier verifier, byte[] bytes)
    {
        if (!SignedDocumentParser.TryParseTcbInfo(bytes, out var document))
            return "none";
        var verdict = verifier.Verify(V4, Collateral with { TcbInfo = document }, Now);
        if (verdict.Authentic && !document.Body.Span.SequenceEqual(Collateral.TcbInfo!.Body.Span))
            throw new UnsoundException("a TCB info that nobody signed counts");
        return verdict.Failure?.ToString() ?? "authentic";
    }

    private static IEnumerable<byte[]> Bodies(string file, string name)
    {
        foreach (var answer in Seeds.OfRealSets(file).Take(3))
        {
            SignedDocument? document;
            if (name == "tcbInfo" ? SignedDocumentParser.TryParseTcbInfo(answer, out document) : SignedDocumentParser.TryParseQeIdentity(answer, out document))
                yield return document.Body.ToArray();
        }
    }
}
