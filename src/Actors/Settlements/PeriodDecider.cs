using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>The life of a period: who may open it, use it, and when it is settled, once. Pure.</summary>
public static class PeriodDecider
{
    /// <summary>Decides which period a reservation belongs to.</summary>
    /// <param name="overlapping">The node's periods that have an hour in common with it.</param>
    /// <param name="node">Whose.</param>
    /// <param name="period">The period asked for.</param>
    /// <param name="terms">What the node offers, should this open it.</param>
    /// <param name="hours">How much work.</param>
    /// <param name="now">When.</param>
    /// <param name="rules">The times.</param>
    public static PeriodDecision Reserve(
        IReadOnlyList<PeriodState> overlapping, NodeId node, Period period, PeriodTerms terms, VcpuHours hours, DateTimeOffset now, SettlementRules rules) =>
        now >= period.End ? PeriodDecision.Refuse(PeriodRefusal.Over)
        : period.Start > now + SettlementRules.AheadMost ? PeriodDecision.Refuse(PeriodRefusal.TooFarAhead)
        : Use(overlapping, node, period, terms, hours, now, rules);

    /// <summary>Decides which period a usage belongs to; one that is not covered by a reservation takes capacity itself.</summary>
    public static PeriodDecision Report(
        IReadOnlyList<PeriodState> overlapping, NodeId node, Period period, PeriodTerms terms, VcpuHours hours, DateTimeOffset now, SettlementRules rules) =>
        period.Start > now ? PeriodDecision.Refuse(PeriodRefusal.NotStarted)
        : Use(overlapping, node, period, terms, hours, now, rules);

    /// <summary>Decides what finalizing comes to.</summary>
    /// <param name="state">The period.</param>
    /// <param name="resolves">Whether an admin says how a halt ends.</param>
    /// <param name="now">When.</param>
    /// <param name="rules">The times.</param>
    public static FinalizeStep Finalize(PeriodState state, bool resolves, DateTimeOffset now, SettlementRules rules) => state.Phase switch
    {
        PeriodPhase.Settled or PeriodPhase.Failed => FinalizeStep.Final,
        PeriodPhase.Closing => FinalizeStep.Settle,
        PeriodPhase.Halted => resolves ? FinalizeStep.Resolve : state.DueAt <= now ? FinalizeStep.Refund : FinalizeStep.Halted,
        _ => now < rules.FinalizableAt(state.Period) ? FinalizeStep.NotOver : FinalizeStep.Close,
    };

    private static PeriodDecision Use(
        IReadOnlyList<PeriodState> overlapping, NodeId node, Period period, PeriodTerms terms, VcpuHours hours, DateTimeOffset now, SettlementRules rules)
    {
        PeriodState? same = overlapping.FirstOrDefault(state => state.Node == node && state.Period == period);
        if (same is { Phase: not PeriodPhase.Open } || now >= rules.ClosesAt(period))
        {
            return PeriodDecision.Refuse(PeriodRefusal.Closed);
        }

        if (same is null && overlapping.Any(state => state.Node == node && state.Period.Overlaps(period)))
        {
            return PeriodDecision.Refuse(PeriodRefusal.Overlap);
        }

        PeriodState state = same ?? new PeriodState
        {
            Node = node,
            Period = period,
            Phase = PeriodPhase.Open,
            OpenedAt = now,
            DueAt = rules.DueAt(node, period),
            Terms = terms,
        };
        return state.Hours.Millionths + hours.Millionths > state.HoursMost.Millionths
            ? PeriodDecision.Refuse(PeriodRefusal.AboveCapacity)
            : new PeriodDecision(state, same is null, PeriodRefusal.None);
    }
}
