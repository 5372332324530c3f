using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Rest;

/// <summary>An agent as admins see it.</summary>
public sealed record AgentView
{
    /// <summary>The name it gives itself.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>The app it serves.</summary>
    public required AppName AppName { get; init; }

    /// <summary>The repository it says it was built from, which its measurements proved.</summary>
    public required RepoName Repo { get; init; }

    /// <summary>The release it runs.</summary>
    public required ReleaseTag ReleaseTag { get; init; }

    /// <summary>The network it is in.</summary>
    public required NetworkName Network { get; init; }

    /// <summary>The machine it says it runs on.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>banned, expired, disconnected, unattested, awaiting_approval, unhealthy, warning or active.</summary>
    public required string Status { get; init; }

    /// <summary>Whether requests may go to it now.</summary>
    public required bool Eligible { get; init; }

    /// <summary>False while an admin has yet to approve it.</summary>
    public required bool Approved { get; init; }

    /// <summary>Whether its tunnel is open.</summary>
    public required bool Connected { get; init; }

    /// <summary>Whether its measurements say that nobody can log in.</summary>
    public required bool Sealed { get; init; }

    /// <summary><c>measured</c>, or <c>claimed</c> where freshness is proved by the channel: then nothing but the agent's word says it.</summary>
    public required string SealedBasis { get; init; }

    /// <summary><c>nonce</c> or <c>channel</c>.</summary>
    public required string Freshness { get; init; }

    /// <summary><c>intel</c> or <c>development</c>.</summary>
    public required string TrustRoot { get; init; }

    /// <summary>Hex of the platform's PPID, to which the agent is pinned.</summary>
    public required string Platform { get; init; }

    /// <summary>Its platform's TCB status.</summary>
    public required string TcbStatus { get; init; }

    /// <summary>Intel's advisories that apply.</summary>
    public required IReadOnlyList<string> Advisories { get; init; }

    /// <summary>Why its platform has that TCB status, and what would mend it; null where nothing is wrong.</summary>
    public string? TcbDetail { get; init; }

    /// <summary>When the network takes that TCB status no more; null where it has no such end.</summary>
    public DateTimeOffset? GraceUntil { get; init; }

    /// <summary>When the first of the collateral's documents ends.</summary>
    public DateTimeOffset? CollateralUntil { get; init; }

    /// <summary>The instant its evidence was judged at last: its attestation's, or later, when collateral, rules or allowlist had changed.</summary>
    public DateTimeOffset? AppraisedAt { get; init; }

    /// <summary>Hex of SHA-256 over MRTD and RTMR0 to RTMR3.</summary>
    public required string Measurement { get; init; }

    /// <summary>Hex of SHA-256 of the allowlist it was matched with.</summary>
    public required string AllowlistSha256 { get; init; }

    /// <summary>First attestation.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Latest attestation.</summary>
    public required DateTimeOffset LastAttestedAt { get; init; }

    /// <summary>When the next challenge comes; null while disconnected.</summary>
    public DateTimeOffset? NextAttestAt { get; init; }

    /// <summary>unknown, valid or invalid.</summary>
    public required string AttestationStatus { get; init; }

    /// <summary>unknown, pass or fail.</summary>
    public required string HealthStatus { get; init; }

    /// <summary>When it last said how it is.</summary>
    public DateTimeOffset? LastHealthAt { get; init; }

    /// <summary>Why the latest attestation was refused or the tunnel closed; null when all is well.</summary>
    public string? LastReason { get; init; }

    /// <summary>More about <see cref="LastReason"/>, for people; null when it says it all.</summary>
    public string? LastDetail { get; init; }

    /// <summary>Every ban that hits it.</summary>
    public IReadOnlyList<BanView> Bans { get; init; } = [];

    /// <summary>Grows each time another tunnel takes over.</summary>
    public required long Epoch { get; init; }
}
