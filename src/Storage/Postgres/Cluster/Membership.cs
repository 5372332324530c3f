using System.Globalization;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Storage.Postgres.Cluster;

/// <summary>Who is a member, and who is dead: the rows of the nodes' logs.</summary>
internal static class Membership
{
    private const string Held = "SELECT beat FROM log WHERE name = ? AND incarnation = ? AND state <> 'dead' FOR UPDATE";

    public static LogLease Join(PostgresLink link, NodeCard card, DateTimeOffset now)
    {
        var lease = new LogLease(card.Node, Guid.NewGuid());
        link.Transact(() =>
        {
            // First what may refuse: whoever is refused has ended nothing. Then what the one before has open, so that nobody waits for it.
            CheckSchemas(link, card.Node);
            if (Incarnation(link, card.Node) is { } older)
            {
                MemberSessions.End(link, older);
                FreeSeat(link, older);
            }

            LogJoin.Take(link, lease, now);
            using var tell = link.Use("""
                UPDATE log SET address = ?2, version = ?3, beat = 0, reaches = 0, schema_min = ?4, schema_max = ?5,
                    state = CASE WHEN drained = 1 THEN 'draining' ELSE 'active' END
                WHERE name = ?1
                """);
            tell.Bind(1, card.Node).Bind(2, card.Address).Bind(3, card.Version).Bind(4, PostgresSchema.Oldest).Bind(5, PostgresSchema.Newest).Run();
            return true;
        });
        return lease;
    }

    public static bool Beat(PostgresLink link, LogLease lease, int reaches)
    {
        using var beat = link.Use("UPDATE log SET beat = beat + 1, reaches = ?3 WHERE name = ?1 AND incarnation = ?2 AND state <> 'dead'");
        return beat.Bind(1, lease.Log).Bind(2, lease.Incarnation.ToString()).Bind(3, reaches).Run() == 1;
    }

    public static ClusterView Read(PostgresLink link) => link.AtOneInstant(() =>
    {
        List<MemberRow> nodes;
        using (var row = link.Use("""
            SELECT name, incarnation, state, address, version, beat, reaches, head, covered_to, drained FROM log
            WHERE kind = 'node' AND address IS NOT NULL ORDER BY name
            """))
        {
            nodes = RowReader.All(row, static row => new MemberRow(
                row.Text(0), Guid.Parse(row.Text(1)), MemberTexts.State(row.Text(2)), row.Text(3), row.TextOrNull(4) ?? "",
                row.Number(5), (int)row.Number(6), row.Number(7), row.Instant(8))
            {
                Drained = row.Number(9) != 0,
            });
        }

        LedgerSeat? seat = null;
        using (var row = link.Use("SELECT incarnation, holder FROM log WHERE name = ?"))
        {
            if (row.Bind(1, ILedgerStore.Log).Step() && Guid.Parse(row.Text(0)) is var incarnation && incarnation != Guid.Empty)
                seat = new LedgerSeat(incarnation, row.TextOrNull(1) is { } holder ? Guid.Parse(holder) : (Guid?)null);
        }

        return new ClusterView(nodes, seat, Microseconds.Instant(link.Number("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")));
    });

    public static bool Reap(PostgresLink link, MemberRow silent, DateTimeOffset now)
    {
        // Whoever beat meanwhile keeps its connections.
        if (!IsSilent(link, silent))
            return false;
        MemberSessions.End(link, silent.Incarnation);
        return link.Transact(() => IsSilent(link, silent) && End(link, silent.Node, silent.Incarnation, now));
    }

    public static bool SetState(PostgresLink link, string node, Guid incarnation, MemberState state, bool? drained)
    {
        using var set = link.Use("UPDATE log SET state = ?3, drained = coalesce(?4, drained) WHERE name = ?1 AND incarnation = ?2 AND state <> 'dead'");
        return set.Bind(1, node).Bind(2, incarnation.ToString()).Bind(3, MemberTexts.Of(state)).Bind(4, drained is { } told ? told ? 1 : 0 : null).Run() == 1;
    }

    public static bool Leave(PostgresLink link, LogLease lease, DateTimeOffset coveredTo, DateTimeOffset now) => link.Transact(() =>
    {
        using (var held = link.Use(Held))
        {
            if (!held.Bind(1, lease.Log).Bind(2, lease.Incarnation.ToString()).Step())
                return false;
        }

        using (var cover = link.Use("UPDATE log SET covered_to = greatest(covered_to, ?2) WHERE name = ?1"))
            cover.Bind(1, lease.Log).Bind(2, Microseconds.Of(coveredTo)).Run();
        return End(link, lease.Log, lease.Incarnation, now);
    });

    /// <summary>Frees the ledger's seat where that incarnation held it; what it still sends is not written.</summary>
    public static void FreeSeat(PostgresLink link, Guid holder)
    {
        using var free = link.Use("UPDATE log SET holder = NULL, state = 'dead' WHERE name = ?1 AND holder = ?2");
        free.Bind(1, ILedgerStore.Log).Bind(2, holder.ToString()).Run();
    }

    private static bool End(PostgresLink link, string node, Guid incarnation, DateTimeOffset now)
    {
        using (var end = link.Use("""
            UPDATE incarnation SET covered_to = log.covered_to, ended_at = ?2 FROM log
            WHERE incarnation.id = ?1 AND log.incarnation = ?1 AND incarnation.covered_to IS NULL
            """))
        {
            end.Bind(1, incarnation.ToString()).Bind(2, Microseconds.Of(now)).Run();
        }

        using (var dead = link.Use("UPDATE log SET state = 'dead' WHERE name = ? AND incarnation = ?"))
            dead.Bind(1, node).Bind(2, incarnation.ToString()).Run();
        FreeSeat(link, incarnation);
        return true;
    }

    private static bool IsSilent(PostgresLink link, MemberRow seen)
    {
        using var held = link.Use(Held);
        return held.Bind(1, seen.Node).Bind(2, seen.Incarnation.ToString()).Step() && held.Number(0) == seen.Beat;
    }

    private static Guid? Incarnation(PostgresLink link, string node)
    {
        using var row = link.Use("SELECT incarnation FROM log WHERE name = ?");
        return row.Bind(1, node).Step() ? Guid.Parse(row.Text(0)) : null;
    }

    /// <summary>Every live node works by schemas from one to another; two ranges must have one in common.</summary>
    private static void CheckSchemas(PostgresLink link, string node)
    {
        using var row = link.Use("""
            SELECT name, schema_min, schema_max FROM log WHERE kind = 'node' AND state <> 'dead' AND address IS NOT NULL AND name <> ? ORDER BY name
            """);
        row.Bind(1, node);
        while (row.Step())
        {
            if (row.Number(1) > PostgresSchema.Newest || row.Number(2) < PostgresSchema.Oldest)
            {
                throw new StoreException(StoreFault.Newer, string.Create(
                    CultureInfo.InvariantCulture,
                    $"The node {row.Text(0)} works by schemas {row.Number(1)} to {row.Number(2)}, this program by {PostgresSchema.Oldest} to {PostgresSchema.Newest}: " +
                    $"upgrade one version at a time."));
            }
        }
    }
}
