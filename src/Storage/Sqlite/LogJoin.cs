using EasyEnclave.Actors.Store;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>Takes a log over for a new incarnation.</summary>
internal static class LogJoin
{
    public static LogLease Run(SqliteLink link, string log, DateTimeOffset now)
    {
        var lease = new LogLease(log, Guid.NewGuid());
        link.Transact(() =>
        {
            // The one before has covered what it has covered: its open sessions end there.
            using var end = link.Use("""
                UPDATE incarnation SET covered_to = (SELECT covered_to FROM log WHERE name = ?1)
                WHERE id = (SELECT incarnation FROM log WHERE name = ?1)
                """);
            end.Bind(1, log).Run();

            using var take = link.Use("""
                INSERT INTO log(name, incarnation, head, head_hash, covered_to) VALUES(?1, ?2, 0, ?3, ?4)
                ON CONFLICT DO UPDATE SET incarnation = excluded.incarnation
                """);
            take.Bind(1, log).Bind(2, lease.Incarnation.ToString()).BindBlob(3, EventChain.Start).Bind(4, Microseconds.Of(now)).Run();

            using var begin = link.Use("INSERT INTO incarnation(id, log, joined_at) VALUES(?, ?, ?)");
            begin.Bind(1, lease.Incarnation.ToString()).Bind(2, log).Bind(3, Microseconds.Of(now)).Run();
            return true;
        });
        return lease;
    }
}
