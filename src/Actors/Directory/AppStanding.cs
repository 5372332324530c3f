using System.Collections.Immutable;

namespace EasyEnclave.Actors.Directory;

/// <summary>How an app stands at an instant.</summary>
public sealed record AppStanding
{
    /// <summary>The first that holds: banned, expired, disconnected, unattested, unhealthy, warning, active.</summary>
    public required string Status { get; init; }

    /// <summary>Why: the status, or <c>store_unavailable</c> where that is why agents of a sealed network do not serve.</summary>
    public required string Reason { get; init; }

    /// <summary>True for warning and active.</summary>
    public bool Allowed => Status is "active" or "warning";

    /// <summary>The agents that requests may go to.</summary>
    public required ImmutableArray<AgentEntry> Eligible { get; init; }

    /// <summary>The agent that single-agent fields describe: the eligible one attested last, else the one seen last; null when there is none.</summary>
    public required AgentEntry? Described { get; init; }

    /// <summary>When the binding ends; null when no agent attested yet.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>none, active, warning or expired.</summary>
    public required string RegistrationState { get; init; }

    /// <summary>Until when all of this holds by itself, if no event comes.</summary>
    public required DateTimeOffset HoldsUntil { get; init; }
}
