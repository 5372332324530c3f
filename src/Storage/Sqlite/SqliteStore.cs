using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Sqlite.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>The store of a single node: one SQLite file, one writer, readers beside it.</summary>
public sealed partial class SqliteStore : IStore
{
    private readonly StoreFile _file;
    private readonly SqliteWriter _writer;
    private readonly BatchWriter _batches;
    private readonly LedgerBatchWriter _ledger;
    private readonly SqliteReaders _readers;
    private int _disposed;

    private SqliteStore(StoreFile file, SqliteLink link)
    {
        _file = file;
        _batches = new BatchWriter(link);
        _ledger = new LedgerBatchWriter(link);
        _writer = new SqliteWriter(link);
        _readers = new SqliteReaders(file.Path);
    }

    /// <summary>Where the file really is.</summary>
    public string Path => _file.Path;

    /// <summary>Opens the file, or makes it; takes it for this process alone, brings its schema up to date and checks it.</summary>
    /// <remarks>
    /// Runs on the caller's thread, at a start and never again. After a crash of any kind SQLite goes back to the last commit by itself.
    /// </remarks>
    /// <exception cref="StoreException">The file is in use, newer, damaged, not ours or out of reach; the message is for the operator.</exception>
    public static ValueTask<SqliteStore> OpenAsync(
        string path, TimeProvider clock, ILogger<SqliteStore> logger, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Batteries_V2.Init();
        var begun = clock.GetTimestamp();
        var file = StoreFile.Hold(path);
        SqliteLink? link = null;
        try
        {
            link = SqliteLink.OpenToWrite(file.Path);
            Schema.Apply(link, file.Path, clock.GetUtcNow());
            Verification.CheckTail(link, file.Path);
            Opened(logger, file.Path, Schema.Newest, clock.GetElapsedTime(begun).TotalMilliseconds);
            return ValueTask.FromResult(new SqliteStore(file, link));
        }
        catch (Exception fault)
        {
            link?.Dispose();
            file.Dispose();
            if (fault is SqliteException inSqlite)
                throw Explain(file.Path, inSqlite);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<LogLease> JoinAsync(string log, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.RunAsync(link => LogJoin.Run(link, log, now), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<WriteOutcome>?> AppendAsync(
        LogLease lease, IReadOnlyList<WriteEntry> batch, DateTimeOffset coveredTo, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, Limits.CommitEntries, nameof(batch));
        return _writer.RunAsync(_ => _batches.Write(lease, batch, coveredTo, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<StoreSnapshot> LoadAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(RowReader.Snapshot, cancellationToken);

    /// <inheritdoc />
    public ValueTask<NodeState?> ReadNodeAsync(NodeId node, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => RowReader.Node(link, node), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LogRow?> ReadLogAsync(string log, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => RowReader.Log(link, log), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, Limits.PageRows, nameof(query));
        return _readers.ReadAsync(link => RowReader.Events(link, query), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> ReadQuoteAsync(AgentId agent, CancellationToken cancellationToken) =>
        ReadBytesAsync("SELECT latest_quote FROM agent WHERE agent_id = ?", agent.Value, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SessionRow>> ReadSessionsAsync(AgentId agent, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => RowReader.Sessions(link, agent), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ExceptionRow>> ReadExceptionsAsync(AgentId agent, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => RowReader.Exceptions(link, agent), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<RefusalRow>> ReadRefusalsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => RowReader.Refusals(link, since), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string sha256, CancellationToken cancellationToken) =>
        ReadBytesAsync("SELECT bytes FROM blob WHERE sha256 = ?", sha256, cancellationToken);

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> ReadValueAsync(string key, CancellationToken cancellationToken) =>
        ReadBytesAsync("SELECT value FROM kv WHERE key = ?", key, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> ReadKeysAsync(string prefix, string? after, int limit, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => RowReader.Keys(link, prefix, after, limit), cancellationToken);

    /// <inheritdoc />
    public ValueTask<SeenQuotes> ReadSeenQuotesAsync(string fingerprint, AgentId agent, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => RowReader.SeenQuotes(link, fingerprint, agent), cancellationToken);

    /// <inheritdoc />
    public async ValueTask PruneAsync(DateTimeOffset events, DateTimeOffset refusals, CancellationToken cancellationToken)
    {
        while (await _writer.RunAsync(link => Retention.PruneEvents(link, events), cancellationToken))
        {
        }

        await _writer.RunAsync(link => Retention.PruneRows(link, events, refusals), cancellationToken);
    }

    /// <summary>Checks every page and every event.</summary>
    /// <exception cref="StoreException">Something contradicts itself; the message says what.</exception>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken) =>
        await _readers.ReadAsync(
            link =>
            {
                Verification.CheckAll(link, Path);
                return true;
            },
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        // The writer's connection closes last: the last one folds the log into the file.
        await _readers.CloseAsync();
        await _writer.DisposeAsync();
        _batches.Dispose();
        _ledger.Dispose();
        _file.Dispose();
    }

    private ValueTask<ReadOnlyMemory<byte>?> ReadBytesAsync(string sql, string key, CancellationToken cancellationToken) =>
        _readers.ReadAsync(link => RowReader.Bytes(link, sql, key), cancellationToken);

    private static StoreException Explain(string path, SqliteException fault) => fault.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => new StoreException(
            StoreFault.Foreign, $"The file {path} is not a SQLite database: name another one. Nothing was changed.", fault),
        raw.SQLITE_CORRUPT => Verification.Damaged(path, fault.Message, fault),
        _ => new StoreException(StoreFault.Unreachable, $"The store {path} cannot be opened: {fault.Message}", fault),
    };
}
