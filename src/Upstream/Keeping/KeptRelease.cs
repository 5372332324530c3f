using EasyEnclave.Upstream.Allowlists;

namespace EasyEnclave.Upstream.Keeping;

/// <summary>How a release is kept, but for the bytes of its allowlist.</summary>
/// <param name="Pin">What was used.</param>
/// <param name="PinnedAt">Since when.</param>
/// <param name="ConfirmedAt">When GitHub last said that it is so.</param>
/// <param name="Status">What GitHub said last.</param>
/// <param name="RepositoryTag">The tag of GitHub's answer about the repository.</param>
/// <param name="AssetTag">The tag of its answer about the release.</param>
/// <param name="Digest">The SHA-256 that GitHub stated of the asset.</param>
/// <param name="Candidate">What is there in its place.</param>
/// <param name="CandidateSeenAt">Since when that is known.</param>
internal sealed record KeptRelease(
    ReleasePin Pin,
    DateTimeOffset PinnedAt,
    DateTimeOffset? ConfirmedAt,
    ReleaseStatus Status,
    string? RepositoryTag,
    string? AssetTag,
    string? Digest,
    ReleasePin? Candidate,
    DateTimeOffset? CandidateSeenAt);
