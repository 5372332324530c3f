using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Cluster;

/// <summary>What a store that several nodes share does for them: membership, fencing, the ledger's seat and the feed.</summary>
/// <remarks>
/// The store is what all agree by. A node's row is its licence to write: the state of one row, changed by any peer, stops its next batch.
/// Exceptions mean that the store could not be reached, and that nothing is known; a caller asks again.
/// </remarks>
public interface IClusterStore : IStore
{
    /// <summary>Joins as a new incarnation; all older ones of the same name are dead from then on, in the same commit, and their connections ended.</summary>
    /// <remarks>A name that an operator drained joins as draining. A join that is refused changes and ends nothing.</remarks>
    /// <exception cref="Exception">The store's own, with a message for the operator: a live node works by a schema that does not meet this program's.</exception>
    ValueTask<LogLease> JoinNodeAsync(NodeCard card, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Says that the node lives, over a connection that does nothing else.</summary>
    /// <param name="lease">The node's.</param>
    /// <param name="reaches">How many other live nodes it reaches.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when this incarnation is dead: it was reaped, or replaced.</returns>
    ValueTask<bool> BeatAsync(LogLease lease, int reaches, CancellationToken cancellationToken);

    /// <summary>Reads who there is.</summary>
    ValueTask<ClusterView> ReadClusterAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Declares a silent node dead, where its beat still is the one seen: ends its connections first, so that nothing of it is on its way,
    /// then marks its row and the end of what it covers, and frees the ledger's seat if it held it.
    /// </summary>
    /// <param name="silent">The row as last seen.</param>
    /// <param name="now">The reaper's time: from the end of its coverage to here, the outage is ours.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when it beat meanwhile, or was dead already.</returns>
    ValueTask<bool> ReapAsync(MemberRow silent, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes the ledger's log, where no live node holds it; an older writer of it can write no more.</summary>
    /// <param name="node">The node's lease.</param>
    /// <param name="now">The claimant's time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The right to write it; null when a live node holds it, or this incarnation is dead.</returns>
    ValueTask<LogLease?> ClaimLedgerAsync(LogLease node, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives the ledger's log up, after its writer wrote its last; whoever asks first has it then.</summary>
    ValueTask ReleaseLedgerAsync(LogLease node, LogLease ledger, CancellationToken cancellationToken);

    /// <summary>Marks a live node as draining, leaving, or active again.</summary>
    /// <param name="node">The node.</param>
    /// <param name="incarnation">Which of it.</param>
    /// <param name="state">What it is from now on.</param>
    /// <param name="drained">Whether its name is drained from now on, so that a later incarnation joins as draining; null leaves that as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when that incarnation is dead.</returns>
    ValueTask<bool> SetStateAsync(string node, Guid incarnation, MemberState state, bool? drained, CancellationToken cancellationToken);

    /// <summary>Leaves in order: the row is dead from now on, and the ledger's seat is free if it held it.</summary>
    /// <param name="lease">The node's.</param>
    /// <param name="coveredTo">Up to when the node vouches for what it wrote.</param>
    /// <param name="now">The present: from the end of its coverage to here, the outage is ours.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask LeaveAsync(LogLease lease, DateTimeOffset coveredTo, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Reads what logs wrote behind the marks; a log without one is read from its beginning.</summary>
    /// <param name="marks">Up to where each log was read.</param>
    /// <param name="limit">At most this many events, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<FeedTail> ReadTailAsync(IReadOnlyDictionary<string, long> marks, int limit, CancellationToken cancellationToken);
}
