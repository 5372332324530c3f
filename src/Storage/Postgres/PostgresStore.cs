using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>The store of a cluster: a PostgreSQL database that several nodes share.</summary>
/// <remarks>
/// Each kind of work has its own connections and threads: one that writes the node's log, one that writes the ledger, a few that read, one
/// for what takes long, one that beats and one for who is a member. None of them holds up another, or a thread of the pool.
/// </remarks>
public sealed partial class PostgresStore : SqlStore, IClusterStore
{
    private const int Readers = 4;
    private const int WritesWaiting = 64;
    private const int ReadsWaiting = 1024;

    private readonly PostgresSource _source;
    private readonly CancellationTokenSource _closing = new();
    private readonly WriteDesk _nodeDesk;
    private readonly WriteDesk _ledgerDesk;
    private readonly PostgresThreads _nodeWriter;
    private readonly PostgresThreads _ledgerWriter;
    private readonly PostgresThreads _readers;
    private readonly PostgresThreads _long;
    private readonly PostgresThreads _beat;
    private readonly PostgresThreads _members;
    private int _disposed;

    private PostgresStore(PostgresSource source)
    {
        _source = source;
        var node = Link(PostgresRole.Write);
        var ledger = Link(PostgresRole.Write);
        _nodeDesk = new WriteDesk(node, Commands, expectations: new PostgresExpectations(node));
        _ledgerDesk = new WriteDesk(ledger, Commands, new PostgresLedgerFetch(ledger));
        _nodeWriter = new PostgresThreads("store writer", source.Place, WritesWaiting, node);
        _ledgerWriter = new PostgresThreads("ledger writer", source.Place, WritesWaiting, ledger);
        _readers = new PostgresThreads("store reader", source.Place, ReadsWaiting, [.. Enumerable.Range(0, Readers).Select(_ => Link(PostgresRole.Read))]);
        _long = new PostgresThreads("store keeper", source.Place, WritesWaiting, Link(PostgresRole.Long));
        _beat = new PostgresThreads("store beat", source.Place, WritesWaiting, Link(PostgresRole.Write));
        _members = new PostgresThreads("store members", source.Place, WritesWaiting, Link(PostgresRole.Write));
    }

    /// <summary>The server and the database, without user and password.</summary>
    public string Place => _source.Place;

    private protected override CommandLookup Commands { get; } = new PostgresCommands();

    /// <summary>Connects, brings the schema up to date and checks the ends of the logs.</summary>
    /// <param name="url">The database's address, as <see cref="PostgresUrl"/> reads it.</param>
    /// <param name="clock">For the times of schema steps.</param>
    /// <param name="logger">Where it is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">The address is none, or the database is out of reach, newer, damaged or not ours; the message is for the operator.</exception>
    public static async ValueTask<PostgresStore> OpenAsync(
        string url, TimeProvider clock, ILogger<PostgresStore> logger, CancellationToken cancellationToken)
    {
        if (!PostgresUrl.TryRead(url, out var connectionString, out var fault))
            throw new StoreException(StoreFault.Unreachable, $"The address of the database cannot be read: {fault}");
        var begun = clock.GetTimestamp();
        var store = new PostgresStore(new PostgresSource(connectionString));
        try
        {
            var schema = await store._long.RunAsync(link => PostgresSchema.Apply(link, store.Place, clock.GetUtcNow()), cancellationToken);
            await store.CheckLogsAsync(LogVerification.TailEvents, cancellationToken);
            Opened(logger, store.Place, schema, clock.GetElapsedTime(begun).TotalMilliseconds);
            return store;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await store.DisposeAsync();
            throw new StoreException(
                StoreFault.Unreachable, $"The database {store.Place} refuses its user what is needed ({refused.MessageText}): make that user its owner.", refused);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Checks every event.</summary>
    /// <exception cref="StoreException">Something contradicts itself; the message says what.</exception>
    public override ValueTask VerifyAsync(CancellationToken cancellationToken) => CheckLogsAsync(long.MaxValue, cancellationToken);

    /// <inheritdoc />
    public override async ValueTask<LogLease> JoinAsync(string log, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lease = await base.JoinAsync(log, now, cancellationToken);
        if (log != ILedgerStore.Log)
            _source.Belong(lease.Incarnation);
        return lease;
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _closing.CancelAsync();
        await _readers.DisposeAsync();
        await _long.DisposeAsync();
        await _nodeWriter.DisposeAsync();
        await _ledgerWriter.DisposeAsync();
        await _members.DisposeAsync();
        await _beat.DisposeAsync();
        _nodeDesk.Dispose();
        _ledgerDesk.Dispose();
        _closing.Dispose();
    }

    private protected override ValueTask<T> ReadAsync<T>(Func<Link, T> read, CancellationToken cancellationToken) =>
        _readers.RunAsync(read, cancellationToken);

    private protected override ValueTask<T> CheckAsync<T>(Func<Link, T> read, CancellationToken cancellationToken) =>
        _long.RunAsync(read, cancellationToken);

    private protected override async ValueTask<T> WriteAsync<T>(string log, Func<WriteDesk, T> write, CancellationToken cancellationToken) =>
        log == ILedgerStore.Log
            ? await _ledgerWriter.RunAsync(_ => write(_ledgerDesk), cancellationToken)
            : await _nodeWriter.RunAsync(_ => write(_nodeDesk), cancellationToken);

    private protected override ValueTask<bool> SweepAsync(Func<Link, bool> sweep, CancellationToken cancellationToken) =>
        _long.RunAsync(sweep, cancellationToken);

    private async ValueTask CheckLogsAsync(long events, CancellationToken cancellationToken) =>
        await _long.RunAsync(
            link => link.AtOneInstant(() =>
            {
                LogVerification.Check(link, Place, events);
                return true;
            }),
            cancellationToken);

    private PostgresLink Link(PostgresRole role) => new(_source, role, _closing.Token);
}
