using System.Text.RegularExpressions;

namespace EasyEnclave.Tests.Deploying;

/// <summary>The rule for images' names: the same name must mean the same image tomorrow.</summary>
internal static partial class PinnedImage
{
    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? FaultOf(string image)
    {
        if (Digest().IsMatch(image))
            return null;
        string tag = Tag().Match(image).Groups["tag"].Value;
        if (tag.Length == 0 || tag.StartsWith("latest", StringComparison.Ordinal))
            return $"{image} names no version";

        // Ours follow their own version; others need all that theirs have: two parts for PostgreSQL, three for the rest.
        int parts = image.StartsWith("postgres:", StringComparison.Ordinal) ? 2 : 3;
        return Version().Match(tag).Value.Split('.').Length >= parts ? null : $"{image} is a tag that moves: give {parts} parts of a version";
    }

    [GeneratedRegex("@sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();

    [GeneratedRegex(@":(?<tag>[\w][\w.-]*)$")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^\d+(\.\d+)*")]
    private static partial Regex Version();
}
