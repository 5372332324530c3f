using EasyEnclave.Actors.Coverage;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Rows;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Settlements;

/// <summary>Reads what is known of a node's agents around a span; within one transaction.</summary>
internal static class EvidenceReader
{
    public static EvidenceRows Read(Link link, NodeId node, TimeRange window, EvidenceRules rules)
    {
        var outages = Outages(link, window, rules);
        var sessions = Sessions(link, node, EvidenceReading.Since(window.From, outages, rules), window.To);
        var exceptions = sessions.Select(session => session.Agent).Distinct().SelectMany(agent => Exceptions(link, agent, window.To)).ToList();
        return new EvidenceRows(sessions, exceptions, outages, CoveredTo(link, sessions));
    }

    private static List<OutageFact> Outages(Link link, TimeRange window, EvidenceRules rules)
    {
        using var row = link.Use("""
            SELECT log, id, covered_to, ended_at FROM incarnation
            WHERE covered_to < ?1 AND ended_at > covered_to AND ended_at >= ?2 ORDER BY log, covered_to
            """);
        row.Bind(1, Microseconds.Of(window.To)).Bind(2, Microseconds.Of(window.From - rules.LookBack));
        return RowReader.All(row, row => new OutageFact(row.Text(0), Guid.Parse(row.Text(1)), row.Instant(2), row.Instant(3)));
    }

    private static List<SessionRow> Sessions(Link link, NodeId node, DateTimeOffset from, DateTimeOffset to)
    {
        using var row = link.Use("""
            SELECT s.agent, s.epoch, s.log, s.incarnation, s.from_at,
                CASE WHEN s.cause = 'superseded' AND i.covered_to < s.to_at THEN NULL ELSE s.to_at END,
                CASE WHEN s.cause = 'superseded' AND i.covered_to < s.to_at THEN NULL ELSE s.cause END,
                CASE WHEN s.to_at IS NULL OR (s.cause = 'superseded' AND i.covered_to < s.to_at) THEN coalesce(i.covered_to, l.covered_to) END, s.node, s.renewed_at
            FROM session s JOIN incarnation i ON i.id = s.incarnation JOIN log l ON l.name = s.log
            WHERE s.node = ?1 AND s.from_at < ?2 AND coalesce(s.to_at, i.covered_to, l.covered_to) >= ?3 ORDER BY s.agent, s.epoch
            """);
        row.Bind(1, node.Value).Bind(2, Microseconds.Of(to)).Bind(3, Microseconds.Of(from));
        return RowReader.All(row, row => RowReader.Session(row, AgentId.Parse(row.Text(0)), 1));
    }

    private static List<ExceptionRow> Exceptions(Link link, AgentId agent, DateTimeOffset to)
    {
        using var row = link.Use("SELECT from_at, to_at, kind, reason FROM exception WHERE agent = ? AND from_at < ? ORDER BY from_at, id");
        row.Bind(1, agent.Value).Bind(2, Microseconds.Of(to));
        return RowReader.All(row, row => new ExceptionRow(agent, row.Instant(0), row.InstantOrNull(1), row.Text(2), row.Text(3)));
    }

    private static DateTimeOffset CoveredTo(Link link, List<SessionRow> sessions)
    {
        var logs = sessions.Select(session => session.Log).ToHashSet(StringComparer.Ordinal);
        using var row = link.Use("SELECT name, covered_to FROM log WHERE state <> 'dead'");
        var covered = DateTimeOffset.MaxValue;
        while (row.Step())
        {
            if (logs.Contains(row.Text(0)) && row.Instant(1) < covered)
                covered = row.Instant(1);
        }

        return covered;
    }
}
