namespace EasyEnclave.Tests.Architecture;

/// <summary>The tables of the documentation, as rows of cells without their backticks.</summary>
internal static class MarkdownTables
{
    /// <summary>The rows of every table below a heading and before the next one of the same level; head and rule are left out.</summary>
    /// <param name="page">A page's path from the root.</param>
    /// <param name="heading">The heading as it is written, with its hashes.</param>
    public static IReadOnlyList<string[]> Rows(string page, string heading) => Rows(SourceTree.Files.Single(file => file.Path == page), heading);

    /// <summary>As the other, of a page at hand.</summary>
    public static IReadOnlyList<string[]> Rows(SourceFile page, string heading)
    {
        var level = heading[..(heading.IndexOf(' ', StringComparison.Ordinal) + 1)];
        var lines = page.Lines
            .SkipWhile(line => line != heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith(level, StringComparison.Ordinal))
            .ToList();
        return [.. lines.Index().Where(line => IsRow(lines, line.Index)).Select(line => Cells(line.Item))];
    }

    // A row is a line of a table that is neither its head, which the rule follows, nor the rule.
    private static bool IsRow(List<string> lines, int index) =>
        lines[index].StartsWith('|') && !IsRule(lines[index]) && !(index + 1 < lines.Count && IsRule(lines[index + 1]));

    private static bool IsRule(string line) => line.StartsWith("|-", StringComparison.Ordinal);

    private static string[] Cells(string row) => [.. row.Trim().Trim('|').Split('|').Select(cell => cell.Trim().Replace("`", "", StringComparison.Ordinal))];
}
