using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>The store of a single node: one SQLite file, one writer, readers beside it.</summary>
public sealed partial class SqliteStore : SqlStore
{
    private readonly StoreFile _file;
    private readonly SqliteWriter _writer;
    private readonly WriteDesk _desk;
    private readonly SqliteReaders _readers;
    private int _disposed;

    private SqliteStore(StoreFile file, SqliteLink link)
    {
        _file = file;
        Commands = CommandIndex.Load(link);
        _desk = new WriteDesk(link, Commands);
        _writer = new SqliteWriter(link);
        _readers = new SqliteReaders(file.Path);
    }

    /// <summary>Where the file really is.</summary>
    public string Path => _file.Path;

    private protected override CommandLookup Commands { get; }

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

    /// <summary>Checks every page and every event.</summary>
    /// <exception cref="StoreException">Something contradicts itself; the message says what.</exception>
    public override async ValueTask VerifyAsync(CancellationToken cancellationToken) =>
        await _readers.ReadAsync(
            link =>
            {
                Verification.CheckAll(link, Path);
                return true;
            },
            cancellationToken);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        // The writer's connection closes last: the last one folds the log into the file.
        await _readers.CloseAsync();
        await _writer.DisposeAsync();
        _desk.Dispose();
        _file.Dispose();
    }

    private protected override ValueTask<T> ReadAsync<T>(Func<Link, T> read, CancellationToken cancellationToken) =>
        _readers.ReadAsync(read, cancellationToken);

    private protected override ValueTask<T> CheckAsync<T>(Func<Link, T> read, CancellationToken cancellationToken) =>
        _readers.ReadAsync(read, cancellationToken);

    private protected override ValueTask<T> WriteAsync<T>(string log, Func<WriteDesk, T> write, CancellationToken cancellationToken) =>
        _writer.RunAsync(_ => write(_desk), cancellationToken);

    private protected override ValueTask<bool> SweepAsync(Func<Link, bool> sweep, CancellationToken cancellationToken) =>
        _writer.RunAsync(sweep, cancellationToken);

    private static StoreException Explain(string path, SqliteException fault) => fault.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => new StoreException(
            StoreFault.Foreign, $"The file {path} is not a SQLite database: name another one. Nothing was changed.", fault),
        raw.SQLITE_CORRUPT => LogVerification.Damaged(path, fault.Message, fault),
        _ => new StoreException(StoreFault.Unreachable, $"The store {path} cannot be opened: {fault.Message}", fault),
    };
}
