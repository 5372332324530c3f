using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Rows;

/// <summary>Takes a log over for a new incarnation.</summary>
internal static class LogJoin
{
    public static LogLease Run(Link link, string log, DateTimeOffset now)
    {
        var lease = new LogLease(log, Guid.NewGuid());
        link.Transact(() =>
        {
            Take(link, lease, now);
            return true;
        });
        return lease;
    }

    /// <summary>Does it within a transaction.</summary>
    public static void Take(Link link, LogLease lease, DateTimeOffset now)
    {
        // A commit of the one before that is under way ends first: nothing is covered behind its back.
        using (var held = link.Use("SELECT head FROM log WHERE name = ? FOR UPDATE"))
            held.Bind(1, lease.Log).Step();

        // The one before has covered what it has covered: its open sessions end there.
        using (var end = link.Use("""
            UPDATE incarnation SET covered_to = (SELECT covered_to FROM log WHERE name = ?1), ended_at = ?2
            WHERE covered_to IS NULL AND id = (SELECT incarnation FROM log WHERE name = ?1)
            """))
        {
            end.Bind(1, lease.Log).Bind(2, Microseconds.Of(now)).Run();
        }

        using (var take = link.Use("""
            INSERT INTO log(name, incarnation, head, head_hash, covered_to, kind, state) VALUES(?1, ?2, 0, ?3, ?4, ?5, 'active')
            ON CONFLICT(name) DO UPDATE SET incarnation = excluded.incarnation, state = 'active'
            """))
        {
            take.Bind(1, lease.Log)
                .Bind(2, lease.Incarnation.ToString())
                .BindBlob(3, EventChain.Start)
                .Bind(4, Microseconds.Of(now))
                .Bind(5, lease.Log == ILedgerStore.Log ? "ledger" : "node")
                .Run();
        }

        using var begin = link.Use("INSERT INTO incarnation(id, log, joined_at) VALUES(?, ?, ?)");
        begin.Bind(1, lease.Incarnation.ToString()).Bind(2, lease.Log).Bind(3, Microseconds.Of(now)).Run();
    }
}
