using System.Buffers.Binary;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Settlements;

/// <summary>Turns one change of a period, a usage, a verdict or a report of abuse into its statement; false when its expectation does not hold.</summary>
internal sealed class SettlementWriter(Link link)
{
    public bool OpenPeriod(PeriodState state)
    {
        using var insert = link.Use("""
            INSERT INTO period(node, start_at, end_at, phase, opened_at, due_at, price, vcpus, tier, stake, hours, hours_most)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
            WHERE NOT EXISTS(SELECT 1 FROM period WHERE node = ?1 AND start_at < ?3 AND end_at > ?2)
            """);
        return Key(insert, state.Node, state.Period)
            .Bind(3, Microseconds.Of(state.Period.End))
            .Bind(4, PeriodPhases.Text(state.Phase))
            .Bind(5, Microseconds.Of(state.OpenedAt))
            .Bind(6, MicrosecondsOf(state.DueAt))
            .Bind(7, state.Terms.Price.Micros)
            .Bind(8, state.Terms.Vcpus)
            .Bind(9, state.Terms.Tier)
            .Bind(10, state.Terms.Stake.Micros)
            .Bind(11, state.Hours.Millionths)
            .Bind(12, state.HoursMost.Millionths)
            .Changes();
    }

    public bool TakeHours(RowChange.TakeHours take)
    {
        using var update = link.Use("""
            UPDATE period SET hours = hours + ?4
            WHERE node = ?1 AND start_at = ?2 AND end_at = ?3 AND phase = 'open' AND hours + ?4 <= hours_most
            """);
        return Key(update, take.Node, take.Period).Bind(3, Microseconds.Of(take.Period.End)).Bind(4, take.Hours.Millionths).Changes();
    }

    public bool Move(RowChange.MovePeriod move)
    {
        using var update = link.Use("UPDATE period SET phase = ?5, due_at = ?6 WHERE node = ?1 AND start_at = ?2 AND end_at = ?3 AND phase = ?4");
        return Key(update, move.Node, move.Period)
            .Bind(3, Microseconds.Of(move.Period.End))
            .Bind(4, PeriodPhases.Text(move.From))
            .Bind(5, PeriodPhases.Text(move.To))
            .Bind(6, MicrosecondsOf(move.DueAt))
            .Changes();
    }

    public bool AddUsage(UsageRow row)
    {
        using var insert = link.Use("""
            INSERT INTO usage(node, start_at, account, hours, amount, actor, at, locked, locked_hours, lock)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """);
        Used(Key(insert, row.Node, row.Period), row).Bind(8, row.Locked.Micros).Bind(9, row.LockedHours.Millionths);
        return Command(insert, 10, row.Lock).Changes();
    }

    public bool ReportUsage(UsageRow row)
    {
        using var update = link.Use("""
            UPDATE usage SET hours = ?4, amount = ?5, actor = ?6, at = ?7 WHERE node = ?1 AND start_at = ?2 AND account = ?3 AND hours IS NULL
            """);
        return Used(Key(update, row.Node, row.Period), row).Changes();
    }

    public bool AddVerdict(RowChange.AddVerdict add)
    {
        using var insert = link.Use("INSERT INTO verdict(node, start_at, final, document) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING");
        return Key(insert, add.Node, add.Period).Bind(3, add.Final ? 1 : 0).Bind(4, add.Document).Changes();
    }

    public bool AddAbuse(AbuseReport report)
    {
        using var insert = link.Use("""
            INSERT INTO abuse(id, state, decided_at, decided_by, decision_reason, reversal, node, start_at, end_at, reason, reported_by, reporter, at)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """);
        return Decided(insert, report)
            .Bind(7, report.Node.Value)
            .Bind(8, Microseconds.Of(report.Period.Start))
            .Bind(9, Microseconds.Of(report.Period.End))
            .Bind(10, report.Reason)
            .Bind(11, report.ReportedBy)
            .Bind(12, report.Reporter)
            .Bind(13, Microseconds.Of(report.At))
            .Changes();
    }

    public bool Move(RowChange.MoveAbuse move)
    {
        using var update = link.Use("""
            UPDATE abuse SET state = ?2, decided_at = ?3, decided_by = ?4, decision_reason = ?5, reversal = ?6
            WHERE id = ?1 AND state = ?7 AND reversal = ?8
            """);
        return Decided(update, move.Report)
            .Bind(7, SettlementTexts.Of(move.State))
            .Bind(8, SettlementTexts.Of(move.Reversal))
            .Changes();
    }

    private static Statement Key(Statement statement, NodeId node, Period period) =>
        statement.Bind(1, node.Value).Bind(2, Microseconds.Of(period.Start));

    private static Statement Used(Statement statement, UsageRow row) => statement
        .Bind(3, row.Account.Value)
        .Bind(4, row.Hours?.Millionths)
        .Bind(5, row.Amount.Micros)
        .Bind(6, row.Actor)
        .Bind(7, Microseconds.Of(row.At));

    private static Statement Command(Statement statement, int index, CommandId? command)
    {
        if (command is not { } id)
            return statement.BindNoBlob(index);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id.Value);
        return statement.BindBlob(index, bytes);
    }

    private static Statement Decided(Statement statement, AbuseReport report) => statement
        .Bind(1, report.Id)
        .Bind(2, SettlementTexts.Of(report.State))
        .Bind(3, MicrosecondsOf(report.DecidedAt))
        .Bind(4, report.DecidedBy)
        .Bind(5, report.DecisionReason)
        .Bind(6, SettlementTexts.Of(report.Reversal));

    private static long? MicrosecondsOf(DateTimeOffset? instant) => instant is { } at ? Microseconds.Of(at) : null;
}
