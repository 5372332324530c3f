using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

/// <summary>Every case of the real quotes' negative list through the command, beside the base case that is accepted.</summary>
public sealed class QuoteVerifyNegativeTests : IDisposable
{
    private const string Negative = "negative";

    private readonly CliRun _cli = new();

    public static TheoryData<string> Cases => RealQuotes.Root is null ? [] : [.. All().Select(item => item.GetProperty("case").GetString()!)];

    [RealQuotesTheory]
    [MemberData(nameof(Cases))]
    public async Task IsRefusedWhereItsBaseIsAccepted(string name)
    {
        var item = All().Single(candidate => candidate.GetProperty("case").GetString() == name);
        var set = item.GetProperty("base").GetString()!;
        var mutation = item.GetProperty("mutation");
        var at = RealQuotes.Read(set, "expected.json").AsMemory();
        var now = JsonNode.Parse(at.Span)!["now"]!.GetValue<long>();

        var accepted = await VerifyAsync(RealQuotes.Read(set, "quote.bin"), RealQuotes.Read(set, "collateral.json"), now);
        Assert.Equal((0, "accepted"), (_cli.ExitCode, accepted.GetProperty("code").GetString()));

        var mutatedNow = mutation.ValueKind == JsonValueKind.Object && mutation.TryGetProperty("now", out var other) ? other.GetInt64() : now;
        var refused = await VerifyAsync(Quote(set, mutation), Collateral(set, mutation), mutatedNow);

        Assert.Equal(1, _cli.ExitCode);
        Assert.False(refused.GetProperty("accepted").GetBoolean());
        Assert.False(refused.GetProperty("authentic").GetBoolean());
        Assert.StartsWith("quote_invalid:", refused.GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.Equal($"quote_invalid:{refused.GetProperty("failure").GetString()}", refused.GetProperty("code").GetString());
    }

    public void Dispose() => _cli.Dispose();

    private static List<JsonElement> All()
    {
        using var document = JsonDocument.Parse(RealQuotes.Read(Negative, "cases.json"));
        return [.. document.RootElement.EnumerateArray().Select(item => item.Clone())];
    }

    private static byte[] Quote(string set, JsonElement mutation)
    {
        if (mutation.ValueKind == JsonValueKind.Null)
            return RealQuotes.Read(Negative, "forged-own-attestation-key.bin");
        var quote = RealQuotes.Read(set, "quote.bin");
        if (mutation.TryGetProperty("xor", out var xor))
            quote[xor[0].GetInt32()] ^= xor[1].GetByte();
        return mutation.TryGetProperty("truncate", out var length) ? quote[..length.GetInt32()] : quote;
    }

    private static byte[] Collateral(string set, JsonElement mutation)
    {
        var document = Document(set, "collateral.json");
        if (mutation.ValueKind == JsonValueKind.Object && mutation.TryGetProperty("collateral", out var change))
            Change(document, change.GetString()!);
        return System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static void Change(JsonObject document, string change)
    {
        switch (change)
        {
            case "tcb_info: insert space at 1":
                document["tcb_info"] = Text(document, "tcb_info").Insert(1, " ");
                break;
            case "tcb_info: replace":
                document["tcb_info"] = Text(document, "tcb_info").Replace("\"OutOfDate\"", "\"UpToDate\"", StringComparison.Ordinal);
                break;
            case "swap signature":
                document["qe_identity_signature"] = Text(document, "tcb_info_signature");
                break;
            case "v4-uptodate-20a06f-2025":
                TakeAll(document, Document(change, "collateral.json"), ["tcb_info", "tcb_info_signature", "tcb_info_issuer_chain"]);
                break;
            case "refuse-sgx-quotes tcb_info":
                TakeAll(document, Sgx(), ["tcb_info", "tcb_info_signature", "tcb_info_issuer_chain"]);
                break;
            case "refuse-sgx-quotes qe_identity":
                TakeAll(document, Sgx(), ["qe_identity", "qe_identity_signature", "qe_identity_issuer_chain"]);
                break;
            case "processor_crl.der in this folder":
                document["pck_crl"] = Convert.ToHexStringLower(RealQuotes.Read(Negative, "processor_crl.der"));
                break;
            case "pck_crl=root_ca_crl":
                document["pck_crl"] = Text(document, "root_ca_crl");
                break;
            case "pck_crl hex digit 400":
                var digits = Text(document, "pck_crl").ToCharArray();
                digits[400] = digits[400] == '0' ? '1' : '0';
                document["pck_crl"] = new string(digits);
                break;
            default:
                throw new InvalidOperationException($"A change without a test: {change}.");
        }
    }

    private static JsonObject Sgx() => Document("refuse-sgx-quotes", "sgx_v3_f8b81014b6_collateral.json");

    private static JsonObject Document(string set, string file) => JsonNode.Parse(RealQuotes.Read(set, file))!.AsObject();

    private static string Text(JsonObject document, string name) => document[name]!.GetValue<string>();

    private static void TakeAll(JsonObject document, JsonObject other, string[] names)
    {
        foreach (var name in names)
            document[name] = other[name]?.DeepClone();
    }

    private Task<JsonElement> VerifyAsync(byte[] quote, byte[] collateral, long now) => _cli.JsonAsync(
        "quote", "verify", _cli.Write("quote", quote), "--collateral", _cli.Write("collateral.json", collateral), "--at", $"{now}");
}
