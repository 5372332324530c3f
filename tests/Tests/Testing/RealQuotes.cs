namespace EasyEnclave.Tests.Testing;

/// <summary>The real Intel-signed quotes that may lie beside the project, in <c>../shared/quotes</c>.</summary>
internal static class RealQuotes
{
    /// <summary>Why a test that needs them is skipped where they are absent.</summary>
    public const string Absent = "skipped: no real quotes here";

    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>The folder that holds the sets, or null where there is none.</summary>
    public static string? Root => Found.Value;

    /// <summary>The file <paramref name="file"/> of the set <paramref name="set"/>.</summary>
    public static string PathOf(string set, string file) =>
        Path.Combine(Root ?? throw new InvalidOperationException(Absent), set, file);

    /// <summary>The bytes of the file <paramref name="file"/> of the set <paramref name="set"/>.</summary>
    public static byte[] Read(string set, string file) => File.ReadAllBytes(PathOf(set, file));

    /// <summary>The names of the sets holding a file called <paramref name="file"/>, sorted; none where there are no quotes.</summary>
    public static IReadOnlyList<string> SetsWith(string file) =>
        Root is null
            ? []
            : [.. Directory.EnumerateDirectories(Root)
                .Where(set => File.Exists(Path.Combine(set, file)))
                .Select(set => Path.GetFileName(set)!)
                .Order(StringComparer.Ordinal)];

    private static string? Find()
    {
        if (Repository.TryFindRoot() is not { } root || Path.GetDirectoryName(root) is not { } beside)
            return null;
        var quotes = Path.Combine(beside, "shared", "quotes");
        return Directory.Exists(quotes) ? quotes : null;
    }
}
