using EasyEnclave.Actors.Coverage;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Settles a node's period, once: closes it, judges its evidence, signs the verdict, and moves the money.</summary>
/// <remarks>
/// Each step is a commit that holds only where the one before left the period, so any number of callers and any crash between two steps
/// end in one verdict and one payment. After the closing nothing is added to a period; its verdict is written with its first payment.
/// </remarks>
public sealed class Settler(ISettlementStore store, LedgerWriter ledger, IVerdictSigner signer, SettlementRules rules, TimeProvider time)
{
    private const int Rounds = 8;

    /// <summary>Transfers that one commit of a settlement holds.</summary>
    internal int TransfersAtOnce { get; init; } = SettlePlan.TransfersMost;

    /// <summary>Settles one period as far as it can be now.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="period">Which.</param>
    /// <param name="resolution">How a halt ends, by an admin's word; null for none.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="cancellationToken">Gives up between two steps.</param>
    public async ValueTask<SettleOutcome> SettleAsync(
        NodeId node, Period period, Resolution? resolution, string actor, CancellationToken cancellationToken)
    {
        for (int round = 0; round < Rounds; round++)
        {
            IReadOnlyList<PeriodState> found = await store.ReadOverlappingAsync(node, period, cancellationToken).ConfigureAwait(false);
            if (found.FirstOrDefault(state => state.Period == period) is not { } state)
            {
                return new SettleOutcome.NotFound();
            }

            if (resolution is not null && state.Phase is PeriodPhase.Open or PeriodPhase.Closing)
            {
                return new SettleOutcome.NotHalted();
            }

            (SettleOutcome? outcome, LedgerOutcome? written) = await StepAsync(state, resolution, actor, cancellationToken).ConfigureAwait(false);
            if (outcome is not null)
            {
                return outcome;
            }

            // Another caller was faster, or money moved meanwhile: look again. Everything else is for later.
            if (written is not (LedgerOutcome.Committed or LedgerOutcome.Conflict or LedgerOutcome.Refused or LedgerOutcome.IdempotencyConflict))
            {
                return new SettleOutcome.NotWritten(written!);
            }
        }

        return new SettleOutcome.NotWritten(new LedgerOutcome.Unavailable());
    }

    private async ValueTask<(SettleOutcome? Outcome, LedgerOutcome? Written)> StepAsync(
        PeriodState state, Resolution? resolution, string actor, CancellationToken cancellationToken)
    {
        switch (PeriodDecider.Finalize(state, resolution is not null, time.GetUtcNow(), rules))
        {
            case FinalizeStep.NotOver:
                return (new SettleOutcome.NotOver(), null);
            case FinalizeStep.Final or FinalizeStep.Halted:
                StoredVerdict stored = await store.ReadVerdictAsync(state.Node, state.Period, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidOperationException("A period that is final has no verdict.");
                return (new SettleOutcome.Judged(state.Node, state.Period, stored), null);
            case FinalizeStep.Close:
                return (null, await CloseAsync(state, actor).ConfigureAwait(false));
            case FinalizeStep.Refund:
                return await JudgeAsync(state, Resolution.TimeOver, actor, cancellationToken).ConfigureAwait(false);
            default:
                return await JudgeAsync(state, resolution, actor, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<LedgerOutcome> CloseAsync(PeriodState state, string actor) => ledger.WriteAsync(new LedgerEntry
    {
        Request = LedgerRequest.Natural($"close/{state.Node.Value}/{state.Period}", ""),
        Actor = actor,
        Commands = [],
        Changes = [new RowChange.MovePeriod(state.Node, state.Period, PeriodPhase.Open, PeriodPhase.Closing, state.DueAt)],
    });

    private async ValueTask<(SettleOutcome? Outcome, LedgerOutcome? Written)> JudgeAsync(
        PeriodState state, Resolution? resolution, string actor, CancellationToken cancellationToken)
    {
        IReadOnlyList<LockedUsage> usages = await store.ReadUsagesAsync(state.Node, state.Period, cancellationToken).ConfigureAwait(false);
        StoredVerdict? stored = await store.ReadVerdictAsync(state.Node, state.Period, cancellationToken).ConfigureAwait(false);
        string? document = null;
        bool pays;
        if (stored is { Final: true })
        {
            // A run before this one wrote it and was cut short: it is carried out, not judged again.
            pays = VerdictDocument.Read(stored.Document)?.Eligible ?? throw new InvalidOperationException("A stored verdict cannot be read.");
        }
        else
        {
            if (await FactsAsync(state, usages, resolution, cancellationToken).ConfigureAwait(false) is not { } facts)
            {
                return (new SettleOutcome.NotOver(), null);
            }

            Verdict verdict = VerdictJudge.Judge(facts);
            document = signer.Sign(VerdictJson.Write(verdict));
            if (verdict.Outcome == VerdictJudge.Halt)
            {
                return (null, await HaltAsync(state, document, actor).ConfigureAwait(false));
            }

            pays = verdict.Eligible;
        }

        LedgerOutcome? written = null;
        foreach (LedgerEntry entry in SettlePlan.Entries(state, usages, pays, document, actor, TransfersAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            written = await ledger.WriteAsync(entry).ConfigureAwait(false);
            if (written is not LedgerOutcome.Committed)
            {
                break;
            }
        }

        return (null, written);
    }

    private ValueTask<LedgerOutcome> HaltAsync(PeriodState state, string document, string actor) => ledger.WriteAsync(new LedgerEntry
    {
        Request = LedgerRequest.Natural($"halt/{state.Node.Value}/{state.Period}", ""),
        Actor = actor,
        Commands = [],
        Changes =
        [
            new RowChange.MovePeriod(state.Node, state.Period, PeriodPhase.Closing, PeriodPhase.Halted, time.GetUtcNow() + rules.HaltRefund),
            new RowChange.AddVerdict(state.Node, state.Period, Final: false, document),
        ],
    });

    /// <summary>All that the verdict follows from; null while a log does not yet vouch for the whole period.</summary>
    private async ValueTask<VerdictFacts?> FactsAsync(
        PeriodState state, IReadOnlyList<LockedUsage> usages, Resolution? resolution, CancellationToken cancellationToken)
    {
        TimeRange window = new(state.Period.Start, state.Period.End);
        EvidenceRows rows = await store.ReadEvidenceAsync(state.Node, window, rules.Evidence, cancellationToken).ConfigureAwait(false);
        if (rows.CoveredTo < window.To)
        {
            return null;
        }

        IReadOnlyList<AbuseReport> abuses = await store.ReadAuthorizedAsync(state.Node, state.Period, cancellationToken).ConfigureAwait(false);
        return new VerdictFacts
        {
            NodeId = state.Node,
            PeriodStart = state.Period.Start,
            PeriodEnd = state.Period.End,
            JudgedAt = time.GetUtcNow(),
            Terms = state.Terms,
            Rules = rules.Evidence,
            Evidence = EvidenceReading.Of(rows, window, rules.Evidence),
            Abuse = [.. abuses.Select(report => new AbuseFact(report.Id, report.Period.Start, report.Period.End, report.DecidedBy ?? ""))],
            Usage = UsageFacts.Of([.. usages.Select(usage => UsageLine.Of(usage.Row))], usages.Count(usage => usage.ResolvedBy is not null)),
            Resolution = resolution,
        };
    }
}
