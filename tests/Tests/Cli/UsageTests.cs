namespace EasyEnclave.Tests.Cli;

public sealed class UsageTests : IDisposable
{
    private readonly CliRun _cli = new();

    public static TheoryData<string> Wrong =>
    [
        "", "quote", "apps", "nonsense", "quote verify", "quote verify --bogus", "quote verify no-such-file",
        "quote verify QUOTE --at yesterday", "quote verify QUOTE --at 2026-11-22T12:00:00", "quote verify QUOTE --at 253402300800",
        "quote verify QUOTE --at -5", "quote verify QUOTE --network forge-9", "quote verify QUOTE --collateral no-such-file",
        "quote verify QUOTE --platform no-such-folder", "quote verify QUOTE extra", "quote simulate --platform DIR --out x",
        "quote simulate --platform DIR --report-data xyz --out x", "quote simulate --platform DIR --report-data 0 --out x",
        "quote simulate --platform DIR --report-data 00 --out x --tcb 3", "quote simulate --platform DIR --report-data 00 --out x --mrtd 00",
        "quote simulate --report-data 00 --out x", "allowlist check", "allowlist check no-such-file", "apps list", "apps show Bad_Name",
        "apps add hello", "agents show", "agents show bad/id", "agents ban agent-1", "agents ban agent-1 --reason x --scope everything",
        "events list --limit 0", "apps list --server ftp://127.0.0.1", "apps list --server http://192.0.2.1", "apps list --admin-token x",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task WrongUsageEndsWithTwoInBothModes(string line)
    {
        var args = Args(line);

        Assert.Equal(2, await _cli.RunAsync(args));
        Assert.Empty(_cli.Output);
        Assert.NotEmpty(_cli.Error);

        var told = await _cli.JsonAsync(args);
        Assert.Equal(2, _cli.ExitCode);
        Assert.Equal(["error", "detail"], told.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("quote verify --help")]
    [InlineData("agents ban --help")]
    public async Task HelpIsNoFault(string line)
    {
        Assert.Equal(0, await _cli.RunAsync(Args(line)));
        Assert.Contains("Usage:", _cli.Output, StringComparison.Ordinal);
        Assert.Empty(_cli.Error);
    }

    [Fact]
    public async Task TheVersionIsTheProgramsOwn()
    {
        Assert.Equal(0, await _cli.RunAsync("--version"));
        Assert.Equal("ee 1.0.0", _cli.Output.Trim());
    }

    [Fact]
    public async Task AnArgumentThatBeginsWithAnAtSignIsNoFileOfArguments()
    {
        var path = _cli.Write("args", "--version"u8.ToArray());

        Assert.Equal(2, await _cli.RunAsync("@" + path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a quote at all")]
    [InlineData("0400020081000000")]
    public async Task AFileThatIsNoQuoteIsRefusedAndNotWrongUsage(string content)
    {
        var file = _cli.Write("quote", System.Text.Encoding.ASCII.GetBytes(content));

        var told = await _cli.JsonAsync("quote", "verify", file);

        Assert.Equal((1, false), (_cli.ExitCode, told.GetProperty("accepted").GetBoolean()));
        Assert.StartsWith("quote_invalid:", told.GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await _cli.RunAsync("quote", "show", file));
    }

    public void Dispose() => _cli.Dispose();

    private string[] Args(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(arg => arg switch
        {
            "QUOTE" => _cli.Write("quote", new byte[64]),
            "DIR" => _cli.PathOf("platform"),
            _ => arg,
        })];
}
