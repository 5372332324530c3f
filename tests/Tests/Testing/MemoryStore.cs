using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage;

namespace EasyEnclave.Tests.Testing;

/// <summary>A store without a disk that keeps the same contract, for tests of everything above it.</summary>
/// <remarks>
/// Everything lives in one <see cref="MemoryTables"/>: a batch works on a copy of it per entry and swaps it in, so nothing half-written
/// can be seen. It is as slow as that sounds, and simple enough to be the model the real stores are compared with.
/// </remarks>
internal sealed partial class MemoryStore : IClusterStore
{
    private readonly Shelf _shelf;

    public MemoryStore()
        : this(new Shelf())
    {
    }

    private MemoryStore(Shelf shelf) => _shelf = shelf;

    private MemoryTables Tables
    {
        get => _shelf.Tables;
        set => _shelf.Tables = value;
    }

    /// <summary>All rows as they are now, for tests that check what must hold of them.</summary>
    public MemoryTables Rows => Locked(() => Tables);

    /// <summary>While set, every call fails with it and nothing is written: a store out of reach.</summary>
    public Exception? Fault { get; set; }

    /// <summary>While set, a batch with such an entry fails, and nothing of it is written.</summary>
    public Func<WriteEntry, bool>? Refuses { get; set; }

    /// <summary>Runs before each append, so that a test can hold a commit up.</summary>
    public Func<CancellationToken, ValueTask>? BeforeAppend { get; set; }

    /// <summary>How many appends were committed: what batching is measured by.</summary>
    public int Commits { get; private set; }

    public ValueTask<LogLease> JoinAsync(string log, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Locked(() =>
        {
            var lease = new LogLease(log, Guid.NewGuid());
            Tables = Tables.Join(lease, now);
            return lease;
        }));
    }

    public async ValueTask<IReadOnlyList<WriteOutcome>?> AppendAsync(
        LogLease lease, IReadOnlyList<WriteEntry> batch, DateTimeOffset coveredTo, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, Limits.CommitEntries, nameof(batch));
        if (BeforeAppend is { } before)
            await before(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (Refuses is { } refuses && batch.Any(refuses))
            throw new IOException("refused");
        return Locked<IReadOnlyList<WriteOutcome>?>(() =>
        {
            if (!Tables.MayWrite(lease))
                return null;
            var outcomes = new List<WriteOutcome>();
            var tables = Tables;
            foreach (var entry in batch)
            {
                var after = tables.Write(entry, lease);
                outcomes.Add(after is null ? WriteOutcome.Conflict : WriteOutcome.Committed);
                tables = after ?? tables;
            }

            Tables = tables.Cover(lease.Log, coveredTo);
            Commits++;
            return outcomes;
        });
    }

    /// <summary>What whoever reads all rows waits for; null for nothing.</summary>
    public Task? LoadsAfter { get; set; }

    public async ValueTask<StoreSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        if (LoadsAfter is { } wait)
            await wait.WaitAsync(cancellationToken);
        return await Read(
            tables => new StoreSnapshot([.. tables.Agents.Values], [.. tables.Apps.Values], [.. tables.Bans.Values])
            {
                Nodes = [.. tables.Nodes.Values],
                Heads = tables.Logs.ToDictionary(log => log.Key, log => log.Value.Head, StringComparer.Ordinal),
            },
            cancellationToken);
    }

    public ValueTask<NodeState?> ReadNodeAsync(NodeId node, CancellationToken cancellationToken) =>
        Read(tables => tables.Nodes.GetValueOrDefault(node), cancellationToken);

    public ValueTask<LogRow?> ReadLogAsync(string log, CancellationToken cancellationToken) =>
        Read(tables => tables.Logs.GetValueOrDefault(log), cancellationToken);

    public ValueTask<IReadOnlyList<LogRow>> ReadLogsAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<LogRow>>(tables => [.. tables.Logs.Values.OrderBy(log => log.Log, StringComparer.Ordinal)], cancellationToken);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, Limits.PageRows, nameof(query));
        return Read<IReadOnlyList<StoredEvent>>(
            tables =>
            [
                .. tables.Events
                    .Where(stored => stored.Log == query.Log && stored.Seq > query.AfterSeq && (query.Entity is null || query.Entity == stored.Entity))
                    .Take(query.Limit),
            ],
            cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadQuoteAsync(AgentId agent, CancellationToken cancellationToken) =>
        Read(tables => Bytes(tables.Quotes.GetValueOrDefault(agent)), cancellationToken);

    public ValueTask<IReadOnlyList<SessionRow>> ReadSessionsAsync(AgentId agent, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<SessionRow>>(
            tables => [.. tables.Sessions.Values.Where(row => row.Agent == agent).OrderBy(row => row.Epoch).Select(tables.Covered)],
            cancellationToken);

    public ValueTask<IReadOnlyList<ExceptionRow>> ReadExceptionsAsync(AgentId agent, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<ExceptionRow>>(
            tables => [.. tables.Exceptions.Where(row => row.Agent == agent).OrderBy(row => row.From)], cancellationToken);

    public ValueTask<IReadOnlyList<RefusalRow>> ReadRefusalsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<RefusalRow>>(
            tables =>
            [
                .. tables.Refusals.Values
                    .Where(row => row.Minute >= Microseconds.Truncate(since))
                    .OrderBy(row => row.Minute)
                    .ThenBy(row => row.Reason, StringComparer.Ordinal)
                    .ThenBy(row => row.Prefix, StringComparer.Ordinal),
            ],
            cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string sha256, CancellationToken cancellationToken) =>
        Read(tables => Bytes(tables.Blobs.GetValueOrDefault(sha256)), cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadValueAsync(string key, CancellationToken cancellationToken) =>
        Read(tables => Bytes(tables.Values.GetValueOrDefault(key)), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ReadKeysAsync(string prefix, string? after, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<string>>(
            tables =>
            [
                .. tables.Values.Keys
                    .Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0)
                    .Order(StringComparer.Ordinal)
                    .Take(limit),
            ],
            cancellationToken);

    public ValueTask<SeenQuotes> ReadSeenQuotesAsync(string fingerprint, AgentId agent, CancellationToken cancellationToken) =>
        Read(
            tables => new SeenQuotes(tables.SeenQuotes.ContainsKey(fingerprint), tables.SeenQuotes.Values.LongCount(row => row.Agent == agent)),
            cancellationToken);

    public ValueTask PruneAsync(DateTimeOffset events, DateTimeOffset refusals, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Locked(() => Tables = Tables.Prune(Microseconds.Truncate(events), Microseconds.Truncate(refusals)));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ReadOnlyMemory<byte>? Bytes(byte[]? bytes) => bytes is null ? null : (ReadOnlyMemory<byte>?)bytes.ToArray();

    private ValueTask<T> Read<T>(Func<MemoryTables, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Locked(() => read(Tables)));
    }

    /// <summary>The same store over another connection, with a fault of its own: what another node sees of it.</summary>
    public MemoryStore Beside() => new(_shelf) { Clock = Clock };

    private T Locked<T>(Func<T> work)
    {
        lock (_shelf.Gate)
        {
            if (Fault is { } fault)
                throw fault;
            return work();
        }
    }

    /// <summary>What all connections share.</summary>
    private sealed class Shelf
    {
        public Lock Gate { get; } = new();

        public MemoryTables Tables { get; set; } = new();

        public MemoryLedger? Ledger { get; set; }

        public LogLease? Writing { get; set; }
    }
}
