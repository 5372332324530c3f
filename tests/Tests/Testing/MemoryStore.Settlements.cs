using EasyEnclave.Actors.Coverage;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Tests.Testing;

internal sealed partial class MemoryStore
{
    public ValueTask<IReadOnlyList<PeriodState>> ReadOverlappingAsync(NodeId node, Period period, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<PeriodState>>(
            tables => [.. tables.Periods.Values.Where(state => state.Node == node && state.Period.Overlaps(period)).OrderBy(state => state.Period)],
            cancellationToken);

    public ValueTask<IReadOnlyList<PeriodState>> ReadPeriodsAsync(PeriodQuery query, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<PeriodState>>(
            tables =>
            [
                .. tables.Periods.Values
                    .Where(state => (query.Node ?? state.Node) == state.Node
                        && (query.Period ?? state.Period) == state.Period
                        && (query.Phase ?? state.Phase) == state.Phase
                        && (query.After is not { } after || state.Period.Start > after.Start
                            || (state.Period.Start == after.Start && string.CompareOrdinal(state.Node.Value, after.Node) > 0)))
                    .OrderBy(state => state.Period.Start)
                    .ThenBy(state => state.Node.Value, StringComparer.Ordinal)
                    .Take(Page(query.Limit)),
            ],
            cancellationToken);

    public ValueTask<IReadOnlyList<PeriodState>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<PeriodState>>(
            tables =>
            [
                .. tables.Periods.Values.Where(state => state.DueAt <= now)
                    .OrderBy(state => state.DueAt).ThenBy(state => state.Node.Value, StringComparer.Ordinal).Take(limit),
            ],
            cancellationToken);

    public ValueTask<IReadOnlyList<NodeId>> ReadServingAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<NodeId>>(
            tables =>
            [
                .. tables.Periods.Values.Where(state => state.Phase == PeriodPhase.Open && state.Period.Contains(at)).Select(state => state.Node)
                    .Distinct().OrderBy(node => node.Value, StringComparer.Ordinal),
            ],
            cancellationToken);

    public ValueTask<LockedUsage?> ReadUsageAsync(NodeId node, Period period, AccountId account, CancellationToken cancellationToken) =>
        Read(tables => tables.Usages.GetValueOrDefault((node, period, account)) is { } row ? Locked(row) : null, cancellationToken);

    public ValueTask<IReadOnlyList<LockedUsage>> ReadUsagesAsync(NodeId node, Period period, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<LockedUsage>>(
            tables =>
            [
                .. tables.Usages.Values.Where(row => row.Node == node && row.Period == period)
                    .OrderBy(row => row.Account.Value, StringComparer.Ordinal).Select(Locked),
            ],
            cancellationToken);

    public ValueTask<StoredVerdict?> ReadVerdictAsync(NodeId node, Period period, CancellationToken cancellationToken) =>
        Read(
            tables => tables.Verdicts.GetValueOrDefault((node, period, true)) is { } final ? new StoredVerdict(true, final)
                : tables.Verdicts.GetValueOrDefault((node, period, false)) is { } halt ? new StoredVerdict(false, halt) : null,
            cancellationToken);

    public ValueTask<AbuseReport?> ReadAbuseAsync(string id, CancellationToken cancellationToken) =>
        Read(tables => tables.Abuses.GetValueOrDefault(id), cancellationToken);

    public ValueTask<IReadOnlyList<AbuseReport>> ReadAbusesAsync(AbuseQuery query, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<AbuseReport>>(
            tables =>
            [
                .. tables.Abuses.Values
                    .Where(report => (query.Node ?? report.Node) == report.Node
                        && (query.State ?? report.State) == report.State
                        && (query.Reversal ?? report.Reversal) == report.Reversal
                        && (query.After is not { } after || report.At > after.At
                            || (report.At == after.At && string.CompareOrdinal(report.Id, after.Id) > 0)))
                    .OrderBy(report => report.At)
                    .ThenBy(report => report.Id, StringComparer.Ordinal)
                    .Take(Page(query.Limit)),
            ],
            cancellationToken);

    public ValueTask<IReadOnlyList<AbuseReport>> ReadAuthorizedAsync(NodeId node, Period period, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<AbuseReport>>(
            tables =>
            [
                .. tables.Abuses.Values
                    .Where(report => report.Node == node && report.State == AbuseState.Authorized && report.Period.Overlaps(period))
                    .OrderBy(report => report.At).ThenBy(report => report.Id, StringComparer.Ordinal),
            ],
            cancellationToken);

    public ValueTask<NodeHistory> ReadHistoryAsync(NodeId node, DateTimeOffset since, CancellationToken cancellationToken) =>
        Read(
            tables => new NodeHistory(
                tables.Periods.Values.Count(state => state.Node == node && state.Period.Start >= since && state.Phase == PeriodPhase.Settled),
                tables.Periods.Values.Count(state => state.Node == node && state.Period.Start >= since && state.Phase == PeriodPhase.Failed),
                tables.Abuses.Values.Count(report => report.Node == node && report.Period.Start >= since && report.State == AbuseState.Authorized)),
            cancellationToken);

    public ValueTask<EvidenceRows> ReadEvidenceAsync(NodeId node, TimeRange window, EvidenceRules rules, CancellationToken cancellationToken) =>
        Read(
            tables =>
            {
                List<OutageFact> outages =
                [
                    .. tables.Outages.Where(outage => outage.From < window.To && outage.To > outage.From && outage.To >= window.From - rules.LookBack)
                        .OrderBy(outage => outage.Log, StringComparer.Ordinal).ThenBy(outage => outage.From),
                ];
                DateTimeOffset since = EvidenceReading.Since(window.From, outages, rules);
                List<EasyEnclave.Actors.Store.SessionRow> sessions =
                [
                    .. tables.Sessions.Values.Select(tables.Covered)
                        .Where(row => row.Node == node && row.From < window.To && (row.To ?? row.CoveredTo) >= since)
                        .OrderBy(row => row.Agent.Value, StringComparer.Ordinal).ThenBy(row => row.Epoch),
                ];
                HashSet<AgentId> agents = [.. sessions.Select(row => row.Agent)];
                return new EvidenceRows(
                    sessions,
                    [.. tables.Exceptions.Where(row => agents.Contains(row.Agent) && row.From < window.To).OrderBy(row => row.From)],
                    outages,
                    sessions.Where(row => !tables.IsDead(row.Log)).Select(row => tables.Logs[row.Log].CoveredTo).DefaultIfEmpty(DateTimeOffset.MaxValue).Min());
            },
            cancellationToken);

    private LockedUsage Locked(UsageRow row)
    {
        long? seq = row.Lock is { } id ? Ledger.Command(id)?.FirstSeq : null;
        return new LockedUsage(row, seq, seq is { } pending ? Ledger.Pending(pending)?.ResolvedBy : null);
    }
}
