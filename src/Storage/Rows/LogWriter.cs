using System.Buffers;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Rows;

/// <summary>One log's part of a commit: its fence, rows that are as expected, its events, its head. Used within a transaction.</summary>
internal sealed class LogWriter(Link link) : IDisposable
{
    private readonly RowWriter _rows = new(link);
    private readonly EventChain _chain = new();
    private readonly ArrayBufferWriter<byte> _body = new(4096);
    private LogLease _lease = null!;
    private long _head;
    private long _commits;
    private byte[] _hash = [];

    /// <summary>What the log's row will say once this commit went through.</summary>
    public CommitMark Mark => new(_lease.Log, _lease.Incarnation, _commits);

    /// <summary>Reads the log's row, which nobody else may change then; false when another incarnation has it, or this one is dead.</summary>
    public bool Begin(LogLease lease)
    {
        using var log = link.Use("""
            SELECT head, head_hash, commits FROM log WHERE name = ? AND incarnation = ? AND state <> 'dead' FOR UPDATE
            """);
        if (!log.Bind(1, lease.Log).Bind(2, lease.Incarnation.ToString()).Step())
            return false;
        _lease = lease;
        _head = log.Number(0);
        _hash = log.Bytes(1).ToArray();
        _commits = log.Number(2) + 1;
        _rows.Begin();
        return true;
    }

    /// <summary>Writes rows where they are as expected, and then events; a miss leaves nothing of either.</summary>
    /// <param name="changes">The rows.</param>
    /// <param name="events">The events.</param>
    /// <param name="held">Whether the rows' versions are known to be as expected, and nobody else can change them.</param>
    public bool TryWrite(IReadOnlyList<RowChange> changes, IReadOnlyList<NewEvent> events, bool held = false)
    {
        // A savepoint costs two statements; it is needed only where a miss can come after something was written.
        var undoable = ExpectsAfterAWrite(changes);
        if (undoable)
            link.Mark();
        foreach (var change in changes)
        {
            if ((held && IsHeld(change)) || _rows.Write(change, _lease))
                continue;
            if (undoable)
                link.BackToMark();
            return false;
        }

        if (undoable)
            link.Unmark();
        foreach (var happened in events)
            Append(happened, _lease.Log);
        return true;
    }

    /// <summary>Moves the log's head, and what is covered; that never back.</summary>
    public void End(DateTimeOffset coveredTo)
    {
        using var log = link.Use("""
            UPDATE log SET head = ?2, head_hash = ?3, commits = ?5, covered_to = CASE WHEN covered_to < ?4 THEN ?4 ELSE covered_to END WHERE name = ?1
            """);
        log.Bind(1, _lease.Log).Bind(2, _head).BindBlob(3, _hash).Bind(4, Microseconds.Of(coveredTo)).Bind(5, _commits).Do();
    }

    public void Dispose()
    {
        _rows.Dispose();
        _chain.Dispose();
    }

    // A row that is not there cannot be held.
    private static bool IsHeld(RowChange change) => change is RowChange.ExpectApp { ExpectedVersion: > 0 } or RowChange.ExpectNode { ExpectedVersion: > 0 };

    private static bool ExpectsAfterAWrite(IReadOnlyList<RowChange> changes)
    {
        var written = false;
        foreach (var change in changes)
        {
            if (written && Expects(change))
                return true;
            written |= change is not (RowChange.ExpectApp or RowChange.ExpectNode);
        }

        return false;
    }

    private static bool Expects(RowChange change) => change
        is RowChange.PutAgent or RowChange.PutApp or RowChange.PutNode or RowChange.ExpectApp or RowChange.ExpectNode or RowChange.AddSeenQuote
        or RowChange.OpenPeriod or RowChange.TakeHours or RowChange.MovePeriod or RowChange.AddUsage or RowChange.ReportUsage
        or RowChange.AddVerdict or RowChange.AddAbuse or RowChange.MoveAbuse;

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
            .Add();
        (_head, _hash) = (row.Seq, hash);
    }
}
