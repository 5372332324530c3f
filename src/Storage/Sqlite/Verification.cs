namespace EasyEnclave.Storage.Sqlite;

/// <summary>Checks that the file says the same in all places: pages, sequence, chain and heads.</summary>
internal static class Verification
{
    /// <summary>Below this size SQLite's own check of all pages costs a start at most some tenths of a second.</summary>
    public const long QuickCheckBytes = 64L * 1024 * 1024;

    /// <summary>So many of a log's last events are checked at each start: where a torn write would be.</summary>
    public const int TailEvents = 1000;

    /// <summary>The check at a start, bounded whatever the file's size.</summary>
    /// <exception cref="StoreException">Something contradicts itself.</exception>
    public static void CheckTail(SqliteLink link, string path)
    {
        if (link.Number("PRAGMA page_count") * link.Number("PRAGMA page_size") <= QuickCheckBytes)
            CheckPages(link, path, "PRAGMA quick_check(1)");
        CheckLogs(link, path, TailEvents);
    }

    /// <summary>The whole check: every page, index and event.</summary>
    /// <exception cref="StoreException">Something contradicts itself.</exception>
    public static void CheckAll(SqliteLink link, string path)
    {
        CheckPages(link, path, "PRAGMA integrity_check(1)");
        CheckLogs(link, path, long.MaxValue);
    }

    public static StoreException Damaged(string path, string what, Exception? inner = null) => new(
        StoreFault.Damaged,
        $"The store {path} is damaged: {what}. Restore it from a backup, or move it away to begin with an empty one. Nothing was changed.",
        inner);

    private static void CheckPages(SqliteLink link, string path, string check)
    {
        using var row = link.Use(check);
        if (row.Step() && row.Text(0) is var finding && finding != "ok")
            throw Damaged(path, finding);
    }

    private static void CheckLogs(SqliteLink link, string path, long events)
    {
        var logs = new List<(string Name, long Head, byte[] Hash)>();
        using (var row = link.Use("SELECT name, head, head_hash FROM log"))
        {
            while (row.Step())
                logs.Add((row.Text(0), row.Number(1), row.Bytes(2).ToArray()));
        }

        foreach (var log in logs)
            CheckLog(link, path, log.Name, log.Head, log.Hash, Math.Max(0, log.Head - events));
    }

    /// <summary>Walks a log from <paramref name="after"/> on; the first row found vouches for what was before it.</summary>
    private static void CheckLog(SqliteLink link, string path, string log, long head, byte[] headHash, long after)
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
                throw Damaged(path, $"event {chained.Seq} of log {log} does not follow the one before it");
            (seq, hash) = (chained.Seq, stored.ToArray());
        }

        if (seq != 0 && (seq != head || !hash.AsSpan().SequenceEqual(headHash)))
            throw Damaged(path, $"log {log} should end with event {head}, and ends with {seq}");
    }
}
