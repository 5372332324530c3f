using System.Data;
using EasyEnclave.Storage.Sql;
using Npgsql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>One connection to a server, opened when it is first needed and again after it broke; used by one thread.</summary>
/// <remarks>
/// A transaction first gathers what it writes, sends all of it at once and commits if every statement did what it was taken to do; else
/// it is undone and done again one statement after the other. So a commit costs a few round trips, however many rows it has.
/// </remarks>
internal sealed class PostgresLink(PostgresSource source, PostgresRole role, CancellationToken closing) : Link
{
    private const int Attempts = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, PostgresStatement> _statements = new(StringComparer.Ordinal);
    private readonly PostgresGathering _gathering = new();
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private string _name = "";

    /// <summary>Whether all its work can be done again.</summary>
    public bool OnlyReads => role == PostgresRole.Read;

    /// <summary>Whether writes are gathered now.</summary>
    public bool Gathers { get; private set; }

    /// <summary>The connection; a broken one is never replaced within a transaction.</summary>
    public NpgsqlConnection Connection
    {
        get
        {
            if (_transaction is null && _connection is { FullState: not ConnectionState.Open })
                Drop();
            if (_connection is null)
                Open();
            else if (_transaction is null && _name != source.Name)
                Rename();
            return _connection!;
        }
    }

    /// <inheritdoc />
    public override Statement Use(string sql) => Take(sql);

    /// <summary>Takes a statement that can be given arrays.</summary>
    public PostgresStatement Take(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new PostgresStatement(this, sql));
        return statement;
    }

    /// <inheritdoc />
    public override bool Transact(Func<bool> work, Func<CommitMark>? mark = null)
    {
        var (gathers, reopened) = (true, false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Once(work, mark, gathers);
            }
            catch (MissedException)
            {
                gathers = false;
            }
            catch (PostgresException fault) when (attempt < Attempts && PostgresFaults.IsRetried(fault))
            {
                // Nothing of it was written; whoever was in the way is through by now.
            }
            catch (NpgsqlException fault) when (!reopened && PostgresFaults.IsBroken(fault))
            {
                // The server ended the connection while it was not used: nothing of this was written, and another connection may do.
                reopened = true;
            }
        }
    }

    /// <inheritdoc />
    public override T AtOneInstant<T>(Func<T> read)
    {
        try
        {
            Freeze();
            return read();
        }
        catch (Exception fault)
        {
            Note(fault);
            throw;
        }
        finally
        {
            Undo();
        }
    }

    /// <inheritdoc />
    public override void Mark()
    {
        if (!Gathers)
            Execute("SAVEPOINT entry");
    }

    /// <inheritdoc />
    public override void BackToMark()
    {
        if (Gathers)
            throw new MissedException();
        Execute("ROLLBACK TO entry");
        Unmark();
    }

    /// <inheritdoc />
    public override void Unmark()
    {
        if (!Gathers)
            Execute("RELEASE entry");
    }

    public void Gather(PostgresStatement statement, Expectation expected)
    {
        _gathering.Add(statement, expected);
        FlushIfFull();
    }

    public void Gather(PostgresStatement statement, PostgresRow row)
    {
        _gathering.Add(statement, row);
        FlushIfFull();
    }

    /// <summary>Runs several statements as they are.</summary>
    public void Script(string sql)
    {
        using var script = new NpgsqlCommand(sql, Connection);
        script.ExecuteNonQuery();
    }

    /// <summary>Sends what was gathered.</summary>
    public void Flush()
    {
        if (!_gathering.IsEmpty)
            _gathering.Send(_connection!);
    }

    /// <summary>After a fault outside of transactions: a connection that is of no use is not used again.</summary>
    public void Note(Exception fault)
    {
        foreach (var statement in _statements.Values)
            statement.Abandon();
        if (PostgresFaults.IsBroken(fault) && fault is NpgsqlException or IOException or TimeoutException or ObjectDisposedException)
            Drop();
        else if (_connection is { FullState: not ConnectionState.Open })
            Drop();
    }

    /// <inheritdoc />
    public override void Dispose() => Drop();

    // What reads long may write to a stream as it goes and is not begun again: so the connection is tried before.
    private void Freeze()
    {
        try
        {
            Begin(IsolationLevel.RepeatableRead);
            if (!OnlyReads)
                Number("SELECT 1");
        }
        catch (NpgsqlException fault) when (!OnlyReads && PostgresFaults.IsBroken(fault))
        {
            Note(fault);
            Begin(IsolationLevel.RepeatableRead);
        }
    }

    private bool Once(Func<bool> work, Func<CommitMark>? mark, bool gathers)
    {
        try
        {
            Begin(IsolationLevel.ReadCommitted);
            Gathers = gathers;
            if (!work())
                return false;
            Flush();
            Gathers = false;
            return Commit(mark);
        }
        catch (Exception fault)
        {
            Note(fault);
            throw;
        }
        finally
        {
            Gathers = false;
            _gathering.Clear();
            Undo();
        }
    }

    private bool Commit(Func<CommitMark>? mark)
    {
        try
        {
            _transaction!.Commit();
            return true;
        }
        catch (Exception fault) when (!PostgresFaults.IsRefusal(fault))
        {
            Drop();
            if (mark is null)
                throw new StoreException(StoreFault.Unreachable, $"The database {source.Place} did not answer to a commit; nobody knows of it.", fault);
            if (LostCommit.Find(source, mark(), Patience, Pause, closing))
                return true;
            throw new StoreException(StoreFault.Unreachable, $"The connection to {source.Place} ended before a commit: nothing of it was written.", fault);
        }
    }

    private void Begin(IsolationLevel level) => _transaction = Connection.BeginTransaction(level);

    private void Undo()
    {
        var transaction = _transaction;
        _transaction = null;
        if (transaction is null || _connection is null)
            return;
        try
        {
            // Rolls back what was not committed.
            transaction.Dispose();
        }
        catch (Exception fault) when (fault is NpgsqlException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            Drop();
        }
    }

    private void Open()
    {
        if (_transaction is not null)
            throw new StoreException(StoreFault.Unreachable, $"The connection to {source.Place} ended within a transaction: nothing of it was written.");
        foreach (var statement in _statements.Values)
            statement.Reset();
        _name = source.Name;
        _connection = source.Open(_name, role);
        if (role == PostgresRole.Read)
            return;

        // What is answered must be on the disk; where the server waits for a standby as well, it goes on to.
        using var set = new NpgsqlCommand(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')", _connection);
        set.ExecuteNonQuery();

        // Quotes are compressed at every attestation: LZ4 is ten times as fast as what is there without it, and not every server was built with it.
        using var compress = new NpgsqlCommand(
            "SELECT set_config(name, 'lz4', false) FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)", _connection);
        compress.ExecuteNonQuery();
    }

    private void Rename()
    {
        _name = source.Name;
        using var set = new NpgsqlCommand("SELECT set_config('application_name', $1, false)", _connection);
        set.Parameters.Add(new NpgsqlParameter { Value = _name });
        set.ExecuteNonQuery();
    }

    private void Drop()
    {
        var connection = _connection;
        (_connection, _transaction) = (null, null);
        try
        {
            connection?.Dispose();
        }
        catch (Exception fault) when (fault is NpgsqlException or IOException)
        {
            // It is broken, which is why it goes.
        }
    }

    private void FlushIfFull()
    {
        if (_gathering.IsFull)
            Flush();
    }
}
