using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;

namespace EasyEnclave.Actors.Directory;

/// <summary>An agent as routing sees it: its row, and what only memory knows.</summary>
public sealed record AgentEntry
{
    /// <summary>Its row as last committed.</summary>
    public required AgentState State { get; init; }

    /// <summary>Its open tunnel here; null without one.</summary>
    public LiveTunnel? Live { get; init; }

    /// <summary>How its backend is.</summary>
    public HealthStatus Health { get; init; }

    /// <summary>When that was heard last; null when never.</summary>
    public DateTimeOffset? HealthAt { get; init; }

    /// <summary>When the next challenge comes; null while disconnected.</summary>
    public DateTimeOffset? NextAttestAt { get; init; }

    /// <summary>The ban that hits it; null when none does.</summary>
    public BanTarget? BannedBy { get; init; }

    /// <summary>True when the tunnel that is open is the one its row speaks of.</summary>
    public bool Connected => Live is { } live && live.Epoch == State.Epoch && State.Phase is AgentPhase.Connected;
}
