namespace EasyEnclave.Upstream.Allowlists;

/// <summary>All that is known of a release.</summary>
/// <remarks>A good copy outlives an outage of GitHub within a limit. It does not outlive GitHub's word that there is none, or another.</remarks>
internal sealed record ReleaseState
{
    /// <summary>Nothing.</summary>
    public static readonly ReleaseState Unseen = new();

    /// <summary>What was first used, or accepted since; null before.</summary>
    public ReleasePin? Pin { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset PinnedAt { get; init; }

    /// <summary>What is pinned.</summary>
    public GitHubRelease? Copy { get; init; }

    /// <summary>When GitHub last said that it is so; null after it said otherwise.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>What GitHub said last.</summary>
    public ReleaseStatus Status { get; init; } = ReleaseStatus.NotFound;

    /// <summary>What is there in place of what is pinned; after a restart its pin alone is known.</summary>
    public GitHubRelease? Candidate { get; init; }

    /// <summary>The pin of that.</summary>
    public ReleasePin? CandidatePin { get; init; }

    /// <summary>When that was first seen.</summary>
    public DateTimeOffset? CandidateSeenAt { get; init; }

    /// <summary>When this was last made durable.</summary>
    public DateTimeOffset KeptAt { get; init; } = DateTimeOffset.MinValue;

    /// <summary>What is known after GitHub said something.</summary>
    public ReleaseState After(GitHubFetch fetch, DateTimeOffset now)
    {
        switch (fetch)
        {
            case GitHubFetch.Fetched fetched:
                ReleasePin pin = ReleasePin.Of(fetched.Release);
                if (Pin is null || Pin == pin)
                {
                    return Confirmed(fetched.Release, pin, Pin is null ? now : PinnedAt, now);
                }

                return this with
                {
                    ConfirmedAt = null,
                    Status = ReleaseStatus.Changed,
                    Candidate = fetched.Release,
                    CandidatePin = pin,
                    CandidateSeenAt = CandidatePin == pin ? CandidateSeenAt : now,
                };
            case GitHubFetch.NotFound:
                return Lost(ReleaseStatus.NotFound);
            case GitHubFetch.Refused:
                return Lost(ReleaseStatus.Refused);
            default:
                return this;
        }
    }

    /// <summary>What is known after an admin took the candidate.</summary>
    public ReleaseState Accepted(DateTimeOffset now) => Confirmed(Candidate!, CandidatePin!, now, now);

    /// <summary>As it is told.</summary>
    public PinnedRelease? View(ReleaseName name) => Pin is null ? null : new PinnedRelease(name.FullName, name.Tag, Pin, PinnedAt)
    {
        Status = Status,
        ConfirmedAt = ConfirmedAt,
        Candidate = CandidatePin,
        CandidateSeenAt = CandidateSeenAt,
    };

    private ReleaseState Confirmed(GitHubRelease release, ReleasePin pin, DateTimeOffset pinnedAt, DateTimeOffset now) => this with
    {
        Pin = pin,
        PinnedAt = pinnedAt,
        Copy = release,
        ConfirmedAt = now,
        Status = ReleaseStatus.Current,
        Candidate = null,
        CandidatePin = null,
        CandidateSeenAt = null,
    };

    private ReleaseState Lost(ReleaseStatus status) => this with
    {
        ConfirmedAt = null,
        Status = status,
        Candidate = null,
        CandidatePin = null,
        CandidateSeenAt = null,
    };
}
