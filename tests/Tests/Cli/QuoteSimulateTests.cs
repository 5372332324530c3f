using System.Text.Json;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Tests.Cli;

/// <summary>From a new platform over a simulated quote to its verdict, by commands alone.</summary>
public sealed class QuoteSimulateTests : IDisposable
{
    private static readonly string ReportData = string.Concat(Enumerable.Repeat("5a", 64));

    private readonly CliRun _cli = new();

    public static TheoryData<string> Statuses => [.. Enum.GetValues<TcbStatus>().Select(TcbStatuses.Name)];

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task EveryStatusComesBackFromVerify(string status)
    {
        await SimulateAsync("--tcb", status);

        var told = await VerifyAsync("--platform", _cli.PathOf("platform"));

        var accepted = status is "UpToDate" or "SWHardeningNeeded";
        Assert.True(told.GetProperty("authentic").GetBoolean());
        Assert.Equal(status, told.GetProperty("tcb_status").GetString());
        Assert.Equal(accepted ? "accepted" : $"tcb_rejected:{status}", told.GetProperty("code").GetString());
        Assert.Equal(accepted ? 0 : 1, _cli.ExitCode);
        Assert.Equal(ReportData, told.GetProperty("td_report").GetProperty("report_data").GetString());
    }

    [Fact]
    public async Task ASimulatedQuoteIsRefusedUnlessThePlatformIsNamed()
    {
        await SimulateAsync();

        var told = await VerifyAsync();
        Assert.Equal((1, "quote_invalid:pck_chain_untrusted_root"), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.Equal("intel", told.GetProperty("trust_root").GetString());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("warning").ValueKind);

        told = await VerifyAsync("--platform", _cli.PathOf("platform"));
        Assert.Equal((0, "accepted"), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.Equal("development", told.GetProperty("trust_root").GetString());
        Assert.Contains("DEVELOPMENT", told.GetProperty("warning").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherPlatformIsNoRootForIt()
    {
        await SimulateAsync();
        Assert.Equal(0, await _cli.RunAsync("platform", "new", _cli.PathOf("other")));

        var told = await VerifyAsync("--platform", _cli.PathOf("other"));

        Assert.Equal((1, "quote_invalid:pck_chain_untrusted_root"), (_cli.ExitCode, told.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task PeopleReadTheVerdictFirstAndTheDevelopmentRootNext()
    {
        await SimulateAsync();

        await _cli.RunAsync(VerifyLine("--platform", _cli.PathOf("platform")));

        var lines = _cli.Output.Split('\n');
        Assert.Equal("ACCEPTED by forge-1 ON A DEVELOPMENT ROOT: authentic, UpToDate", lines[0]);
        Assert.StartsWith("!! DEVELOPMENT ROOT", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', _cli.Output);
    }

    [Theory]
    [InlineData("--debug", "debug_enclave")]
    [InlineData("--migratable", "policy_refused:migratable")]
    public async Task ATdThatBreaksARuleIsRefusedByItsName(string way, string code)
    {
        await SimulateAsync(way);

        var told = await VerifyAsync("--platform", _cli.PathOf("platform"));

        Assert.Equal((1, code), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.True(told.GetProperty("authentic").GetBoolean());
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("hex")]
    [InlineData("base64")]
    public async Task AQuoteIsReadInWhateverFormItIsWritten(string form)
    {
        await SimulateAsync("--form", form, "--quote-version", "5", "--ca", "processor", "--rtmr3", new string('7', 96));

        var told = await VerifyAsync("--platform", _cli.PathOf("platform"));

        Assert.Equal((0, "accepted"), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.Equal("processor", told.GetProperty("platform").GetProperty("ca").GetString());
        Assert.Equal(3, told.GetProperty("header").GetProperty("body_type").GetInt32());
        Assert.Equal(new string('7', 96), told.GetProperty("td_report").GetProperty("rtmr3").GetString());

        var shown = await _cli.JsonAsync("quote", "show", _cli.PathOf("quote"));
        Assert.Equal((0, form), (_cli.ExitCode, shown.GetProperty("form").GetString()));
        Assert.False(shown.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task ShortReportDataIsFilledUpWithZeros()
    {
        await NewPlatformAsync();
        var told = await _cli.JsonAsync(
            "quote", "simulate", "--platform", _cli.PathOf("platform"), "--report-data", "0xabcd", "--out", _cli.PathOf("quote"));

        Assert.Equal("abcd" + new string('0', 124), told.GetProperty("td_report").GetProperty("report_data").GetString());
    }

    [Fact]
    public async Task StandardInputIsAFileToo()
    {
        await SimulateAsync();
        _cli.Input = await File.ReadAllBytesAsync(_cli.PathOf("quote"));

        Assert.Equal(0, await _cli.RunAsync("quote", "show", "-"));
        Assert.StartsWith("TDX quote version 4, NOT VERIFIED", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CollateralIsJudgedAtTheInstantThatIsNamed()
    {
        await SimulateAsync();
        var platform = _cli.PathOf("platform");

        Assert.Equal(0, await _cli.RunAsync(VerifyLine("--platform", platform, "--at", "2026-12-01T00:00:00+01:00")));

        var late = await VerifyAsync("--platform", platform, "--at", "2027-01-15T00:00:00Z");
        Assert.Equal((1, "quote_invalid:tcb_info_window"), (_cli.ExitCode, late.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task LaterCollateralOfThePlatformIsIssuedOnItsOwn()
    {
        await SimulateAsync();
        Assert.Equal(0, await _cli.RunAsync(
            "platform", "collateral", _cli.PathOf("platform"), "--out", _cli.PathOf("collateral.json"), "--at", "2027-01-15T00:00:00Z"));

        Assert.Equal(0, await _cli.RunAsync(VerifyLine("--platform", _cli.PathOf("platform"), "--at", "2027-01-15T00:00:00Z")));
    }

    [Fact]
    public async Task MalformedCollateralRefusesAndIsToldApartFromNone()
    {
        await SimulateAsync();
        _cli.Write("collateral.json", "{\"tcb_info\": 5}"u8.ToArray());

        var told = await VerifyAsync("--platform", _cli.PathOf("platform"));

        Assert.Equal((1, "collateral_malformed"), (_cli.ExitCode, told.GetProperty("code").GetString()));
        Assert.False(told.GetProperty("authentic").GetBoolean());
    }

    [Fact]
    public async Task APlatformIsNeverMadeOverAnother()
    {
        await NewPlatformAsync();

        var told = await _cli.JsonAsync("platform", "new", _cli.PathOf("platform"));

        Assert.Equal((1, "platform_not_made"), (_cli.ExitCode, told.GetProperty("error").GetString()));
    }

    public void Dispose() => _cli.Dispose();

    private async Task NewPlatformAsync() => Assert.Equal(0, await _cli.RunAsync("platform", "new", _cli.PathOf("platform")));

    private async Task SimulateAsync(params string[] more)
    {
        await NewPlatformAsync();
        await _cli.RunAsync([
            "quote", "simulate", "--platform", _cli.PathOf("platform"), "--report-data", ReportData, "--out", _cli.PathOf("quote"),
            "--collateral-out", _cli.PathOf("collateral.json"), .. more]);
        Assert.Equal((0, ""), (_cli.ExitCode, _cli.Error));
        Assert.Contains("SIMULATED", _cli.Output, StringComparison.Ordinal);
    }

    private string[] VerifyLine(params string[] more) =>
        ["quote", "verify", _cli.PathOf("quote"), "--collateral", _cli.PathOf("collateral.json"), .. more];

    private Task<JsonElement> VerifyAsync(params string[] more) => _cli.JsonAsync(VerifyLine(more));
}
