using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Nodes;

namespace EasyEnclave.Actors.Store;

/// <summary>The rows a start needs, read at one instant.</summary>
public sealed record StoreSnapshot(IReadOnlyList<AgentState> Agents, IReadOnlyList<AppState> Apps, IReadOnlyList<Ban> Bans)
{
    /// <summary>The registered nodes.</summary>
    public IReadOnlyList<NodeState> Nodes { get; init; } = [];

    /// <summary>The sequence number of each log's last event at that instant, by the log's name: from where a feed goes on.</summary>
    public IReadOnlyDictionary<string, long> Heads { get; init; } = new Dictionary<string, long>();
}
