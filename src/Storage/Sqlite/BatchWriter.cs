using System.Buffers;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>Writes a batch as one transaction; the only way events and entities get into the file.</summary>
/// <remarks>
/// 1. The log's row is read: of another incarnation, and the writer is fenced.
/// 2. Each entry's rows are written where they are as expected; a miss undoes that entry alone.
/// 3. Its events follow, numbered and chained from the log's head.
/// 4. The head moves, and what is covered.
/// 5. The commit is on the disk before anybody is answered.
/// </remarks>
internal sealed class BatchWriter(SqliteLink link) : IDisposable
{
    private readonly RowWriter _rows = new(link);
    private readonly EventChain _chain = new();
    private readonly ArrayBufferWriter<byte> _body = new(4096);
    private long _head;
    private byte[] _hash = [];

    public IReadOnlyList<WriteOutcome>? Write(
        LogLease lease, IReadOnlyList<WriteEntry> batch, DateTimeOffset coveredTo, CancellationToken cancellationToken)
    {
        var outcomes = new WriteOutcome[batch.Count];
        var written = link.Transact(() =>
        {
            if (!ReadHead(lease))
                return false;
            for (var index = 0; index < outcomes.Length; index++)
                outcomes[index] = Write(batch[index], lease) ? WriteOutcome.Committed : WriteOutcome.Conflict;
            MoveHead(lease, coveredTo);
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        });
        return written ? outcomes : null;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _chain.Dispose();
    }

    private bool ReadHead(LogLease lease)
    {
        using var log = link.Use("SELECT head, head_hash FROM log WHERE name = ? AND incarnation = ?");
        if (!log.Bind(1, lease.Log).Bind(2, lease.Incarnation.ToString()).Step())
            return false;
        _head = log.Number(0);
        _hash = log.Bytes(1).ToArray();
        return true;
    }

    private bool Write(WriteEntry entry, LogLease lease)
    {
        // A savepoint costs two statements; it is needed only where a miss can come after something was written.
        var undoable = ExpectsAfterAWrite(entry.Changes);
        if (undoable)
            link.Execute("SAVEPOINT entry");
        foreach (var change in entry.Changes)
        {
            if (_rows.Write(change, lease))
                continue;
            if (undoable)
            {
                link.Execute("ROLLBACK TO entry");
                link.Execute("RELEASE entry");
            }

            return false;
        }

        if (undoable)
            link.Execute("RELEASE entry");
        foreach (var happened in entry.Events)
            Append(happened, lease.Log);
        return true;
    }

    private static bool ExpectsAfterAWrite(IReadOnlyList<RowChange> changes)
    {
        var written = false;
        foreach (var change in changes)
        {
            if (written && change is RowChange.PutAgent or RowChange.PutApp or RowChange.ExpectApp or RowChange.AddSeenQuote)
                return true;
            written |= change is not RowChange.ExpectApp;
        }

        return false;
    }

    private void Append(NewEvent happened, string log)
    {
        _body.ResetWrittenCount();
        var kind = EventCatalog.Current.Write(happened.Body, _body);
        var row = new ChainedEvent(
            log, _head + 1, Microseconds.Of(happened.At), happened.Entity.Value, happened.Version, kind.Name, kind.Version, happened.Actor);
        var hash = _chain.Next(_hash, row, _body.WrittenSpan);

        using var insert = link.Use("""
            INSERT INTO event(log, seq, at, entity, version, kind, body_version, actor, body, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        insert.Bind(1, row.Log)
            .Bind(2, row.Seq)
            .Bind(3, row.At)
            .Bind(4, row.Entity)
            .Bind(5, row.Version)
            .Bind(6, row.Kind)
            .Bind(7, row.BodyVersion)
            .Bind(8, row.Actor)
            .BindText(9, _body.WrittenSpan)
            .BindBlob(10, hash)
            .Run();
        (_head, _hash) = (row.Seq, hash);
    }

    private void MoveHead(LogLease lease, DateTimeOffset coveredTo)
    {
        using var log = link.Use("UPDATE log SET head = ?2, head_hash = ?3, covered_to = max(covered_to, ?4) WHERE name = ?1");
        log.Bind(1, lease.Log).Bind(2, _head).BindBlob(3, _hash).Bind(4, Microseconds.Of(coveredTo)).Run();
    }
}
