using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Settlements;

/// <summary>The offers of the registered nodes, with the stake that the ledger holds of each.</summary>
public sealed class NodeOffers(NodeDirectory nodes, AgentDirectory agents, ILedgerStore journal) : INodeOffers
{
    /// <inheritdoc />
    public async ValueTask<NodeOffer?> FindAsync(NodeId node, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (nodes.Find(node)?.State is not { } state)
        {
            return null;
        }

        AccountState? stake = await journal.ReadAccountAsync(AccountId.Stake(node), cancellationToken).ConfigureAwait(false);
        return new NodeOffer(
            state.PriceAt(at),
            state.Vcpus,
            state.Tier is { } tier ? StakeTiers.Text(tier) : null,
            stake?.Balance.Available ?? default,
            agents.BanOn(new BanTarget(BanScope.Node, node.Value)) is null)
        {
            Expectation = new RowChange.ExpectNode(node, state.Version),
        };
    }
}
