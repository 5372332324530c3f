using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;

namespace EasyEnclave.Actors.Directory;

/// <summary>An agent as routing sees it: its row, and what only memory knows.</summary>
public sealed record AgentEntry
{
    /// <summary>Its row as last committed.</summary>
    public required AgentState State { get; init; }

    /// <summary>Its open tunnel, here or at another node that lives; null without one.</summary>
    public LiveTunnel? Live { get; init; }

    /// <summary>The epoch of the tunnel that was open here last; 0 where none was.</summary>
    public long HeldEpoch { get; init; }

    /// <summary>How its backend is.</summary>
    public HealthStatus Health { get; init; }

    /// <summary>When that was heard last; null when never.</summary>
    public DateTimeOffset? HealthAt { get; init; }

    /// <summary>When the next challenge comes; null while disconnected.</summary>
    public DateTimeOffset? NextAttestAt { get; init; }

    /// <summary>The ban that hits it; null when none does.</summary>
    public BanTarget? BannedBy { get; init; }

    /// <summary>True while its sealed network lets it not serve, because the store has not answered for too long.</summary>
    public bool Withheld { get; init; }

    /// <summary>The name of the node that holds its tunnel, or held it last.</summary>
    public string Owner => State.Log;

    /// <summary>Whether its tunnel is open here: only then can it be asked, judged again and ended from here.</summary>
    public bool Here => Live is { Actor: not null };

    /// <summary>True when the tunnel that is open is the one its row speaks of.</summary>
    public bool Connected => Live is { } live && live.Epoch == State.Epoch && State.Phase is AgentPhase.Connected;
}
