using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Architecture;

public sealed class MarkdownLinksTests
{
    private static readonly Dictionary<string, string> Tree = new(StringComparer.Ordinal)
    {
        ["docs/store.md"] = "# The store\n## Write path: one commit\n## Twice\n## Twice\n",
        ["docs/decisions"] = "",
        ["README.md"] = "",
    };

    [Fact]
    public void EveryLinkOfEveryPageLeadsSomewhere() =>
        Assert.Equal("", string.Join('\n', MarkdownLinks.Broken(SourceTree.Files.Where(file => file.Extension == ".md"), TextOf)));

    [Theory]
    [InlineData("[s](store.md)", true)]
    [InlineData("[s](./store.md#write-path-one-commit)", true)]
    [InlineData("[s](store.md#twice-1)", true)]
    [InlineData("[s](../README.md \"title\")", true)]
    [InlineData("[s](decisions/)", true)]
    [InlineData("[s](#here)", true)]
    [InlineData("[s](https://example.com/none.md)", true)]
    [InlineData("`[s](none.md)`", true)]
    [InlineData("[s](none.md)", false)]
    [InlineData("[s](store.md#none)", false)]
    [InlineData("[s](README.md)", false)]
    [InlineData("[s](#there)", false)]
    public void ALinkLeadsToAFileAFolderOrAHeading(string link, bool leads)
    {
        var page = new SourceFile("docs/page.md", $"# Here\n{link}\n");

        Assert.Equal(leads, !MarkdownLinks.Broken([page], Tree.GetValueOrDefault).Any());
    }

    private static string? TextOf(string path)
    {
        var full = Path.Combine(Repository.Root, path);
        return File.Exists(full) ? File.ReadAllText(full) : Directory.Exists(full) ? "" : null;
    }
}
