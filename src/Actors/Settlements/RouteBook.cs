using System.Collections.Concurrent;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What agents on registered nodes cost: prices from memory, and how the nodes did lately, read anew from time to time.</summary>
public sealed class RouteBook(NodeDirectory nodes) : IRouteOffers
{
    /// <summary>How long a failed period or an authorized report counts.</summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<NodeId, NodeHistory> _histories = new();

    /// <inheritdoc />
    public RouteOffer? Find(AgentEntry agent, DateTimeOffset now)
    {
        if (nodes.Count == 0 || !agent.State.SpeaksForNode || nodes.Find(agent.State.Attestation.Node)?.State.PriceAt(now) is not { } price)
        {
            return null;
        }

        NodeHistory history = _histories.GetValueOrDefault(agent.State.Attestation.Node);
        return new RouteOffer(price, RouteTrust.Of(agent.State.Attestation, history.Failed, history.Abuse));
    }

    /// <summary>Reads how all nodes did lately.</summary>
    public async ValueTask RefreshAsync(ISettlementStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (NodeEntry node in nodes.All)
        {
            _histories[node.State.Id] = await store.ReadHistoryAsync(node.State.Id, now - Memory, cancellationToken).ConfigureAwait(false);
        }
    }
}
