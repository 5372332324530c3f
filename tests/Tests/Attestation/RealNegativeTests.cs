using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Attestation;

/// <summary>Every generated negative over the real quotes: each refused, and with the code of the very thing that is wrong.</summary>
public sealed class RealNegativeTests
{
    private static readonly QuoteVerifier Intel = new(TrustRoot.Intel);

    /// <summary>What the checker says of a case, by the code that says the same here.</summary>
    private static readonly Dictionary<string, string> CodeOf = new(StringComparer.Ordinal)
    {
        ["QE report data"] = "qe_binding",
        ["quote signature"] = "quote_signature",
        ["QE report signature"] = "qe_report_signature",
        ["version 3"] = "quote_version",
        ["version 6"] = "quote_version",
        ["att key type 3"] = "attestation_key_type",
        ["tee type 0x0"] = "tee_type",
        ["qe vendor"] = "qe_vendor",
        ["outer cert type 5"] = "certification_type",
        ["inner cert type 4"] = "certification_type",
        ["short sigdata"] = "quote_truncated",
        ["short body"] = "quote_truncated",
        ["tcb_info signature"] = "tcb_info_signature",
        ["qe_identity signature"] = "qe_identity_signature",
        ["fmspc"] = "fmspc_mismatch",
        ["tcb info id/version"] = "tcb_info_kind",
        ["qe id/version"] = "qe_identity_kind",
        ["PCK CRL issuer"] = "pck_crl_issuer",
        ["PCK CRL expired (2025-07-19 10:00:35+00:00)"] = "pck_crl_window",
        ["qe identity window"] = "qe_identity_window",
    };

    public static TheoryData<int> Cases
    {
        get
        {
            using var cases = ReadCases();
            return [.. Enumerable.Range(0, cases.RootElement.GetArrayLength())];
        }
    }

    [RealQuotesTheory]
    [MemberData(nameof(Cases))]
    public void EveryNegativeIsRefusedForItsOwnReason(int index)
    {
        using var cases = ReadCases();
        var item = cases.RootElement[index];
        var set = RealSet.Load(item.GetProperty("base").GetString()!);
        var mutation = item.GetProperty("mutation");

        var verdict = Intel.Verify(QuoteOf(set, mutation), CollateralOf(set, mutation), NowOf(set, mutation));

        var reason = item.GetProperty("result").GetString()!["refused: ".Length..];
        Assert.False(verdict.Authentic);
        Assert.Null(verdict.Appraisal);
        var code = VerificationFailures.Code(verdict.Failure!.Value);
        if (reason.StartsWith("PCK CRL", StringComparison.Ordinal) || !reason.Contains("exception", StringComparison.Ordinal))
            Assert.Equal(CodeOf[reason], code);
        else
            Assert.Contains(code, new[] { "pck_crl_malformed", "pck_crl_signature" });
    }

    [RealQuotesFact]
    public void TheSetsUnchangedAreAuthentic() =>
        Assert.All(RealQuotes.SetsWith("expected.json"), name => Assert.True(RealSet.Load(name).Verify(Intel).Authentic));

    [RealQuotesFact]
    public void CollateralWithoutCrlsIsRefusedHoweverGoodTheRestIs()
    {
        const string Set = "partial-no-crl-c0806f-oasis";
        var now = DateTimeOffset.FromUnixTimeSeconds(1725263032);
        var quote = RealQuotes.Read(Set, "quote.bin");
        var bundle = Assemble(Set, CollateralPart.TcbInfo, CollateralPart.QeIdentity, CollateralPart.TcbSigningChain);

        Assert.True(Intel.Authenticate(quote, now).Succeeded);

        var verdict = Intel.Verify(quote, bundle, now);
        Assert.Equal(VerificationFailure.CollateralMissing, verdict.Failure);
        Assert.Contains(VerificationStep.Collateral, verdict.Steps);
        Assert.DoesNotContain(VerificationStep.Revocation, verdict.Steps);
    }

    [RealQuotesFact]
    public void AQuoteInItsProvidersBufferIsTheQuoteWithoutTheZeros()
    {
        const string Set = "partial-no-crl-c0806f-oasis";
        var now = new DateTimeOffset(2024, 9, 20, 11, 12, 20, TimeSpan.Zero);
        var padded = RealQuotes.Read(Set, "quote2-with-trailing.bin");

        var result = Intel.Authenticate(padded, now);

        Assert.True(result.Succeeded);
        Assert.Equal(padded.Length - 70, result.Authentic.Quote.Canonical.Length);
        Assert.Equal(VerificationFailure.PckChainValidity, Intel.Authenticate(padded, now - TimeSpan.FromSeconds(1)).Failure);
        padded[^1] = 1;
        Assert.Equal(VerificationFailure.TrailingBytes, Intel.Authenticate(padded, now).Failure);
    }

    [RealQuotesFact]
    public void EverySetThatIsThereIsRunBySomeTest()
    {
        string[] apart = ["negative", "partial-no-crl-c0806f-oasis", "refuse-intel-qvl-test-ca", "refuse-sgx-quotes"];

        Assert.Equal(
            Directory.EnumerateDirectories(RealQuotes.Root!).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            RealQuotes.SetsWith("expected.json").Concat(apart).Order(StringComparer.Ordinal));
    }

    [RealQuotesFact]
    public void AChainWithABrokenCertificateIsRefused()
    {
        const string Set = "partial-no-crl-c0806f-oasis";
        var now = DateTimeOffset.FromUnixTimeSeconds(1725263032);
        var bundle = Assemble(Set, CollateralPart.TcbInfo, CollateralPart.QeIdentity, CollateralPart.TcbSigningChain);
        var bad = Encoding.ASCII.GetString(RealQuotes.Read(Set, "tcb_signing_chain_BAD.pem"));

        var verdict = Intel.Verify(RealQuotes.Read(Set, "quote.bin"), bundle with { TcbInfoIssuerChain = bad }, now);

        Assert.StartsWith("tcb_info_chain_", VerificationFailures.Code(verdict.Failure!.Value), StringComparison.Ordinal);
    }

    [RealQuotesFact]
    public void EverySgxQuoteIsRefusedByItsHeader()
    {
        var quotes = Directory.GetFiles(Path.GetDirectoryName(RealQuotes.PathOf("refuse-sgx-quotes", "README.md"))!, "*.bin");

        Assert.NotEmpty(quotes);
        Assert.All(quotes, path => Assert.Equal(
            VerificationFailure.QuoteVersion, Intel.Authenticate(File.ReadAllBytes(path), DateTimeOffset.UnixEpoch).Failure));
    }

    private static JsonDocument ReadCases() => JsonDocument.Parse(RealQuotes.Read("negative", "cases.json"));

    private static CollateralBundle Assemble(string set, params CollateralPart[] parts)
    {
        var contents = parts.ToDictionary(
            part => part, part => new ReadOnlyMemory<byte>(RealQuotes.Read(set, CollateralParts.FileNames[part])));
        Assert.True(CollateralParts.TryAssemble(contents, out var bundle, out _));
        return bundle;
    }

    private static byte[] QuoteOf(RealSet set, JsonElement mutation)
    {
        if (mutation.ValueKind == JsonValueKind.Null)
            return RealQuotes.Read("negative", "forged-own-attestation-key.bin");
        if (mutation.TryGetProperty("truncate", out var length))
            return set.Quote[..length.GetInt32()];
        if (mutation.TryGetProperty("xor", out var xor))
            set.Quote[xor[0].GetInt32()] ^= xor[1].GetByte();
        return set.Quote;
    }

    private static DateTimeOffset NowOf(RealSet set, JsonElement mutation) =>
        mutation.ValueKind == JsonValueKind.Object && mutation.TryGetProperty("now", out var now)
            ? DateTimeOffset.FromUnixTimeSeconds(now.GetInt64())
            : set.Now;

    private static CollateralBundle CollateralOf(RealSet set, JsonElement mutation)
    {
        var good = set.Collateral;
        if (mutation.ValueKind == JsonValueKind.Null || !mutation.TryGetProperty("collateral", out var change))
            return good;

        var body = good.TcbInfo!.Body;
        switch (change.GetString())
        {
            case "tcb_info: insert space at 1":
                return good with { TcbInfo = good.TcbInfo with { Body = (byte[])[.. body[..1].Span, (byte)' ', .. body[1..].Span] } };
            case "tcb_info: replace":
                var text = Encoding.UTF8.GetString(body.Span).Replace("OutOfDate", "UpToDate", StringComparison.Ordinal);
                return good with { TcbInfo = good.TcbInfo with { Body = Encoding.UTF8.GetBytes(text) } };
            case "swap signature":
                return good with { QeIdentity = good.QeIdentity! with { Signature = good.TcbInfo.Signature } };
            case "refuse-sgx-quotes tcb_info":
                return good with { TcbInfo = Sgx().TcbInfo, TcbInfoIssuerChain = Sgx().TcbInfoIssuerChain };
            case "refuse-sgx-quotes qe_identity":
                return good with { QeIdentity = Sgx().QeIdentity, QeIdentityIssuerChain = Sgx().QeIdentityIssuerChain };
            case "processor_crl.der in this folder":
                return good with { PckCrl = RealQuotes.Read("negative", "processor_crl.der") };
            case "pck_crl=root_ca_crl":
                return good with { PckCrl = good.RootCaCrl };
            case "pck_crl hex digit 400":
                return good with { PckCrl = WithHexDigitChanged(good.PckCrl!.Value, 400) };
            case { } other:
                return RealSet.Load(other).Collateral;
            default:
                throw new InvalidOperationException("A case without a change.");
        }
    }

    private static CollateralBundle Sgx()
    {
        Assert.True(CollateralBundle.TryParseDocument(RealQuotes.Read("refuse-sgx-quotes", "sgx_v3_f8b81014b6_collateral.json"), out var bundle));
        return bundle;
    }

    private static byte[] WithHexDigitChanged(ReadOnlyMemory<byte> bytes, int digit)
    {
        var changed = bytes.ToArray();
        changed[digit / 2] ^= 0x10;
        return changed;
    }
}
