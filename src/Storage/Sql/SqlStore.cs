using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Storage.Sql;

/// <summary>A store over SQL: all that SQLite and PostgreSQL do alike, which is all but how a link is come by.</summary>
public abstract partial class SqlStore : IStore
{
    private protected SqlStore()
    {
    }

    /// <summary>Where commands are found.</summary>
    private protected abstract CommandLookup Commands { get; }

    /// <inheritdoc />
    public virtual ValueTask<LogLease> JoinAsync(string log, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(log, desk => LogJoin.Run(desk.Link, log, now), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<WriteOutcome>?> AppendAsync(
        LogLease lease, IReadOnlyList<WriteEntry> batch, DateTimeOffset coveredTo, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, Limits.CommitEntries, nameof(batch));
        return WriteAsync(lease.Log, desk => desk.Batches.Write(lease, batch, coveredTo, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<StoreSnapshot> LoadAsync(CancellationToken cancellationToken) =>
        CheckAsync(RowReader.Snapshot, cancellationToken);

    /// <inheritdoc />
    public ValueTask<NodeState?> ReadNodeAsync(NodeId node, CancellationToken cancellationToken) =>
        ReadAsync(link => RowReader.Node(link, node), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LogRow?> ReadLogAsync(string log, CancellationToken cancellationToken) =>
        ReadAsync(link => RowReader.Log(link, log), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<LogRow>> ReadLogsAsync(CancellationToken cancellationToken) =>
        ReadAsync(RowReader.Logs, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, Limits.PageRows, nameof(query));
        return ReadAsync(link => RowReader.Events(link, query), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> ReadQuoteAsync(AgentId agent, CancellationToken cancellationToken) =>
        ReadBytesAsync("SELECT latest_quote FROM agent WHERE agent_id = ?", agent.Value, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SessionRow>> ReadSessionsAsync(AgentId agent, CancellationToken cancellationToken) =>
        ReadAsync(link => RowReader.Sessions(link, agent), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ExceptionRow>> ReadExceptionsAsync(AgentId agent, CancellationToken cancellationToken) =>
        ReadAsync(link => RowReader.Exceptions(link, agent), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<RefusalRow>> ReadRefusalsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(link => RowReader.Refusals(link, since), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string sha256, CancellationToken cancellationToken) =>
        ReadBytesAsync("SELECT bytes FROM blob WHERE sha256 = ?", sha256, cancellationToken);

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> ReadValueAsync(string key, CancellationToken cancellationToken) =>
        ReadBytesAsync("SELECT value FROM kv WHERE key = ?", key, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> ReadKeysAsync(string prefix, string? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(link => RowReader.Keys(link, prefix, after, limit), cancellationToken);

    /// <inheritdoc />
    public ValueTask<SeenQuotes> ReadSeenQuotesAsync(string fingerprint, AgentId agent, CancellationToken cancellationToken) =>
        ReadAsync(link => RowReader.SeenQuotes(link, fingerprint, agent), cancellationToken);

    /// <inheritdoc />
    public async ValueTask PruneAsync(DateTimeOffset events, DateTimeOffset refusals, CancellationToken cancellationToken)
    {
        while (await SweepAsync(link => Retention.PruneEvents(link, events), cancellationToken))
        {
        }

        await SweepAsync(link => Retention.PruneRows(link, events, refusals), cancellationToken);
    }

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Reads beside the writers.</summary>
    private protected abstract ValueTask<T> ReadAsync<T>(Func<Link, T> read, CancellationToken cancellationToken);

    /// <summary>Reads beside the writers what takes long, and holds up no other reader.</summary>
    private protected abstract ValueTask<T> CheckAsync<T>(Func<Link, T> read, CancellationToken cancellationToken);

    /// <summary>Writes, after all that was handed over for the same log before.</summary>
    private protected abstract ValueTask<T> WriteAsync<T>(string log, Func<WriteDesk, T> write, CancellationToken cancellationToken);

    /// <summary>Deletes what is past its time, in transactions of its own.</summary>
    private protected abstract ValueTask<bool> SweepAsync(Func<Link, bool> sweep, CancellationToken cancellationToken);

    private ValueTask<ReadOnlyMemory<byte>?> ReadBytesAsync(string sql, string key, CancellationToken cancellationToken) =>
        ReadAsync(link => RowReader.Bytes(link, sql, key), cancellationToken);
}
