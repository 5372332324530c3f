using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Nodes;

namespace EasyEnclave.Actors.Cluster;

/// <summary>What nodes' logs and the ledger's wrote behind some marks, as the rows are now; read at one instant.</summary>
/// <param name="Marks">Up to where each log was read: its name and the sequence number of the last event seen.</param>
/// <param name="Agents">The rows of all agents that an event speaks of.</param>
/// <param name="Apps">The rows of all apps that an event speaks of.</param>
/// <param name="Nodes">The rows of all registered nodes that an event speaks of.</param>
/// <param name="Bans">All bans in force, where an event speaks of one; null where none does.</param>
/// <param name="LastAt">The latest instant of an event seen; null when there was none.</param>
/// <param name="More">True when the limit was reached: there is more to read at once.</param>
public sealed record FeedTail(
    IReadOnlyDictionary<string, long> Marks,
    IReadOnlyList<AgentState> Agents,
    IReadOnlyList<AppState> Apps,
    IReadOnlyList<NodeState> Nodes,
    IReadOnlyList<Ban>? Bans,
    DateTimeOffset? LastAt,
    bool More);
