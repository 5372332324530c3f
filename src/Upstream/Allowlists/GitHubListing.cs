namespace EasyEnclave.Upstream.Allowlists;

/// <summary>What a release says of its allowlist.</summary>
internal abstract record GitHubListing
{
    private GitHubListing()
    {
    }

    /// <summary>It has one.</summary>
    public sealed record Listed(GitHubAsset Asset) : GitHubListing;

    /// <summary>It has none of that name.</summary>
    public sealed record NoAsset : GitHubListing;

    /// <summary>It is a draft, which anyone may still change.</summary>
    public sealed record Draft : GitHubListing;
}
