namespace EasyEnclave.Upstream.Allowlists;

/// <summary>A release whose allowlist was used, as it stands.</summary>
/// <param name="Repo"><c>owner/name</c>, lowercase.</param>
/// <param name="ReleaseTag">The tag.</param>
/// <param name="Pin">What was used, or accepted since.</param>
/// <param name="PinnedAt">When it was first used, or accepted.</param>
public sealed record PinnedRelease(string Repo, string ReleaseTag, ReleasePin Pin, DateTimeOffset PinnedAt)
{
    /// <summary>What GitHub said last.</summary>
    public required ReleaseStatus Status { get; init; }

    /// <summary>When GitHub last confirmed what is pinned; null after it said otherwise.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>What is there now in its place; null unless that is changed.</summary>
    public ReleasePin? Candidate { get; init; }

    /// <summary>When the change was first seen.</summary>
    public DateTimeOffset? CandidateSeenAt { get; init; }

    /// <summary>The key behind which a list of these goes on.</summary>
    public string Key => $"{Repo}@{ReleaseTag}";
}
