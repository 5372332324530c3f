using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Testing;

internal sealed partial class MemoryStore
{
    /// <summary>The store's own clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ValueTask<LogLease> JoinNodeAsync(NodeCard card, DateTimeOffset now, CancellationToken cancellationToken) => Change(
        () =>
        {
            LogLease lease = new(card.Node, Guid.NewGuid());
            Tables = Tables.JoinNode(card, lease, now);
            return lease;
        },
        cancellationToken);

    public ValueTask<bool> BeatAsync(LogLease lease, int reaches, CancellationToken cancellationToken) => Change(
        () => Member(lease.Log, lease.Incarnation) is { } row && Put(row with { Beat = row.Beat + 1, Reaches = reaches }), cancellationToken);

    public ValueTask<ClusterView> ReadClusterAsync(CancellationToken cancellationToken) =>
        Read(tables => tables.ClusterAt(Clock.GetUtcNow()), cancellationToken);

    public ValueTask<bool> ReapAsync(MemberRow silent, DateTimeOffset now, CancellationToken cancellationToken) => Change(
        () =>
        {
            if (Member(silent.Node, silent.Incarnation) is not { } row || row.Beat != silent.Beat)
                return false;
            Tables = Tables.Die(row, now);
            return true;
        },
        cancellationToken);

    public ValueTask<LogLease?> ClaimLedgerAsync(LogLease node, DateTimeOffset now, CancellationToken cancellationToken) => Change(
        () =>
        {
            if (Member(node.Log, node.Incarnation) is null || Tables.Lives(Tables.Seat?.Holder))
                return null;
            LogLease? lease = new(ILedgerStore.Log, Guid.NewGuid());
            Tables = Tables.Join(lease, now) with { Seat = new LedgerSeat(lease.Incarnation, node.Incarnation) };
            return lease;
        },
        cancellationToken);

    public async ValueTask ReleaseLedgerAsync(LogLease node, LogLease ledger, CancellationToken cancellationToken) => await Change(
        () =>
        {
            if (Tables.Seat is { } seat && seat == new LedgerSeat(ledger.Incarnation, node.Incarnation))
                Tables = Tables with { Seat = seat with { Holder = null } };
            return true;
        },
        cancellationToken);

    public ValueTask<bool> SetStateAsync(string node, Guid incarnation, MemberState state, bool? drained, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)state, (int)MemberState.Dead, nameof(state));
        return Change(() => Member(node, incarnation) is { } row && Put(row with { State = state, Drained = drained ?? row.Drained }), cancellationToken);
    }

    public async ValueTask LeaveAsync(LogLease lease, DateTimeOffset coveredTo, DateTimeOffset now, CancellationToken cancellationToken) => await Change(
        () =>
        {
            if (Member(lease.Log, lease.Incarnation) is { } row)
                Tables = Tables.Cover(lease.Log, coveredTo).Die(row, now);
            return true;
        },
        cancellationToken);

    public ValueTask<FeedTail> ReadTailAsync(IReadOnlyDictionary<string, long> marks, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        return Read(tables => tables.Tail(marks, limit), cancellationToken);
    }

    private MemberRow? Member(string node, Guid incarnation) =>
        Tables.Members.GetValueOrDefault(node) is { Live: true } row && row.Incarnation == incarnation ? row : null;

    private bool Put(MemberRow row)
    {
        Tables = Tables.Put(row);
        return true;
    }

    private ValueTask<T> Change<T>(Func<T> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Locked(change));
    }
}
