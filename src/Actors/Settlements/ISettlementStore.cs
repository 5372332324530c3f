using EasyEnclave.Actors.Coverage;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Where periods, usage, verdicts and reports of abuse are read; they are written through the ledger, each change with its money.</summary>
public interface ISettlementStore
{
    /// <summary>A node's periods that have an hour in common with one.</summary>
    ValueTask<IReadOnlyList<PeriodState>> ReadOverlappingAsync(NodeId node, Period period, CancellationToken cancellationToken);

    /// <summary>Periods.</summary>
    ValueTask<IReadOnlyList<PeriodState>> ReadPeriodsAsync(PeriodQuery query, CancellationToken cancellationToken);

    /// <summary>The periods for which something is to be done at an instant, those due first first.</summary>
    ValueTask<IReadOnlyList<PeriodState>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The nodes that have an open period at an instant.</summary>
    ValueTask<IReadOnlyList<NodeId>> ReadServingAsync(DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>What an account locked and used of a node in a period; null when nothing.</summary>
    ValueTask<LockedUsage?> ReadUsageAsync(NodeId node, Period period, AccountId account, CancellationToken cancellationToken);

    /// <summary>What all accounts locked and used of a node in a period, by account in ordinal order.</summary>
    ValueTask<IReadOnlyList<LockedUsage>> ReadUsagesAsync(NodeId node, Period period, CancellationToken cancellationToken);

    /// <summary>A period's verdict, the final one before the one that halted it; null when there is none.</summary>
    ValueTask<StoredVerdict?> ReadVerdictAsync(NodeId node, Period period, CancellationToken cancellationToken);

    /// <summary>A report of abuse; null when there is none of that id.</summary>
    ValueTask<AbuseReport?> ReadAbuseAsync(string id, CancellationToken cancellationToken);

    /// <summary>Reports of abuse.</summary>
    ValueTask<IReadOnlyList<AbuseReport>> ReadAbusesAsync(AbuseQuery query, CancellationToken cancellationToken);

    /// <summary>The authorized reports of abuse that touch a node's period.</summary>
    ValueTask<IReadOnlyList<AbuseReport>> ReadAuthorizedAsync(NodeId node, Period period, CancellationToken cancellationToken);

    /// <summary>How a node did since an instant.</summary>
    ValueTask<NodeHistory> ReadHistoryAsync(NodeId node, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The evidence of a node's agents around a span.</summary>
    ValueTask<EvidenceRows> ReadEvidenceAsync(NodeId node, TimeRange window, EvidenceRules rules, CancellationToken cancellationToken);
}
