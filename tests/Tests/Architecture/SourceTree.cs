using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Architecture;

/// <summary>Every text file of the source tree, without what the build or an editor leaves in it.</summary>
internal static class SourceTree
{
    private static readonly string[] Text =
        [".cs", ".csproj", ".props", ".md", ".json", ".sh", ".ps1", ".sln", ".editorconfig", ".razor", ".css", ".js", ".html", ".yml", ".yaml", ".conf"];

    private static readonly string[] Left = ["artifacts", "bin", "obj", "node_modules", "TestResults"];

    private static readonly Lazy<IReadOnlyList<SourceFile>> Read = new(() => [.. ReadFolder(Repository.Root)]);

    public static IReadOnlyList<SourceFile> Files => Read.Value;

    /// <summary>What people wrote in C#, for the product or its tests.</summary>
    public static IEnumerable<SourceFile> Code => Files.Where(file => file.Extension == ".cs");

    private static IEnumerable<SourceFile> ReadFolder(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (Text.Contains(Path.GetExtension(path)))
                yield return new SourceFile(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'), File.ReadAllText(path));
        }

        foreach (var child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(child);
            if (Left.Contains(name) || (name.StartsWith('.') && name != ".ci"))
                continue;
            foreach (var file in ReadFolder(child))
                yield return file;
        }
    }
}
