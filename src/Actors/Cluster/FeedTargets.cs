using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Cluster;

/// <summary>Where a feed shows what it reads.</summary>
/// <param name="Agents">Agents, apps and bans.</param>
/// <param name="Node">Takes a registered node's row; one that is older than what is known changes nothing.</param>
/// <param name="Events">Wakes those who follow the logs.</param>
/// <param name="NotBefore">Told the latest instant that other nodes wrote.</param>
public sealed record FeedTargets(AgentDirectory Agents, Action<NodeState> Node, EventFeed Events, Action<DateTimeOffset> NotBefore);
