using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Rows;

/// <summary>Checks that each log is dense and chained, and ends where its row says.</summary>
internal static class LogVerification
{
    /// <summary>So many of a log's last events are checked at each start: where a torn write would be.</summary>
    public const int TailEvents = 1000;

    public static StoreException Damaged(string store, string what, Exception? inner = null) => new(
        StoreFault.Damaged,
        $"The store {store} is damaged: {what}. Restore it from a backup, or move it away to begin with an empty one. Nothing was changed.",
        inner);

    /// <summary>Checks the last events of every log; within one transaction where others write.</summary>
    /// <exception cref="StoreException">Something contradicts itself.</exception>
    public static void Check(Link link, string store, long events)
    {
        var logs = new List<(string Name, long Head, byte[] Hash)>();
        using (var row = link.Use("SELECT name, head, head_hash FROM log"))
        {
            while (row.Step())
                logs.Add((row.Text(0), row.Number(1), row.Bytes(2).ToArray()));
        }

        foreach (var log in logs)
            CheckLog(link, store, log.Name, log.Head, log.Hash, Math.Max(0, log.Head - events));
    }

    /// <summary>Walks a log from <paramref name="after"/> on; the first row found vouches for what was before it.</summary>
    private static void CheckLog(Link link, string store, string log, long head, byte[] headHash, long after)
    {
        using var chain = new EventChain();
        using var row = link.Use("""
            SELECT seq, at, entity, version, kind, body_version, actor, body, hash FROM event WHERE log = ? AND seq > ? ORDER BY seq
            """);
        row.Bind(1, log).Bind(2, after);
        var (seq, hash) = (0L, EventChain.Start);
        while (row.Step())
        {
            var stored = row.Bytes(8);
            var isAnchor = seq == 0 && row.Number(0) != 1;
            var chained = new ChainedEvent(
                log, row.Number(0), row.Number(1), row.Text(2), row.Number(3), row.Text(4), (int)row.Number(5), row.Text(6));
            if (!isAnchor && (chained.Seq != seq + 1 || !stored.SequenceEqual(chain.Next(hash, chained, row.Bytes(7)))))
                throw Damaged(store, $"event {chained.Seq} of log {log} does not follow the one before it");
            (seq, hash) = (chained.Seq, stored.ToArray());
        }

        if (seq != 0 && (seq != head || !hash.AsSpan().SequenceEqual(headHash)))
            throw Damaged(store, $"log {log} should end with event {head}, and ends with {seq}");
    }
}
