using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Store;

/// <summary>A span in which an agent was attested and connected.</summary>
/// <param name="Agent">Whose.</param>
/// <param name="Epoch">Its epoch then.</param>
/// <param name="Log">The log that wrote it.</param>
/// <param name="Incarnation">That log's incarnation; when it died, an open session ends at what the incarnation had covered.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; null while open.</param>
/// <param name="Cause">Why it ended: agent, superseded, drain, ban, refused, slow, released, shutdown.</param>
public sealed record SessionRow(AgentId Agent, long Epoch, string Log, Guid Incarnation, DateTimeOffset From, DateTimeOffset? To, string? Cause)
{
    /// <summary>While it is open, up to when its incarnation vouches for it: the session's end, once that incarnation is no more. Null when closed.</summary>
    public DateTimeOffset? CoveredTo { get; init; }

    /// <summary>The registered node it spoke for; null for none.</summary>
    public NodeId? Node { get; init; }

    /// <summary>When the agent attested in it last, after the first time; null where it did not.</summary>
    public DateTimeOffset? RenewedAt { get; init; }
}
