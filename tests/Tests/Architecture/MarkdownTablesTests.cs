namespace EasyEnclave.Tests.Architecture;

public sealed class MarkdownTablesTests
{
    private static readonly SourceFile Page = new(
        "docs/page.md", "# Page\n## One\n\n| a | b |\n|---|---|\n| `x` | 1 |\n| `y` | – |\n\nwords\n\n## Two\n| c |\n|---|\n| z |\n");

    [Fact]
    public void ATableIsReadWithoutItsHead() =>
        Assert.Equal([["x", "1"], ["y", "–"]], MarkdownTables.Rows(Page, "## One"));

    [Fact]
    public void ATableEndsWithItsSection() => Assert.Equal([["z"]], MarkdownTables.Rows(Page, "## Two"));

    [Fact]
    public void ASectionThatIsNotThereHasNoRows() => Assert.Empty(MarkdownTables.Rows(Page, "## Three"));
}
