using EasyEnclave.Actors.Coverage;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage.Settlements;

namespace EasyEnclave.Storage.Sql;

public abstract partial class SqlStore
{
    /// <inheritdoc />
    public ValueTask<IReadOnlyList<PeriodState>> ReadOverlappingAsync(NodeId node, Period period, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.Overlapping(link, node, period), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<PeriodState>> ReadPeriodsAsync(PeriodQuery query, CancellationToken cancellationToken)
    {
        CheckPage(query.Limit);
        return ReadAsync(link => SettlementReader.Find(link, query), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<PeriodState>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.Due(link, now, limit), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<NodeId>> ReadServingAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.Serving(link, at), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LockedUsage?> ReadUsageAsync(NodeId node, Period period, AccountId account, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.Usage(link, Commands, node, period, account), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<LockedUsage>> ReadUsagesAsync(NodeId node, Period period, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.AllUsages(link, Commands, node, period), cancellationToken);

    /// <inheritdoc />
    public ValueTask<StoredVerdict?> ReadVerdictAsync(NodeId node, Period period, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.Verdict(link, node, period), cancellationToken);

    /// <inheritdoc />
    public ValueTask<AbuseReport?> ReadAbuseAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.Abuse(link, id), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<AbuseReport>> ReadAbusesAsync(AbuseQuery query, CancellationToken cancellationToken)
    {
        CheckPage(query.Limit);
        return ReadAsync(link => SettlementReader.FindAbuses(link, query), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<AbuseReport>> ReadAuthorizedAsync(NodeId node, Period period, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.Authorized(link, node, period), cancellationToken);

    /// <inheritdoc />
    public ValueTask<NodeHistory> ReadHistoryAsync(NodeId node, DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(link => SettlementReader.History(link, node, since), cancellationToken);

    /// <inheritdoc />
    public ValueTask<EvidenceRows> ReadEvidenceAsync(NodeId node, TimeRange window, EvidenceRules rules, CancellationToken cancellationToken) =>
        ReadAsync(link => link.AtOneInstant(() => EvidenceReader.Read(link, node, window, rules)), cancellationToken);
}
