namespace EasyEnclave.Actors.Releases;

/// <summary>A release's allowlist as it stands.</summary>
/// <param name="Repo"><c>owner/name</c>, lowercase.</param>
/// <param name="ReleaseTag">The tag.</param>
public sealed record ReleaseList(string Repo, string ReleaseTag)
{
    /// <summary>By what lists of these are ordered.</summary>
    public string Key => $"{Repo}@{ReleaseTag}";

    /// <summary><c>current</c>, <c>changed</c>, <c>not_found</c> or <c>refused</c>.</summary>
    public required string State { get; init; }

    /// <summary>What counts: first used, or accepted since.</summary>
    public required ListPin Pin { get; init; }

    /// <summary>Since when that counts.</summary>
    public required DateTimeOffset PinnedAt { get; init; }

    /// <summary>When the source last said that it is so; null after it said otherwise.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>What is there now in its place; null unless that is changed.</summary>
    public ListPin? Candidate { get; init; }

    /// <summary>When the change was first seen.</summary>
    public DateTimeOffset? CandidateSeenAt { get; init; }
}
