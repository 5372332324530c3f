namespace EasyEnclave.Tests.Architecture;

/// <summary>Runs each rule over the whole tree, and over a line that breaks it: a rule that finds nothing anywhere is no rule.</summary>
public sealed class TidinessTests
{
    /// <summary>Files allowed to be long, each with the reason why cutting it would not help its reader.</summary>
    private static readonly Dictionary<string, string> LongWithReason = new(StringComparer.Ordinal);

    private static readonly IReadOnlyList<SourceFile> Product = [.. SourceTree.Code.Where(file => file.IsUnder("src"))];

    [Fact]
    public void TheTreeIsFound()
    {
        Assert.NotEmpty(Product);
        Assert.Contains(SourceTree.Files, file => file.Path == "EasyEnclave.sln");
    }

    [Fact]
    public void NoFileIsLongWithoutAReason() => Nothing(Tidiness.LongFiles(Product, LongWithReason));

    [Fact]
    public void AFileOneLineTooLongIsFound()
    {
        var allowed = new SourceFile("src/A.cs", Lines(Tidiness.FileLinesMax));
        var longer = new SourceFile("src/B.cs", Lines(Tidiness.FileLinesMax + 1));

        Assert.Contains("src/B.cs", Assert.Single(Tidiness.LongFiles([allowed, longer], LongWithReason)));
        Nothing(Tidiness.LongFiles([longer], new Dictionary<string, string> { ["src/B.cs"] = "a table" }));
    }

    [Fact]
    public void EveryReasonIsStillNeeded() =>
        Assert.All(LongWithReason.Keys, path => Assert.Contains(Product, file => file.Path == path && file.Lines.Count > Tidiness.FileLinesMax));

    [Fact]
    public void NoLineIsTooLong()
    {
        Nothing(Tidiness.LongLines(SourceTree.Code));

        Assert.Single(Tidiness.LongLines([Line(new string('x', Tidiness.LineCharactersMax + 1)), Line(new string('x', Tidiness.LineCharactersMax))]));
    }

    [Fact]
    public void NoTypeNameIsEmptyOfMeaning() => Nothing(Tidiness.EmptyNames(SourceTree.Code));

    [Theory]
    [InlineData("public sealed class TunnelManager", true)]
    [InlineData("internal readonly record struct AgentInfo(int A);", true)]
    [InlineData("file static class StringUtils", true)]
    [InlineData("public abstract record FrameBase;", true)]
    [InlineData("public sealed record TcbInfo(int Version);", false)]
    [InlineData("public static class ReportData", false)]
    [InlineData("public sealed class Database", false)]
    [InlineData("/// a class Manager", false)]
    public void ATypeNameEndingInAnEmptyWordIsFound(string line, bool found) =>
        Assert.Equal(found, Tidiness.EmptyNames([Line(line)]).Any());

    [Fact]
    public void NothingIsPutOff()
    {
        Nothing(Tidiness.Postponements(SourceTree.Files));

        Assert.Single(Tidiness.Postponements([Line("// TO" + "DO: later")]));
    }

    [Fact]
    public void NoPathOfSomebodysMachineIsWrittenDown() => Nothing(Tidiness.MachinePaths(SourceTree.Files));

    [Theory]
    [InlineData("/ho" + "me/someone/file", true)]
    [InlineData("see /tm" + "p/build/out", true)]
    [InlineData(@"C" + @":\build", true)]
    [InlineData("https://example.com/ho" + "me/page", false)]
    [InlineData("src/wo" + "rk/File.cs", false)]
    public void APathOfSomebodysMachineIsFound(string line, bool found) =>
        Assert.Equal(found, Tidiness.MachinePaths([Line(line)]).Any());

    [Fact]
    public void InstrumentsAreCreatedInOnePlaceAProject()
    {
        Nothing(Tidiness.InstrumentsElsewhere(Product));

        const string Creates = "private readonly Counter<long> _opened = meter.CreateCounter<long>(\"ee.tunnel.opened\");";
        Assert.Single(Tidiness.InstrumentsElsewhere([new("src/Edge/Tunnel.cs", Creates), new("src/Edge/Instruments.cs", Creates)]));
    }

    [Fact]
    public void LogMessagesStandApart()
    {
        Nothing(Tidiness.LogsElsewhere(Product));

        const string Message = "[LoggerMessage(1001, LogLevel.Information, \"Opened\")]";
        Assert.Single(Tidiness.LogsElsewhere([new("src/Edge/Tunnel.cs", Message), new("src/Edge/Tunnel.Log.cs", Message)]));
    }

    [Fact]
    public void EveryLogMessageHasAnIdOfItsOwn() => Nothing(Tidiness.LogIdFaults(Product));

    [Theory]
    [InlineData("[LoggerMessage(1001, LogLevel.Debug, \"a\")]\n[LoggerMessage(EventId = 1001, Level = LogLevel.Debug)]", 1)]
    [InlineData("[LoggerMessage(1001, LogLevel.Debug, \"a\")]\n[LoggerMessage(EventId = 1002, Level = LogLevel.Debug)]", 0)]
    [InlineData("[LoggerMessage(LogLevel.Debug, \"a\")]", 1)]
    [InlineData("[LoggerMessage(99, LogLevel.Debug, \"a\")]", 1)]
    public void ALogIdUsedTwiceOrMissingIsFound(string text, int faults) =>
        Assert.Equal(faults, Tidiness.LogIdFaults([new SourceFile("src/Edge/Tunnel.Log.cs", text)]).Count());

    private static SourceFile Line(string text) => new("src/Sample.cs", text + "\n");

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("// line\n", count));

    private static void Nothing(IEnumerable<string> faults) => Assert.Equal("", string.Join('\n', faults));
}
