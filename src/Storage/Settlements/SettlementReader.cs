using EasyEnclave.Actors.Settlements;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Settlements;

/// <summary>Reads periods, usage, verdicts and reports of abuse back into records.</summary>
internal static class SettlementReader
{
    private const string Periods = "SELECT node, start_at, end_at, phase, opened_at, due_at, price, vcpus, tier, stake, hours FROM period ";

    private const string Usages = """
        SELECT account, lock, locked, locked_hours, hours, amount, actor, at FROM usage WHERE node = ?1 AND start_at = ?2
        """;

    private const string Abuses = """
        SELECT id, node, start_at, end_at, reason, reported_by, reporter, at, state, decided_at, decided_by, decision_reason, reversal FROM abuse
        """;

    public static IReadOnlyList<PeriodState> Overlapping(Link link, NodeId node, Period period)
    {
        using var row = link.Use(Periods + "WHERE node = ? AND start_at < ? AND end_at > ? ORDER BY start_at");
        row.Bind(1, node.Value).Bind(2, Microseconds.Of(period.End)).Bind(3, Microseconds.Of(period.Start));
        return RowReader.All(row, Period);
    }

    public static IReadOnlyList<PeriodState> Find(Link link, PeriodQuery query)
    {
        using var row = link.Use(Periods + """
            WHERE (start_at, node) > (?1, ?2) AND (?3 IS NULL OR node = ?3) AND (?4 IS NULL OR phase = ?4)
            AND (?5 IS NULL OR (start_at = ?5 AND end_at = ?6)) ORDER BY start_at, node LIMIT ?7
            """);
        row.Bind(1, query.After is { } after ? Microseconds.Of(after.Start) : long.MinValue)
            .Bind(2, query.After?.Node ?? "")
            .Bind(3, query.Node?.Value)
            .Bind(4, query.Phase is { } phase ? PeriodPhases.Text(phase) : null)
            .Bind(5, query.Period is { } from ? Microseconds.Of(from.Start) : null)
            .Bind(6, query.Period is { } to ? Microseconds.Of(to.End) : null)
            .Bind(7, query.Limit);
        return RowReader.All(row, Period);
    }

    public static IReadOnlyList<PeriodState> Due(Link link, DateTimeOffset now, int limit)
    {
        using var row = link.Use(Periods + "WHERE due_at <= ? ORDER BY due_at, node LIMIT ?");
        row.Bind(1, Microseconds.Of(now)).Bind(2, limit);
        return RowReader.All(row, Period);
    }

    public static IReadOnlyList<NodeId> Serving(Link link, DateTimeOffset at)
    {
        // A period is at most 31 days long: those that begin earlier are over.
        using var row = link.Use("SELECT DISTINCT node FROM period WHERE start_at BETWEEN ?1 - 2678400000000 AND ?1 AND end_at > ?1 AND phase = 'open'");
        row.Bind(1, Microseconds.Of(at));
        return RowReader.All(row, row => NodeId.Parse(row.Text(0)));
    }

    public static LockedUsage? Usage(Link link, CommandLookup commands, NodeId node, Period period, AccountId account)
    {
        UsageRow? found;
        using (var row = link.Use(Usages + " AND account = ?3"))
        {
            row.Bind(1, node.Value).Bind(2, Microseconds.Of(period.Start)).Bind(3, account.Value);
            found = row.Step() ? Usage(row, node, period) : null;
        }

        return found is null ? null : Locked(link, commands, found);
    }

    public static IReadOnlyList<LockedUsage> AllUsages(Link link, CommandLookup commands, NodeId node, Period period)
    {
        // Read to the end first: a statement that is open keeps the commit it began with, and the index may know of later ones.
        List<UsageRow> rows;
        using (var row = link.Use(Usages + " ORDER BY account"))
        {
            row.Bind(1, node.Value).Bind(2, Microseconds.Of(period.Start));
            rows = RowReader.All(row, row => Usage(row, node, period));
        }

        return rows.ConvertAll(row => Locked(link, commands, row));
    }

    public static StoredVerdict? Verdict(Link link, NodeId node, Period period)
    {
        using var row = link.Use("SELECT final, document FROM verdict WHERE node = ? AND start_at = ? ORDER BY final DESC");
        return row.Bind(1, node.Value).Bind(2, Microseconds.Of(period.Start)).Step() ? new StoredVerdict(row.Number(0) != 0, row.Text(1)) : null;
    }

    public static AbuseReport? Abuse(Link link, string id)
    {
        using var row = link.Use(Abuses + " WHERE id = ?");
        return row.Bind(1, id).Step() ? Abuse(row) : null;
    }

    public static IReadOnlyList<AbuseReport> FindAbuses(Link link, AbuseQuery query)
    {
        using var row = link.Use(Abuses + """
             WHERE (at, id) > (?1, ?2) AND (?3 IS NULL OR node = ?3) AND (?4 IS NULL OR state = ?4) AND (?5 IS NULL OR reversal = ?5)
            ORDER BY at, id LIMIT ?6
            """);
        row.Bind(1, query.After is { } after ? Microseconds.Of(after.At) : long.MinValue)
            .Bind(2, query.After?.Id ?? "")
            .Bind(3, query.Node?.Value)
            .Bind(4, query.State is { } state ? SettlementTexts.Of(state) : null)
            .Bind(5, query.Reversal is { } reversal ? SettlementTexts.Of(reversal) : null)
            .Bind(6, query.Limit);
        return RowReader.All(row, Abuse);
    }

    public static IReadOnlyList<AbuseReport> Authorized(Link link, NodeId node, Period period)
    {
        using var row = link.Use(Abuses + " WHERE node = ? AND start_at < ? AND end_at > ? AND state = 'authorized' ORDER BY at, id");
        row.Bind(1, node.Value).Bind(2, Microseconds.Of(period.End)).Bind(3, Microseconds.Of(period.Start));
        return RowReader.All(row, Abuse);
    }

    public static NodeHistory History(Link link, NodeId node, DateTimeOffset since)
    {
        using var row = link.Use("""
            SELECT (SELECT count(*) FROM period WHERE node = ?1 AND start_at >= ?2 AND phase = 'settled'),
                (SELECT count(*) FROM period WHERE node = ?1 AND start_at >= ?2 AND phase = 'failed'),
                (SELECT count(*) FROM abuse WHERE node = ?1 AND start_at >= ?2 AND state = 'authorized')
            """);
        row.Bind(1, node.Value).Bind(2, Microseconds.Of(since)).Step();
        return new NodeHistory((int)row.Number(0), (int)row.Number(1), (int)row.Number(2));
    }

    private static PeriodState Period(Statement row) => new()
    {
        Node = NodeId.Parse(row.Text(0)),
        Period = PeriodOf(row, 1),
        Phase = SettlementTexts.Phase(row.Text(3)),
        OpenedAt = row.Instant(4),
        DueAt = row.InstantOrNull(5),
        Terms = new PeriodTerms(new Usd(row.Number(6)), (int)row.Number(7), row.TextOrNull(8), new Usd(row.Number(9))),
        Hours = new VcpuHours(row.Number(10)),
    };

    private static UsageRow Usage(Statement row, NodeId node, Period period) => new()
    {
        Node = node,
        Period = period,
        Account = AccountId.Parse(row.Text(0)),
        Lock = row.IsNull(1) ? (CommandId?)null : CommandRows.ReadId(row, 1),
        Locked = new Usd(row.Number(2)),
        LockedHours = new VcpuHours(row.Number(3)),
        Hours = row.IsNull(4) ? (VcpuHours?)null : new VcpuHours(row.Number(4)),
        Amount = new Usd(row.Number(5)),
        Actor = row.Text(6),
        At = row.Instant(7),
    };

    private static LockedUsage Locked(Link link, CommandLookup commands, UsageRow usage)
    {
        if (usage.Lock is not { } id)
            return new LockedUsage(usage, null, null);
        using var row = link.Use("SELECT c.seq, p.seq, p.resolved_by FROM command c LEFT JOIN pending p ON p.seq = c.seq WHERE c.no = ?");
        return commands.Find(link, id) is { } number && row.Bind(1, number).Step() && !row.IsNull(1)
            ? new LockedUsage(usage, row.Number(0), row.IsNull(2) ? (long?)null : row.Number(2))
            : throw new StoreException(StoreFault.Damaged, $"The store holds a usage of {usage.Account} whose lock {id.Transfer(0)} is not there.");
    }

    private static AbuseReport Abuse(Statement row) => new()
    {
        Id = row.Text(0),
        Node = NodeId.Parse(row.Text(1)),
        Period = PeriodOf(row, 2),
        Reason = row.Text(4),
        ReportedBy = row.TextOrNull(5),
        Reporter = row.Text(6),
        At = row.Instant(7),
        State = SettlementTexts.State(row.Text(8)),
        DecidedAt = row.InstantOrNull(9),
        DecidedBy = row.TextOrNull(10),
        DecisionReason = row.TextOrNull(11),
        Reversal = SettlementTexts.Reversal(row.Text(12)),
    };

    private static Period PeriodOf(Statement row, int column) =>
        EasyEnclave.Protocol.Money.Period.TryCreate(row.Instant(column), row.Instant(column + 1), out var period)
            ? period
            : throw new StoreException(StoreFault.Damaged, "The store holds a period that is none.");
}
