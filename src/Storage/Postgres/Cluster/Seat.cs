using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Storage.Postgres.Cluster;

/// <summary>Who holds the ledger's log.</summary>
internal static class Seat
{
    public static LogLease? Claim(PostgresLink link, LogLease node, DateTimeOffset now)
    {
        var lease = new LogLease(ILedgerStore.Log, Guid.NewGuid());
        return link.Transact(() => IsLive(link, node) && IsFree(link) && Take(link, lease, node, now)) ? lease : null;
    }

    public static void Release(PostgresLink link, LogLease node, LogLease ledger)
    {
        using var free = link.Use("UPDATE log SET holder = NULL, state = 'dead' WHERE name = ?1 AND incarnation = ?2 AND holder = ?3");
        free.Bind(1, ILedgerStore.Log).Bind(2, ledger.Incarnation.ToString()).Bind(3, node.Incarnation.ToString()).Run();
    }

    // Held, so that nobody declares it dead in between and leaves the ledger with it.
    private static bool IsLive(PostgresLink link, LogLease node)
    {
        using var row = link.Use("SELECT beat FROM log WHERE name = ? AND incarnation = ? AND state <> 'dead' FOR SHARE");
        return row.Bind(1, node.Log).Bind(2, node.Incarnation.ToString()).Step();
    }

    private static bool IsFree(PostgresLink link)
    {
        // The row is there before anybody asks for it, so that of two who ask one waits for the other.
        using (var make = link.Use("""
            INSERT INTO log(name, incarnation, head, head_hash, covered_to, kind, state) VALUES(?, ?, 0, ?, 0, 'ledger', 'dead') ON CONFLICT DO NOTHING
            """))
        {
            make.Bind(1, ILedgerStore.Log).Bind(2, Guid.Empty.ToString()).BindBlob(3, EventChain.Start).Run();
        }

        using var row = link.Use("""
            SELECT coalesce((SELECT n.state FROM log n WHERE n.kind = 'node' AND n.incarnation = l.holder), 'dead') FROM log l WHERE l.name = ? FOR UPDATE
            """);
        return row.Bind(1, ILedgerStore.Log).Step() && row.Text(0) == "dead";
    }

    private static bool Take(PostgresLink link, LogLease lease, LogLease node, DateTimeOffset now)
    {
        LogJoin.Take(link, lease, now);
        using var hold = link.Use("UPDATE log SET holder = ?2, covered_to = greatest(covered_to, ?3) WHERE name = ?1");
        hold.Bind(1, lease.Log).Bind(2, node.Incarnation.ToString()).Bind(3, Microseconds.Of(now)).Run();
        return true;
    }
}
