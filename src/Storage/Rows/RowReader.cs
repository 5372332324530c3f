using System.Text.Json;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Rows;

/// <summary>Reads rows back into records.</summary>
internal static class RowReader
{
    public static StoreSnapshot Snapshot(Link link)
    {
        try
        {
            // Of the same commit, so that the feed goes on from where the lists end.
            return link.AtOneInstant(() => new StoreSnapshot(
                All(link, "SELECT state FROM agent", row => JsonSerializer.Deserialize(row.Bytes(0), StoreJson.Default.AgentState)!),
                All(link, "SELECT state FROM app", row => JsonSerializer.Deserialize(row.Bytes(0), StoreJson.Default.AppState)!),
                Bans(link))
            {
                Nodes = All(link, "SELECT state FROM node", Node),
                Heads = Heads(link),
            });
        }
        catch (JsonException fault)
        {
            throw new StoreException(StoreFault.Damaged, $"The store holds a row that cannot be read: {fault.Message}", fault);
        }
    }

    public static List<Ban> Bans(Link link) => All(link, "SELECT scope, value, at, actor, reason FROM ban", Ban);

    private static Dictionary<string, long> Heads(Link link) =>
        All(link, "SELECT name, head FROM log", static row => (row.Text(0), row.Number(1))).ToDictionary(StringComparer.Ordinal);

    public static NodeState? Node(Link link, NodeId node)
    {
        using var row = link.Use("SELECT state FROM node WHERE node_id = ?");
        return row.Bind(1, node.Value).Step() ? Node(row) : null;
    }

    public static LogRow? Log(Link link, string name)
    {
        using var row = link.Use("SELECT incarnation, head, covered_to FROM log WHERE name = ?");
        return row.Bind(1, name).Step() ? new LogRow(name, Guid.Parse(row.Text(0)), row.Number(1), row.Instant(2)) : null;
    }

    public static IReadOnlyList<LogRow> Logs(Link link)
    {
        using var row = link.Use("SELECT name, incarnation, head, covered_to FROM log");
        return
        [
            .. All(row, row => new LogRow(row.Text(0), Guid.Parse(row.Text(1)), row.Number(2), row.Instant(3)))
                .OrderBy(log => log.Log, StringComparer.Ordinal),
        ];
    }

    public static IReadOnlyList<StoredEvent> Events(Link link, EventQuery query)
    {
        var sql = query.Entity is null
            ? "SELECT seq, at, entity, version, kind, body_version, actor, body FROM event WHERE log = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"
            : """
              SELECT seq, at, entity, version, kind, body_version, actor, body FROM event
              WHERE entity = ?4 AND log = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3
              """;
        using var row = link.Use(sql);
        row.Bind(1, query.Log).Bind(2, query.AfterSeq).Bind(3, query.Limit);
        if (query.Entity is { } entity)
            row.Bind(4, entity.Value);
        return All(row, row => Event(query.Log, row));
    }

    public static ReadOnlyMemory<byte>? Bytes(Link link, string sql, string key)
    {
        using var row = link.Use(sql);
        return row.Bind(1, key).Step() && !row.IsNull(0) ? (ReadOnlyMemory<byte>?)row.Bytes(0).ToArray() : null;
    }

    public static IReadOnlyList<string> Keys(Link link, string prefix, string? after, int limit)
    {
        // All keys are ASCII, and this character is behind every text that begins with the prefix.
        using var row = link.Use("SELECT key FROM kv WHERE key >= ?1 AND key < ?2 AND key > ?3 ORDER BY key LIMIT ?4");
        row.Bind(1, prefix).Bind(2, prefix + "\u007f").Bind(3, after ?? "").Bind(4, limit);
        return All(row, row => row.Text(0));
    }

    // Who takes an agent over ends its older session; but what that one's own incarnation did not come to cover nobody saw, so it ended there.
    public static IReadOnlyList<SessionRow> Sessions(Link link, AgentId agent)
    {
        using var row = link.Use("""
            SELECT s.epoch, s.log, s.incarnation, s.from_at,
                CASE WHEN s.cause = 'superseded' AND i.covered_to < s.to_at THEN NULL ELSE s.to_at END,
                CASE WHEN s.cause = 'superseded' AND i.covered_to < s.to_at THEN NULL ELSE s.cause END,
                CASE WHEN s.to_at IS NULL OR (s.cause = 'superseded' AND i.covered_to < s.to_at) THEN coalesce(i.covered_to, l.covered_to) END, s.node, s.renewed_at
            FROM session s JOIN incarnation i ON i.id = s.incarnation JOIN log l ON l.name = s.log
            WHERE s.agent = ? ORDER BY s.epoch
            """);
        row.Bind(1, agent.Value);
        return All(row, row => Session(row, agent, 0));
    }

    /// <summary>Reads a session: epoch, log, incarnation, its two ends, cause, what is vouched for, node and renewal, from a column on.</summary>
    public static SessionRow Session(Statement row, AgentId agent, int at) => new(
        agent, row.Number(at), row.Text(at + 1), Guid.Parse(row.Text(at + 2)), row.Instant(at + 3), row.InstantOrNull(at + 4), row.TextOrNull(at + 5))
    {
        CoveredTo = row.InstantOrNull(at + 6),
        Node = row.TextOrNull(at + 7) is { } node ? NodeId.Parse(node) : (NodeId?)null,
        RenewedAt = row.InstantOrNull(at + 8),
    };

    public static IReadOnlyList<ExceptionRow> Exceptions(Link link, AgentId agent)
    {
        using var row = link.Use("SELECT from_at, to_at, kind, reason FROM exception WHERE agent = ? ORDER BY from_at, id");
        row.Bind(1, agent.Value);
        return All(row, row => new ExceptionRow(agent, row.Instant(0), row.InstantOrNull(1), row.Text(2), row.Text(3)));
    }

    public static IReadOnlyList<RefusalRow> Refusals(Link link, DateTimeOffset since)
    {
        using var row = link.Use("SELECT minute, reason, prefix, n FROM refusal WHERE minute >= ? ORDER BY minute, reason, prefix");
        row.Bind(1, Microseconds.Of(since));
        return All(row, row => new RefusalRow(row.Instant(0), row.Text(1), row.Text(2), row.Number(3)));
    }

    private static StoredEvent Event(string log, Statement row)
    {
        var kind = row.Text(4);
        var json = row.Bytes(7).ToArray();
        return new StoredEvent(
            log,
            row.Number(0),
            row.Instant(1),
            new EntityName(row.Text(2)),
            row.Number(3),
            kind,
            row.Text(6),
            json,
            EventCatalog.Current.Read(kind, (int)row.Number(5), json));
    }

    public static SeenQuotes SeenQuotes(Link link, string fingerprint, AgentId agent)
    {
        using var row = link.Use("""
            SELECT (SELECT count(*) FROM seen_quote WHERE fingerprint = ?1), (SELECT count(*) FROM seen_quote WHERE agent = ?2)
            """);
        return row.Bind(1, fingerprint).Bind(2, agent.Value).Step()
            ? new SeenQuotes(row.Number(0) == 1, row.Number(1))
            : throw new InvalidOperationException("A query for numbers gave none.");
    }

    private static NodeState Node(Statement row) => JsonSerializer.Deserialize(row.Bytes(0), StoreJson.Default.NodeState)!;

    private static Ban Ban(Statement row) =>
        BanScopes.TryParse(row.Text(0), out var scope)
            ? new Ban(new BanTarget(scope, row.Text(1)), row.Instant(2), row.Text(3), row.Text(4))
            : throw new StoreException(StoreFault.Damaged, $"The store holds a ban of the unknown scope '{row.Text(0)}'.");

    private static List<T> All<T>(Link link, string sql, Func<Statement, T> read)
    {
        using var row = link.Use(sql);
        return All(row, read);
    }

    /// <summary>Reads all rows that are left.</summary>
    public static List<T> All<T>(Statement row, Func<Statement, T> read)
    {
        var all = new List<T>();
        while (row.Step())
            all.Add(read(row));
        return all;
    }
}
