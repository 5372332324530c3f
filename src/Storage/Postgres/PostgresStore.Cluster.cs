using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Postgres.Cluster;

namespace EasyEnclave.Storage.Postgres;

public sealed partial class PostgresStore
{
    private const int TailEvents = 10_000;

    /// <inheritdoc />
    public async ValueTask<LogLease> JoinNodeAsync(NodeCard card, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lease = await _members.RunAsync(link => Membership.Join(link, card, now), cancellationToken);
        _source.Belong(lease.Incarnation);
        return lease;
    }

    /// <inheritdoc />
    public ValueTask<bool> BeatAsync(LogLease lease, int reaches, CancellationToken cancellationToken) =>
        _beat.RunAsync(link => Membership.Beat(link, lease, reaches), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ClusterView> ReadClusterAsync(CancellationToken cancellationToken) =>
        _members.RunAsync(Membership.Read, cancellationToken);

    /// <inheritdoc />
    public ValueTask<bool> ReapAsync(MemberRow silent, DateTimeOffset now, CancellationToken cancellationToken) =>
        _members.RunAsync(link => Membership.Reap(link, silent, now), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LogLease?> ClaimLedgerAsync(LogLease node, DateTimeOffset now, CancellationToken cancellationToken) =>
        _members.RunAsync(link => Seat.Claim(link, node, now), cancellationToken);

    /// <inheritdoc />
    public async ValueTask ReleaseLedgerAsync(LogLease node, LogLease ledger, CancellationToken cancellationToken) =>
        await _members.RunAsync(
            link =>
            {
                Seat.Release(link, node, ledger);
                return true;
            },
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<bool> SetStateAsync(string node, Guid incarnation, MemberState state, bool? drained, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)state, (int)MemberState.Dead, nameof(state));
        return _members.RunAsync(link => Membership.SetState(link, node, incarnation, state, drained), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask LeaveAsync(LogLease lease, DateTimeOffset coveredTo, DateTimeOffset now, CancellationToken cancellationToken) =>
        await _members.RunAsync(link => Membership.Leave(link, lease, coveredTo, now), cancellationToken);

    /// <inheritdoc />
    public ValueTask<FeedTail> ReadTailAsync(IReadOnlyDictionary<string, long> marks, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, TailEvents);
        return _readers.RunAsync(link => FeedReader.Read(link, marks, limit), cancellationToken);
    }
}
