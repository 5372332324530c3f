using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

public sealed partial class NodeActions
{
    /// <summary>Calls back stake that is on its way to the node, so that what the node has to give back can be taken of it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="needed">How much shall be bonded after it, as far as there is so much.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Gives up before anything is decided.</param>
    /// <returns>True when some was called back, false when none is on its way, null when it has to be tried again.</returns>
    public async Task<bool?> RecallAsync(NodeId node, Usd needed, string reason, string actor, CancellationToken cancellationToken)
    {
        if (services.Nodes.Find(node)?.State is not { Unbondings.Count: > 0 } known)
        {
            return false;
        }

        LedgerRequest request = LedgerRequest.Natural($"recall/{node.Value}/{known.Version}", "");
        NodeOutcome outcome = await InTurnAsync(node, request, () => RecallAsync(node, needed, reason, request, cancellationToken), actor, cancellationToken)
            .ConfigureAwait(false);
        return outcome switch
        {
            NodeOutcome.Done => true,
            NodeOutcome.Refused => false,
            _ => null,
        };
    }

    private async Task<(NodeDecision, string?, byte[]?)> RecallAsync(
        NodeId node, Usd needed, string reason, LedgerRequest request, CancellationToken cancellationToken)
    {
        if (services.Nodes.Find(node)?.State is not { Unbondings.Count: > 0 } before)
        {
            return (Refused(ActionVerdict.Refused, "nothing_unbonding", "node"), null, null);
        }

        NodeStake stake = await StakeAsync(node, cancellationToken).ConfigureAwait(false);
        Dictionary<TransferId, long> seqs = await SeqsAsync(before.Unbondings, cancellationToken).ConfigureAwait(false);
        return (NodeDecider.Recall(before, stake, needed, reason, Terms(request, []) with { SeqOf = id => seqs[id] }), null, null);
    }
}
