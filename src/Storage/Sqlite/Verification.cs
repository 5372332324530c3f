using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>Checks that the file says the same in all places: pages, sequence, chain and heads.</summary>
internal static class Verification
{
    /// <summary>Below this size SQLite's own check of all pages costs a start at most some tenths of a second.</summary>
    public const long QuickCheckBytes = 64L * 1024 * 1024;

    /// <summary>The check at a start, bounded whatever the file's size.</summary>
    /// <exception cref="StoreException">Something contradicts itself.</exception>
    public static void CheckTail(Link link, string path)
    {
        if (link.Number("PRAGMA page_count") * link.Number("PRAGMA page_size") <= QuickCheckBytes)
            CheckPages(link, path, "PRAGMA quick_check(1)");
        LogVerification.Check(link, path, LogVerification.TailEvents);
    }

    /// <summary>The whole check: every page, index and event.</summary>
    /// <exception cref="StoreException">Something contradicts itself.</exception>
    public static void CheckAll(Link link, string path)
    {
        CheckPages(link, path, "PRAGMA integrity_check(1)");
        LogVerification.Check(link, path, long.MaxValue);
    }

    private static void CheckPages(Link link, string path, string check)
    {
        using var row = link.Use(check);
        if (row.Step() && row.Text(0) is var finding && finding != "ok")
            throw LogVerification.Damaged(path, finding);
    }
}
