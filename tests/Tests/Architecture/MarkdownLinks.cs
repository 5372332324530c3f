using System.Text.RegularExpressions;

namespace EasyEnclave.Tests.Architecture;

/// <summary>The links of the Markdown pages that point into the tree, and those among them that lead nowhere.</summary>
internal static partial class MarkdownLinks
{
    /// <summary>
    /// The links of these pages that lead nowhere. <paramref name="textOf"/> gives the text of the file at a path from the root, ""
    /// for a folder, null where nothing is.
    /// </summary>
    public static IEnumerable<string> Broken(IEnumerable<SourceFile> pages, Func<string, string?> textOf) =>
        from page in pages
        from target in Targets(page.Text)
        where !IsElsewhere().IsMatch(target)
        where !Leads(page, target, textOf)
        select $"{page.Path}: ({target}) leads nowhere";

    /// <summary>The anchors GitHub gives a page's headings: lower case, spaces to hyphens, other punctuation dropped.</summary>
    public static IEnumerable<string> Anchors(string text)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(CodeBlock().Replace(text, "")))
        {
            var words = heading.Groups["words"].Value.Trim().ToLowerInvariant();
            var slug = NotInAnchors().Replace(words, "").Replace(' ', '-');
            var again = seen[slug] = seen.GetValueOrDefault(slug) + 1;
            yield return again == 1 ? slug : $"{slug}-{again - 1}";
        }
    }

    private static IEnumerable<string> Targets(string text) =>
        Link().Matches(InlineCode().Replace(CodeBlock().Replace(text, ""), "")).Select(link => link.Groups["target"].Value);

    private static bool Leads(SourceFile page, string target, Func<string, string?> textOf)
    {
        var cut = target.IndexOf('#', StringComparison.Ordinal);
        var (path, anchor) = cut < 0 ? (target, null) : (target[..cut], target[(cut + 1)..]);
        var text = path.Length == 0 ? page.Text : textOf(FromRoot(page.Path, Uri.UnescapeDataString(path)));
        return text is not null && (anchor is null || Anchors(text).Contains(anchor));
    }

    private static string FromRoot(string page, string path)
    {
        var parts = page.Split('/')[..^1].ToList();
        foreach (var part in path.TrimEnd('/').Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ".")
                parts.Add(part);
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"^[ \t]*```.*?^[ \t]*```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\((?<target>[^()\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6}\s+(?<words>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^(?:[a-z][a-z0-9+.-]*:|//)", RegexOptions.IgnoreCase)]
    private static partial Regex IsElsewhere();
}
