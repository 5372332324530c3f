using System.Text.Json;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

/// <summary><c>ee quote verify</c> over every real quote: verdicts, fields and exit codes as an independent checker expects them.</summary>
public sealed class QuoteVerifyRealTests : IDisposable
{
    private readonly CliRun _cli = new();

    public static TheoryData<string> Sets => [.. RealQuotes.SetsWith("expected.json")];

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public async Task TheVerdictIsTheExpectedOne(string set)
    {
        var expected = Expected(set);
        var status = expected.GetProperty("verdict").GetString();

        var told = await VerifyAsync(set, RealQuotes.PathOf(set, "collateral.json"));

        Assert.True(told.GetProperty("authentic").GetBoolean());
        Assert.Equal(status, told.GetProperty("tcb_status").GetString());
        Assert.Equal("intel", told.GetProperty("trust_root").GetString());
        Assert.Equal(CodeInForge1(set, status!), told.GetProperty("code").GetString());
        Assert.Equal(CodeInForge1(set, status!) == "accepted", told.GetProperty("accepted").GetBoolean());
        Assert.Equal(told.GetProperty("accepted").GetBoolean() ? 0 : 1, _cli.ExitCode);
        if (expected.GetProperty("detail").TryGetProperty("advisories", out var advisories))
            Assert.Equal(Texts(advisories), Texts(told.GetProperty("advisories")));
    }

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public async Task EveryFieldIsTold(string set)
    {
        var expected = Expected(set);

        var told = await VerifyAsync(set, RealQuotes.PathOf(set, "collateral.json"));

        foreach (var field in expected.GetProperty("fields").EnumerateObject())
            Assert.Equal((field.Name, field.Value.GetString()), (field.Name, told.GetProperty("td_report").GetProperty(field.Name).GetString()));
        foreach (var name in new[] { "fmspc", "pceid", "ppid", "platform_instance_id" })
            Assert.Equal(expected.GetProperty(name).GetString(), told.GetProperty("platform").GetProperty(name).GetString());
        Assert.Equal(expected.GetProperty("pcesvn").GetInt32(), told.GetProperty("platform").GetProperty("pcesvn").GetInt32());
        Assert.Equal(expected.GetProperty("sgx_components").GetRawText().Where(char.IsDigit),
            told.GetProperty("platform").GetProperty("sgx_components").GetRawText().Where(char.IsDigit));
        Assert.Equal(expected.GetProperty("quote_version").GetInt32(), told.GetProperty("header").GetProperty("version").GetInt32());
        Assert.Equal(expected.GetProperty("body_type").GetInt32(), told.GetProperty("header").GetProperty("body_type").GetInt32());
        Assert.Equal(expected.GetProperty("window")[0].GetString(), told.GetProperty("collateral").GetProperty("valid_from").GetString());
        Assert.Equal(expected.GetProperty("window")[1].GetString(), told.GetProperty("collateral").GetProperty("valid_to").GetString());
        Assert.Equal(10, told.GetProperty("steps").GetArrayLength());
        Assert.Equal(
            expected.GetProperty("verdict").GetString() == "UpToDate", told.GetProperty("shortfalls").GetArrayLength() == 0);
    }

    [RealQuotesTheory]
    [MemberData(nameof(Sets))]
    public async Task ADirectoryOfPartsGivesTheSameAnswerAsTheDocument(string set)
    {
        await VerifyAsync(set, RealQuotes.PathOf(set, "collateral.json"));
        var document = _cli.Output;

        await VerifyAsync(set, RealQuotes.PathOf(set, "."));

        Assert.Equal(document, _cli.Output);
    }

    [RealQuotesTheory]
    [InlineData("v4-debug-td", "forge-1")]
    [InlineData("v5-td15-outofdate-alibaba-2026", "forge-1")]
    [InlineData("v5-td15-uptodate-gcp", "sandbox-1")]
    public async Task TheWholeAnswerIsPinned(string set, string network)
    {
        await VerifyAsync(set, RealQuotes.PathOf(set, "collateral.json"), "--network", network);

        var golden = Path.Combine(Repository.Root, "tests", "Tests", "Cli", "Golden", $"{set}.json");
        Assert.Equal(await File.ReadAllTextAsync(golden), _cli.Output);
    }

    [RealQuotesTheory]
    [InlineData("v4-outofdate-b0c06f-2026", "accepted", 0)]
    [InlineData("v4-tcb-not-supported-50806f", "tcb_rejected:TcbNotSupported", 1)]
    [InlineData("v4-debug-td", "debug_enclave", 1)]
    [InlineData("v5-td15-outofdate-alibaba-2026", "policy_refused:service_td", 1)]
    public async Task TheSandboxJudgesByItsOwnRules(string set, string code, int exitCode)
    {
        var told = await VerifyAsync(set, RealQuotes.PathOf(set, "collateral.json"), "--network", "sandbox-1");

        Assert.Equal((code, exitCode), (told.GetProperty("code").GetString(), _cli.ExitCode));
    }

    [RealQuotesFact]
    public async Task APaddedQuoteIsTakenAsTheQuoteItHolds()
    {
        const string set = "v4-uptodate-b0c06f-2025";
        var plain = await VerifyAsync(set, RealQuotes.PathOf(set, "collateral.json"));

        var padded = await _cli.JsonAsync(
            "quote", "verify", RealQuotes.PathOf(set, "quote-padded.bin"), "--collateral", RealQuotes.PathOf(set, "collateral.json"), "--at", At(set));

        Assert.Equal((0, plain.GetRawText()), (_cli.ExitCode, padded.GetRawText()));
    }

    [RealQuotesTheory]
    [InlineData("partial-no-crl-c0806f-oasis", "quote.bin", ".", "collateral_unavailable")]
    [InlineData("partial-no-crl-c0806f-oasis", "quote2-with-trailing.bin", ".", "quote_invalid:pck_chain_validity")]
    [InlineData("refuse-intel-qvl-test-ca", "quote.dat", null, "quote_invalid:pck_chain_malformed")]
    [InlineData("refuse-sgx-quotes", "sgx_v3_72a05bf6c0.bin", null, "quote_invalid:quote_version")]
    [InlineData("refuse-sgx-quotes", "sgx_v3_77bcbdfa9c.bin", null, "quote_invalid:quote_version")]
    [InlineData("refuse-sgx-quotes", "sgx_v3_f8b81014b6.bin", null, "quote_invalid:quote_version")]
    public async Task WhatIsNoWholeTdxEvidenceIsRefused(string set, string file, string? collateral, string code)
    {
        string[] given = collateral is null ? [] : ["--collateral", RealQuotes.PathOf(set, collateral)];

        var told = await _cli.JsonAsync(["quote", "verify", RealQuotes.PathOf(set, file), "--at", "1725263032", .. given]);

        Assert.Equal(1, _cli.ExitCode);
        Assert.False(told.GetProperty("accepted").GetBoolean());
        Assert.False(told.GetProperty("authentic").GetBoolean());
        Assert.Equal(code, told.GetProperty("code").GetString());
    }

    [RealQuotesFact]
    public async Task WithoutCollateralARealQuoteIsRefusedAndSaysWhatIsMissing()
    {
        var told = await _cli.JsonAsync("quote", "verify", RealQuotes.PathOf("v4-uptodate-b0c06f-2025", "quote.bin"), "--at", At("v4-uptodate-b0c06f-2025"));

        Assert.Equal(1, _cli.ExitCode);
        Assert.Equal("collateral_unavailable", told.GetProperty("code").GetString());
        Assert.Contains("--collateral", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("B0C06F000000", told.GetProperty("platform").GetProperty("fmspc").GetString());
    }

    public void Dispose() => _cli.Dispose();

    private static JsonElement Expected(string set)
    {
        using var document = JsonDocument.Parse(RealQuotes.Read(set, "expected.json"));
        return document.RootElement.Clone();
    }

    private static string At(string set) => Expected(set).GetProperty("now").GetRawText();

    private static string CodeInForge1(string set, string status) =>
        set == "v4-debug-td" ? "debug_enclave" : status == "UpToDate" ? "accepted" : $"tcb_rejected:{status}";

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(item => item.GetString());

    private Task<JsonElement> VerifyAsync(string set, string collateral, params string[] more) =>
        _cli.JsonAsync(["quote", "verify", RealQuotes.PathOf(set, "quote.bin"), "--collateral", collateral, "--at", At(set), .. more]);
}
