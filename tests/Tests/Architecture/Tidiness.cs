using System.Text.RegularExpressions;

namespace EasyEnclave.Tests.Architecture;

/// <summary>The rules of the house that no compiler checks; each takes files and tells the faults, naming file and line.</summary>
internal static partial class Tidiness
{
    public const int FileLinesMax = 300;
    public const int LineCharactersMax = 180;

    private static readonly string[] EmptyEndings =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Common", "Base", "Impl", "Data", "Info"];

    // Intel's own words: a TCB info is a signed document, REPORTDATA a field of 64 bytes.
    private static readonly string[] WordsOfTheField = ["TcbInfo", "ReportData"];

    public static IEnumerable<string> LongFiles(IEnumerable<SourceFile> files, IReadOnlyDictionary<string, string> reasons) =>
        from file in files
        where file.Lines.Count > FileLinesMax && !reasons.ContainsKey(file.Path)
        select $"{file.Path}: {file.Lines.Count} lines; split it, or give a reason";

    public static IEnumerable<string> LongLines(IEnumerable<SourceFile> files) =>
        LinesWhere(files, line => line.Length > LineCharactersMax, line => $"{line.Length} characters");

    public static IEnumerable<string> EmptyNames(IEnumerable<SourceFile> files) =>
        LinesWhere(files, line => EmptyName(line) is not null, line => $"the type name {EmptyName(line)} says nothing");

    // The words stand in pieces, or this file would be its own finding.
    public static IEnumerable<string> Postponements(IEnumerable<SourceFile> files) =>
        LinesWhere(files, line => Postponement().IsMatch(line), line => line.Trim());

    public static IEnumerable<string> MachinePaths(IEnumerable<SourceFile> files) =>
        LinesWhere(files, line => MachinePath().IsMatch(line), line => line.Trim());

    public static IEnumerable<string> InstrumentsElsewhere(IEnumerable<SourceFile> files) =>
        LinesWhere(
            files.Where(file => !file.Path.EndsWith("/Instruments.cs", StringComparison.Ordinal)),
            line => Instrument().IsMatch(line),
            _ => "instruments are created in Instruments.cs alone");

    public static IEnumerable<string> LogsElsewhere(IEnumerable<SourceFile> files) =>
        LinesWhere(
            files.Where(file => !file.Path.EndsWith(".Log.cs", StringComparison.Ordinal)),
            line => line.Contains("[LoggerMessage", StringComparison.Ordinal),
            _ => "log messages stand in a file ending in .Log.cs");

    /// <summary>Log ids are what operators alert on: one message each, and none without a number of its own.</summary>
    public static IEnumerable<string> LogIdFaults(IEnumerable<SourceFile> files)
    {
        var seen = new Dictionary<int, string>();
        foreach (var file in files)
        {
            foreach (Match message in LogMessage().Matches(file.Text))
            {
                if (!int.TryParse(message.Groups["id"].Value, out var id) || id is < 1000 or > 7999)
                    yield return $"{file.Path}: {message.Value} has no id between 1000 and 7999";
                else if (!seen.TryAdd(id, file.Path))
                    yield return $"{file.Path}: log id {id} is taken by {seen[id]}";
            }
        }
    }

    private static IEnumerable<string> LinesWhere(IEnumerable<SourceFile> files, Predicate<string> isFault, Func<string, string> says) =>
        from file in files
        from line in file.Lines.Index()
        where isFault(line.Item)
        select $"{file.Path}({line.Index + 1}): {says(line.Item)}";

    private static string? EmptyName(string line)
    {
        var name = TypeDeclaration().Match(line).Groups["name"].Value;
        return EmptyEndings.Any(name.EndsWith) && !WordsOfTheField.Any(name.EndsWith) ? name : null;
    }

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|readonly|partial|ref|unsafe)\s+)*" +
        @"(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\b(?:TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b")]
    private static partial Regex Postponement();

    [GeneratedRegex(@"(?<![\w.*}])/(?:ho" + @"me|Us" + @"ers|ro" + @"ot|wo" + @"rk|tm" + @"p/\w+)/|\b[A-Z]:\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\.Create(?:Counter|UpDownCounter|Histogram|Gauge|Observable\w+)<")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\[LoggerMessage\((?:\s*EventId\s*=)?\s*(?<id>\d+)?")]
    private static partial Regex LogMessage();
}
