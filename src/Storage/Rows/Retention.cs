using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Rows;

/// <summary>Deletes what is past its time, a bounded number of events a commit, so that writers are never held up for long.</summary>
internal static class Retention
{
    public const int EventsInACommit = 2000;

    /// <summary>Deletes some of the oldest events; false when there are no more to delete.</summary>
    /// <remarks>Only from the beginning of a log up to the first event that stays, so that what stays is dense.</remarks>
    public static bool PruneEvents(Link link, DateTimeOffset before)
    {
        var more = false;
        link.Transact(() =>
        {
            foreach (var log in Logs(link))
                more |= PruneEvents(link, log, Microseconds.Of(before));
            return true;
        });
        return more;
    }

    /// <summary>Deletes evidence that ended before <paramref name="events"/>, and refusals before <paramref name="refusals"/>.</summary>
    public static bool PruneRows(Link link, DateTimeOffset events, DateTimeOffset refusals) =>
        link.Transact(() =>
        {
            Delete(link, "DELETE FROM session WHERE to_at < ?", events);
            // An open session of an incarnation that is no more ended with what that one covered.
            Delete(link, "DELETE FROM session WHERE to_at IS NULL AND incarnation IN (SELECT id FROM incarnation WHERE covered_to < ?)", events);
            Delete(link, "DELETE FROM exception WHERE to_at < ?", events);
            // An open exception ended with its session, and that one is gone.
            Delete(
                link,
                """
                DELETE FROM exception WHERE to_at IS NULL AND from_at < ?
                AND NOT EXISTS(SELECT 1 FROM session s WHERE s.agent = exception.agent AND s.from_at <= exception.from_at)
                """,
                events);
            Delete(
                link,
                "DELETE FROM incarnation WHERE covered_to < ? AND NOT EXISTS(SELECT 1 FROM session s WHERE s.incarnation = incarnation.id)",
                events);
            Delete(link, "DELETE FROM refusal WHERE minute < ?", refusals);
            return true;
        });

    private static List<string> Logs(Link link)
    {
        using var row = link.Use("SELECT name FROM log");
        var logs = new List<string>();
        while (row.Step())
            logs.Add(row.Text(0));
        return logs;
    }

    private static bool PruneEvents(Link link, string log, long before)
    {
        var last = 0L;
        var found = 0;
        using (var row = link.Use("SELECT seq, at FROM event WHERE log = ? ORDER BY seq LIMIT ?"))
        {
            row.Bind(1, log).Bind(2, EventsInACommit);
            while (row.Step() && row.Number(1) < before)
                (last, found) = (row.Number(0), found + 1);
        }

        if (found == 0)
            return false;
        using var delete = link.Use("DELETE FROM event WHERE log = ? AND seq <= ?");
        delete.Bind(1, log).Bind(2, last).Run();
        return found == EventsInACommit;
    }

    private static void Delete(Link link, string sql, DateTimeOffset before)
    {
        using var statement = link.Use(sql);
        statement.Bind(1, Microseconds.Of(before)).Run();
    }
}
