namespace EasyEnclave.Upstream.Allowlists;

/// <summary>What came of asking GitHub for a release's allowlist.</summary>
internal abstract record GitHubFetch
{
    private GitHubFetch()
    {
    }

    /// <summary>It is there.</summary>
    public sealed record Fetched(GitHubRelease Release) : GitHubFetch;

    /// <summary>GitHub knows of no such repository, release or asset.</summary>
    public sealed record NotFound : GitHubFetch;

    /// <summary>There is something that must not be taken.</summary>
    /// <param name="Fault">Why, in words for an operator.</param>
    public sealed record Refused(string Fault) : GitHubFetch;

    /// <summary>GitHub cannot be asked now, or its answer was not understood.</summary>
    public sealed record Unavailable : GitHubFetch;
}
