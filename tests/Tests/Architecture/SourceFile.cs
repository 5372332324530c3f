namespace EasyEnclave.Tests.Architecture;

/// <summary>A text file of the source tree: its path from the root, with forward slashes, and what it says.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private string[]? _lines;

    public IReadOnlyList<string> Lines => _lines ??= Text.TrimEnd('\n').Split('\n');

    public string Extension => System.IO.Path.GetExtension(Path);

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);
}
