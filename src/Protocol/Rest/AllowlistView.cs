namespace EasyEnclave.Protocol.Rest;

/// <summary>A release's allowlist as it stands.</summary>
public sealed record AllowlistView
{
    /// <summary>The repository, lowercase.</summary>
    public required string Repo { get; init; }

    /// <summary>The release.</summary>
    public required string ReleaseTag { get; init; }

    /// <summary><c>current</c>, <c>changed</c>, <c>not_found</c> or <c>refused</c>: what the source said last.</summary>
    public required string State { get; init; }

    /// <summary>Where the list that counts was found, in numbers that no renaming changes.</summary>
    public required string Origin { get; init; }

    /// <summary>SHA-256 of the list that counts.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it was first used, or accepted.</summary>
    public required DateTimeOffset PinnedAt { get; init; }

    /// <summary>When the source last confirmed it; null after it said otherwise.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>What is there now in its place; null unless that is changed.</summary>
    public AllowlistCandidate? Candidate { get; init; }
}
