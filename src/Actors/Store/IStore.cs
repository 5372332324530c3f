using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Store;

/// <summary>Where everything durable is kept; written by logs, each with one fenced writer and a dense sequence.</summary>
/// <remarks>
/// Reads may run at any time beside the writer. Instants are stored as whole microseconds. Exceptions mean that the store could not be
/// reached or is broken; a caller may try again, since nothing of a failed call was written.
/// </remarks>
public interface IStore : ILedgerStore, ISettlementStore, IAsyncDisposable
{
    /// <summary>Takes a log for a new incarnation; every older one of the same name can write no more.</summary>
    ValueTask<LogLease> JoinAsync(string log, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Writes a batch in one commit: all entries whose expectations hold, in order, and the mark of what is covered.</summary>
    /// <param name="lease">The right to write.</param>
    /// <param name="batch">At most <see cref="Protocol.Limits.CommitEntries"/> entries; empty only moves the mark.</param>
    /// <param name="coveredTo">Up to when this log vouches for what it wrote; never moved back.</param>
    /// <param name="cancellationToken">Gives up before the commit; after it has begun the call runs to its end.</param>
    /// <returns>One outcome an entry, <see cref="WriteOutcome.Committed"/> or <see cref="WriteOutcome.Conflict"/>; null when the lease is lost.</returns>
    ValueTask<IReadOnlyList<WriteOutcome>?> AppendAsync(
        LogLease lease, IReadOnlyList<WriteEntry> batch, DateTimeOffset coveredTo, CancellationToken cancellationToken);

    /// <summary>Reads all agents, apps, bans and nodes at one instant.</summary>
    ValueTask<StoreSnapshot> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Reads a registered node; null when nobody registered it.</summary>
    ValueTask<NodeState?> ReadNodeAsync(NodeId node, CancellationToken cancellationToken);

    /// <summary>Reads a log's row; null when nobody ever joined it.</summary>
    ValueTask<LogRow?> ReadLogAsync(string log, CancellationToken cancellationToken);

    /// <summary>Reads the rows of all logs, by name in ordinal order.</summary>
    ValueTask<IReadOnlyList<LogRow>> ReadLogsAsync(CancellationToken cancellationToken);

    /// <summary>Reads events, oldest first.</summary>
    ValueTask<IReadOnlyList<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>Reads an agent's latest quote; null when there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadQuoteAsync(AgentId agent, CancellationToken cancellationToken);

    /// <summary>Reads the sessions of an agent, oldest first.</summary>
    ValueTask<IReadOnlyList<SessionRow>> ReadSessionsAsync(AgentId agent, CancellationToken cancellationToken);

    /// <summary>Reads the exceptions of an agent, oldest first.</summary>
    ValueTask<IReadOnlyList<ExceptionRow>> ReadExceptionsAsync(AgentId agent, CancellationToken cancellationToken);

    /// <summary>Reads the counts of refusals since an instant.</summary>
    ValueTask<IReadOnlyList<RefusalRow>> ReadRefusalsAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Reads bytes by their SHA-256 in lowercase hex; null when they are not there.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Reads a named value; null when it was never set.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadValueAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads the keys of named values that begin with a text, in ordinal order.</summary>
    /// <param name="prefix">What they begin with; printable ASCII.</param>
    /// <param name="after">Only those behind this key; null from the beginning.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<string>> ReadKeysAsync(string prefix, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads whether a quote that may count once was seen, and how many of an agent's are remembered.</summary>
    ValueTask<SeenQuotes> ReadSeenQuotesAsync(string fingerprint, AgentId agent, CancellationToken cancellationToken);

    /// <summary>Deletes events and closed evidence older than <paramref name="events"/>, and refusals older than <paramref name="refusals"/>.</summary>
    ValueTask PruneAsync(DateTimeOffset events, DateTimeOffset refusals, CancellationToken cancellationToken);
}
