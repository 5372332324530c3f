using System.Text.RegularExpressions;

namespace EasyEnclave.Tests.Deploying;

/// <summary>What of the repository an image is built from: <c>.dockerignore</c>, whose last line that fits a path decides.</summary>
internal sealed class DockerIgnore(string text)
{
    private readonly (Regex Path, bool Kept)[] _rules =
    [
        .. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => (Pattern(line.TrimStart('!')), line[0] == '!')),
    ];

    /// <summary>Whether a path, relative to the root with forward slashes, is there when the image is built.</summary>
    public bool Keeps(string path)
    {
        bool kept = true;
        foreach ((Regex rule, bool keeps) in _rules)
            kept = rule.IsMatch(path) ? keeps : kept;
        return kept;
    }

    // A rule holds for what it names and for everything below.
    private static Regex Pattern(string rule) => new(
        "^" + Regex.Escape(rule).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "(/.*)?$",
        RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
