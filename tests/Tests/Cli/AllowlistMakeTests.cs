using System.Text;
using System.Text.Json;

namespace EasyEnclave.Tests.Cli;

/// <summary>A list from quotes: what they share, what they differ in, and what is not written.</summary>
public sealed class AllowlistMakeTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task OneQuoteGivesAListThatAdmitsItAndNoOther()
    {
        string quote = await QuoteAsync("a", "--form", "hex");

        JsonElement list = await MakeAsync(quote);

        Assert.Equal(("1.1", "v1.0.0"), (list.GetProperty("version").GetString(), list.GetProperty("release_tag").GetString()));
        Assert.Equal(["mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3"], Registers(list));
        Assert.Equal(0, await CheckAsync(quote));
        Assert.Equal(1, await CheckAsync(await QuoteAsync("b")));
    }

    [Fact]
    public async Task OneRegisterThatDiffersBecomesAListOfValues()
    {
        string first = await QuoteAsync("a", "--form", "base64");
        string second = await QuoteAsync("a", "--rtmr0", new string('7', 96));

        JsonElement list = await MakeAsync(first, second, first);

        Assert.Equal(2, list.GetProperty("quote_measurements").GetProperty("rtmr0").GetArrayLength());
        Assert.Equal(["mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3"], Registers(list));
        Assert.Equal(0, await CheckAsync(first));
        Assert.Equal(0, await CheckAsync(second));
    }

    [Fact]
    public async Task SeveralThatDifferBecomeSetsAndNoMixtureOfThemPasses()
    {
        string zeros = new('0', 96);
        string ones = new('1', 96);
        string first = await QuoteAsync("a", "--mrtd", zeros, "--rtmr0", zeros);
        string second = await QuoteAsync("a", "--mrtd", ones, "--rtmr0", ones);

        JsonElement list = await MakeAsync(first, second);

        Assert.Equal(["rtmr1", "rtmr2", "rtmr3", "any_of"], Registers(list));
        Assert.Equal(2, list.GetProperty("quote_measurements").GetProperty("any_of").GetArrayLength());
        Assert.Equal(0, await CheckAsync(first));
        Assert.Equal(0, await CheckAsync(second));
        Assert.Equal(1, await CheckAsync(await QuoteAsync("a", "--mrtd", zeros, "--rtmr0", ones)));
    }

    [Fact]
    public async Task RegistersAreLeftOpenOrPinnedAsAsked()
    {
        string quote = await QuoteAsync("a");

        JsonElement list = await MakeAsync(quote, "--any", "rtmr0,rtmr3", "--pin", "mrtd,rtmr1,rtmr2,td_attributes");

        JsonElement registers = list.GetProperty("quote_measurements");
        Assert.Equal(["mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3", "td_attributes"], Registers(list));
        Assert.Equal(("any", "any"), (registers.GetProperty("rtmr0").GetString(), registers.GetProperty("rtmr3").GetString()));
        Assert.Equal(16, registers.GetProperty("td_attributes").GetString()!.Length);
    }

    [Theory]
    [InlineData(1, "--pin", "mrtd")]
    [InlineData(0, "--pin", "mrtd", "--network", "sandbox-1")]
    [InlineData(1, "--any", "mrtd")]
    [InlineData(2, "--any", "mrtd", "--pin", "mrtd")]
    [InlineData(2, "--pin", "rtmr9")]
    public async Task WhatTheServerWouldNotTakeIsNotWritten(int exitCode, params string[] more)
    {
        string quote = await QuoteAsync("a");

        Assert.Equal(exitCode, await RunAsync([quote, .. more]));
        Assert.Equal(exitCode == 0, File.Exists(_cli.PathOf("list.json")));
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{"sealed":"yes"}""", 1)]
    [InlineData("[]", 2)]
    [InlineData("no JSON", 2)]
    public async Task ClaimsThatNobodyCanMakeAreRefused(string claims, int exitCode)
    {
        string quote = await QuoteAsync("a");
        _cli.Write("claims.json", Encoding.UTF8.GetBytes(claims));

        Assert.Equal(exitCode, await _cli.RunAsync(
            "allowlist", "make", quote, "--tag", "v1.0.0", "--claims", _cli.PathOf("claims.json"), "--out", _cli.PathOf("list.json")));
        Assert.False(File.Exists(_cli.PathOf("list.json")));
    }

    [Fact]
    public async Task WhatIsNoQuoteIsNamed()
    {
        await _cli.JsonAsync(
            "allowlist", "make", _cli.Write("junk", [1, 2, 3]), "--tag", "v1", "--claims", _cli.PathOf("x"), "--out", _cli.PathOf("list.json"));

        Assert.Equal(2, _cli.ExitCode);
        Assert.Contains("quote_malformed", _cli.Output, StringComparison.Ordinal);
    }

    private async Task<string> QuoteAsync(string td, params string[] more)
    {
        if (!Directory.Exists(_cli.PathOf("platform")))
            await _cli.RunAsync("platform", "new", _cli.PathOf("platform"));
        string path = _cli.PathOf("quote-" + Guid.NewGuid());
        Assert.Equal(0, await _cli.RunAsync(
            ["quote", "simulate", "--platform", _cli.PathOf("platform"), "--report-data", "00", "--td", td, "--out", path, .. more]));
        return path;
    }

    private async Task<JsonElement> MakeAsync(params string[] more)
    {
        Assert.Equal(0, await RunAsync(more));
        return JsonElement.Parse(await File.ReadAllBytesAsync(_cli.PathOf("list.json")));
    }

    private Task<int> RunAsync(string[] more)
    {
        _cli.Write("claims.json", """{"agent_sha256":"ab","sealed":true}"""u8.ToArray());
        return _cli.RunAsync(
            ["allowlist", "make", .. more, "--tag", "v1.0.0", "--claims", _cli.PathOf("claims.json"), "--out", _cli.PathOf("list.json")]);
    }

    private Task<int> CheckAsync(string quote) =>
        _cli.RunAsync("allowlist", "check", _cli.PathOf("list.json"), "--tag", "v1.0.0", "--quote", quote);

    private static IEnumerable<string> Registers(JsonElement list) =>
        list.GetProperty("quote_measurements").EnumerateObject().Select(register => register.Name);
}
