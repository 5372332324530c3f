using System.Collections.Immutable;
using EasyEnclave.Actors.Coverage;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage;

namespace EasyEnclave.Tests.Testing;

internal sealed partial record MemoryTables
{
    public ImmutableList<OutageFact> Outages { get; init; } = [];

    public ImmutableDictionary<(NodeId Node, Period Period), PeriodState> Periods { get; init; } =
        ImmutableDictionary<(NodeId Node, Period Period), PeriodState>.Empty;

    public ImmutableDictionary<(NodeId Node, Period Period, AccountId Account), UsageRow> Usages { get; init; } =
        ImmutableDictionary<(NodeId Node, Period Period, AccountId Account), UsageRow>.Empty;

    public ImmutableDictionary<(NodeId Node, Period Period, bool Final), string> Verdicts { get; init; } =
        ImmutableDictionary<(NodeId Node, Period Period, bool Final), string>.Empty;

    public ImmutableDictionary<string, AbuseReport> Abuses { get; init; } = ImmutableDictionary<string, AbuseReport>.Empty;

    private MemoryTables? WriteSettlement(RowChange change) => change switch
    {
        RowChange.OpenPeriod open => Periods.Values.Any(other => other.Node == open.State.Node && other.Period.Overlaps(open.State.Period))
            ? null
            : Put(open.State),
        RowChange.TakeHours take => Periods.GetValueOrDefault((take.Node, take.Period)) is { Phase: PeriodPhase.Open } state
            && state.Hours.Millionths + take.Hours.Millionths <= state.HoursMost.Millionths
            ? Put(state with { Hours = new VcpuHours(state.Hours.Millionths + take.Hours.Millionths) })
            : null,
        RowChange.MovePeriod move => Periods.GetValueOrDefault((move.Node, move.Period)) is { } state && state.Phase == move.From
            ? Put(state with { Phase = move.To, DueAt = move.DueAt })
            : null,
        RowChange.AddUsage add => Usages.ContainsKey((add.Row.Node, add.Row.Period, add.Row.Account)) ? null : Put(add.Row),
        RowChange.ReportUsage report => Usages.GetValueOrDefault((report.Row.Node, report.Row.Period, report.Row.Account)) is { Hours: null } row
            ? Put(row with { Hours = report.Row.Hours, Amount = report.Row.Amount, Actor = report.Row.Actor, At = report.Row.At })
            : null,
        RowChange.AddVerdict add => Verdicts.ContainsKey((add.Node, add.Period, add.Final))
            ? null
            : this with { Verdicts = Verdicts.Add((add.Node, add.Period, add.Final), add.Document) },
        RowChange.AddAbuse add => Abuses.ContainsKey(add.Report.Id) ? null : Put(add.Report),
        RowChange.MoveAbuse move => Abuses.GetValueOrDefault(move.Report.Id) is { } report && report.State == move.State && report.Reversal == move.Reversal
            ? Put(move.Report)
            : null,
        _ => throw new InvalidOperationException(change.GetType().Name),
    };

    private MemoryTables Put(PeriodState state) => this with
    {
        Periods = Periods.SetItem((state.Node, state.Period), state with
        {
            OpenedAt = Microseconds.Truncate(state.OpenedAt),
            DueAt = state.DueAt is { } due ? Microseconds.Truncate(due) : null,
        }),
    };

    private MemoryTables Put(UsageRow row) =>
        this with { Usages = Usages.SetItem((row.Node, row.Period, row.Account), row with { At = Microseconds.Truncate(row.At) }) };

    private MemoryTables Put(AbuseReport report) => this with
    {
        Abuses = Abuses.SetItem(report.Id, report with
        {
            At = Microseconds.Truncate(report.At),
            DecidedAt = report.DecidedAt is { } at ? Microseconds.Truncate(at) : null,
        }),
    };
}
