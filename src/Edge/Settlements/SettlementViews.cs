using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Settlements;

/// <summary>From a period and its verdict to what callers see.</summary>
internal static class SettlementViews
{
    /// <summary>A period with what was decided of it.</summary>
    /// <param name="state">The period.</param>
    /// <param name="stored">Its verdict; null while there is none.</param>
    /// <param name="whole">Whether the signed document is wanted too.</param>
    public static SettlementView Of(PeriodState state, StoredVerdict? stored, bool whole)
    {
        SettlementView view = new()
        {
            NodeId = state.Node,
            Period = state.Period.ToString(),
            PeriodStart = state.Period.Start,
            PeriodEnd = state.Period.End,
            State = PeriodPhases.Text(state.Phase),
            DueAt = state.DueAt,
            PriceUsdPerVcpuHour = state.Terms.Price,
        };
        return stored is not null && VerdictDocument.Read(stored.Document) is { } verdict
            ? view with
            {
                Verdict = verdict.Outcome,
                Eligible = verdict.Eligible,
                Reasons = verdict.Reasons,
                Settled = verdict.Settled,
                Failed = verdict.Failed,
                PaidUsd = verdict.Paid,
                RefundedUsd = verdict.Refunded,
                Evidence =
                [
                    .. verdict.Agents.Select(agent => new EvidenceView(
                        agent.Agent,
                        agent.Health.Pass,
                        agent.Health.Miss,
                        agent.Health.Gap,
                        agent.Attestation.Pass,
                        agent.Attestation.Miss,
                        agent.Attestation.Gap)),
                ],
                Document = whole ? stored.Document : null,
            }
            : view;
    }
}
