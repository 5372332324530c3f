namespace EasyEnclave.Upstream.Allowlists;

/// <summary>A release on GitHub: whose, of what, and its tag.</summary>
/// <param name="Owner">The owner, lowercase: GitHub compares without case.</param>
/// <param name="Repository">The repository, lowercase.</param>
/// <param name="Tag">The tag as it is.</param>
internal readonly record struct ReleaseName(string Owner, string Repository, string Tag)
{
    private const int OwnerMax = 64;
    private const int RepositoryMax = 128;
    private const int TagMax = 255;

    /// <summary>Owner and repository.</summary>
    public string FullName => $"{Owner}/{Repository}";

    /// <summary>Under which the release is kept; no owner and no repository has an <c>@</c>.</summary>
    public string Key => $"{FullName}@{Tag}";

    /// <summary>The path of the repository below the API's address.</summary>
    public string RepositoryPath => $"repos/{Owner}/{Repository}";

    /// <summary>The path of the release.</summary>
    public string ReleasePath => $"{RepositoryPath}/releases/tags/{Uri.EscapeDataString(Tag)}";

    /// <summary>Reads <c>owner/name</c> and a tag; refuses whatever could mean another path.</summary>
    public static bool TryParse(string repo, string tag, out ReleaseName name)
    {
        name = default;
        string[] parts = repo.Split('/');
        if (parts.Length != 2 || !IsName(parts[0], OwnerMax) || !IsName(parts[1], RepositoryMax)
            || tag.Length is 0 or > TagMax || tag is "." or ".." || tag.Any(char.IsControl))
        {
            return false;
        }

        name = new ReleaseName(parts[0].ToLowerInvariant(), parts[1].ToLowerInvariant(), tag);
        return true;
    }

    /// <summary>Reads what <see cref="Key"/> gave; null for anything else.</summary>
    public static ReleaseName? OfKey(string key)
    {
        int at = key.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && TryParse(key[..at], key[(at + 1)..], out ReleaseName name) ? name : null;
    }

    /// <summary>The path of one of the release's assets.</summary>
    public string AssetPath(long asset) => $"{RepositoryPath}/releases/assets/{asset}";

    private static bool IsName(string text, int max) =>
        text.Length > 0 && text.Length <= max && text is not ("." or "..")
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
