using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Takes back what was paid for periods that a report of abuse touches and that was authorized after they had settled.</summary>
/// <remarks>
/// Each payment is reversed by a transfer linked to it, from what the node earned, or from its stake, also from what of it is on its way back.
/// A run that is cut short is taken up again.
/// </remarks>
public sealed class Reversals(ISettlementStore store, ILedgerStore journal, LedgerWriter ledger, NodeActions? nodes = null)
{
    /// <summary>Takes back as far as can be now.</summary>
    /// <returns>False when something is left for later.</returns>
    public async ValueTask<bool> RunAsync(AbuseReport report, string actor, CancellationToken cancellationToken)
    {
        bool some = false;
        bool all = true;
        foreach (PeriodState state in await store.ReadOverlappingAsync(report.Node, report.Period, cancellationToken).ConfigureAwait(false))
        {
            if (state.Phase == PeriodPhase.Closing)
            {
                // Whether its verdict knows of the report is not settled yet.
                return false;
            }

            if (state.Phase != PeriodPhase.Settled)
            {
                continue;
            }

            IReadOnlyList<LockedUsage> usages = await store.ReadUsagesAsync(state.Node, state.Period, cancellationToken).ConfigureAwait(false);
            foreach (LockedUsage[] chunk in usages.Where(usage => usage.ResolvedBy is not null).Chunk(SettlePlan.TransfersMost))
            {
                if (await ReverseAsync(state, chunk, report, actor, cancellationToken).ConfigureAwait(false) is not { } done)
                {
                    return false;
                }

                some = true;
                all &= done;
            }
        }

        AbuseReversal end = !some ? AbuseReversal.None : all ? AbuseReversal.Done : AbuseReversal.Short;
        LedgerOutcome noted = await ledger.WriteAsync(new LedgerEntry
        {
            Request = LedgerRequest.Natural($"abuse-reversal/{report.Id}", ""),
            Actor = actor,
            Commands = [],
            Changes = [new RowChange.MoveAbuse(report with { Reversal = end }, AbuseState.Authorized, AbuseReversal.Due)],
        }).ConfigureAwait(false);
        return noted is LedgerOutcome.Committed;
    }

    /// <summary>True when all was taken back, false when money was short, null when it has to be tried again.</summary>
    private async ValueTask<bool?> ReverseAsync(
        PeriodState state, LockedUsage[] usages, AbuseReport report, string actor, CancellationToken cancellationToken)
    {
        Dictionary<long, Usd> paid = [];
        foreach (LockedUsage usage in usages)
        {
            if (await journal.ReadTransferAsync(usage.ResolvedBy!.Value, cancellationToken).ConfigureAwait(false) is { Kind: TransferKind.Post } post)
            {
                paid.Add(post.Seq, post.Amount);
            }
        }

        AccountId stake = AccountId.Stake(state.Node);
        IReadOnlyList<long>? left = await TryAsync([.. paid.Keys], null, state, report, actor).ConfigureAwait(false);
        left = left is { Count: > 0 } ? await TryAsync(left, stake, state, report, actor).ConfigureAwait(false) : left;
        if (left is not { Count: > 0 } || nodes is null)
        {
            return left is null ? null : left.Count == 0;
        }

        // Stake on its way back is held for just this: who lowers it after being paid must not get away with both.
        Usd needed = left.Aggregate(Usd.Zero, (sum, seq) => sum + paid[seq]);
        bool? recalled = await nodes.RecallAsync(state.Node, needed, $"abuse report {report.Id}", actor, cancellationToken).ConfigureAwait(false);
        left = recalled is null ? null
            : recalled.Value ? await TryAsync(left, stake, state, report, actor).ConfigureAwait(false)
            : left;
        return left is null ? null : left.Count == 0;
    }

    /// <summary>Those for which the payer had too little; null when the ledger could not be written.</summary>
    private async ValueTask<IReadOnlyList<long>?> TryAsync(IReadOnlyList<long> seqs, AccountId? payer, PeriodState state, AbuseReport report, string actor)
    {
        IReadOnlyList<LedgerOutcome> outcomes = await ledger.WriteAllAsync([.. seqs.Select(seq => new LedgerEntry
        {
            Request = LedgerRequest.Natural($"reverse/{seq}", ""),
            Actor = actor,
            Commands = [new LedgerCommand.Reverse(seq, payer) { Memo = $"abuse report {report.Id}", Period = state.Period }],
        })]).ConfigureAwait(false);
        List<long> left = [];
        foreach ((long seq, LedgerOutcome outcome) in seqs.Zip(outcomes))
        {
            switch (outcome)
            {
                case LedgerOutcome.Refused { Refusal: LedgerRefusal.InsufficientFunds }:
                    left.Add(seq);
                    break;
                case LedgerOutcome.Committed or LedgerOutcome.Refused or LedgerOutcome.IdempotencyConflict:
                    break;
                default:
                    return null;
            }
        }

        return left;
    }
}
