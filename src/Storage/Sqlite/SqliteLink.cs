using EasyEnclave.Storage.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>One open connection to the file.</summary>
internal sealed class SqliteLink : Link
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteLink(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file to write it: every commit is on the disk before it returns.</summary>
    public static SqliteLink OpenToWrite(string path)
    {
        var link = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            // FULL syncs the log at each commit: what was answered survives a power cut, not only a crash of the process.
            link.Execute("PRAGMA synchronous=FULL");
            link.Execute("PRAGMA foreign_keys=ON");
            link.Execute("PRAGMA cache_size=-16000");
            link.Execute("PRAGMA temp_store=MEMORY");
            // 32 MiB of log before it is folded into the file, and given back when a burst is over.
            link.Execute("PRAGMA wal_autocheckpoint=8000");
            link.Execute("PRAGMA journal_size_limit=67108864");
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file to read it beside the writer.</summary>
    public static SqliteLink OpenToRead(string path)
    {
        var link = Open(path, SqliteOpenMode.ReadOnly);
        link.Execute("PRAGMA query_only=ON");
        return link;
    }

    /// <inheritdoc />
    public override Statement Use(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new SqliteStatement(_connection.Handle!, SqliteDialect.Of(sql)));
        return statement;
    }

    /// <inheritdoc />
    public override bool Transact(Func<bool> work, Func<CommitMark>? mark = null)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            if (work())
            {
                Execute("COMMIT");
                return true;
            }
        }
        catch
        {
            Undo();
            throw;
        }

        Undo();
        return false;
    }

    /// <inheritdoc />
    public override T AtOneInstant<T>(Func<T> read)
    {
        Execute("BEGIN");
        try
        {
            return read();
        }
        finally
        {
            Undo();
        }
    }

    /// <inheritdoc />
    public override void Mark() => Execute("SAVEPOINT entry");

    /// <inheritdoc />
    public override void BackToMark()
    {
        Execute("ROLLBACK TO entry");
        Unmark();
    }

    /// <inheritdoc />
    public override void Unmark() => Execute("RELEASE entry");

    /// <inheritdoc />
    public override void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Close();
        _statements.Clear();
        _connection.Dispose();
    }

    private static SqliteLink Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        }.ToString());
        connection.Open();
        var link = new SqliteLink(connection);
        link.Execute("PRAGMA busy_timeout=5000");
        return link;
    }

    // SQLite undoes some transactions itself, when the disk is full for example; then there is nothing left to undo.
    private void Undo()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            Execute("ROLLBACK");
    }
}
