using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Storage.Postgres.Cluster;

/// <summary>Reads what logs wrote behind marks; within one transaction.</summary>
internal static class FeedReader
{
    private const string Agent = "agent/";
    private const string App = "app/";
    private const string Node = "node/";
    private const string Ban = "ban/";

    public static FeedTail Read(PostgresLink link, IReadOnlyDictionary<string, long> marks, int limit) => link.AtOneInstant(() =>
    {
        var read = new Dictionary<string, long>(marks, StringComparer.Ordinal);
        var named = new HashSet<string>(StringComparer.Ordinal);
        DateTimeOffset? last = null;
        var left = limit;
        foreach (var (log, head) in Heads(link))
        {
            var mark = marks.GetValueOrDefault(log);
            if (head <= mark)
            {
                read[log] = Math.Max(head, mark);
                continue;
            }

            if (left == 0)
                return Tail(link, read, named, last, more: true);
            var events = Events(link, log, mark, left);
            left -= events.Count;
            foreach (var stored in events)
            {
                named.Add(stored.Entity);
                read[log] = stored.Seq;
                last = last > stored.At ? last : stored.At;
            }

            if (left == 0 && read[log] < head)
                return Tail(link, read, named, last, more: true);
            read[log] = head;
        }

        return Tail(link, read, named, last, more: false);
    });

    private static List<(string Log, long Head)> Heads(PostgresLink link)
    {
        using var row = link.Use("SELECT name, head FROM log ORDER BY name");
        return RowReader.All(row, static row => (row.Text(0), row.Number(1)));
    }

    private static List<(long Seq, DateTimeOffset At, string Entity)> Events(PostgresLink link, string log, long after, int limit)
    {
        using var row = link.Use("SELECT seq, at, entity FROM event WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?");
        row.Bind(1, log).Bind(2, after).Bind(3, limit);
        return RowReader.All(row, static row => (row.Number(0), row.Instant(1), row.Text(2)));
    }

    private static FeedTail Tail(PostgresLink link, Dictionary<string, long> read, HashSet<string> named, DateTimeOffset? last, bool more) => new(
        read,
        States(link, "SELECT state FROM agent WHERE agent_id = ANY(?)", Ids(named, Agent), StoreJson.Default.AgentState),
        States(link, "SELECT state FROM app WHERE name = ANY(?)", Ids(named, App), StoreJson.Default.AppState),
        States(link, "SELECT state FROM node WHERE node_id = ANY(?)", Ids(named, Node), StoreJson.Default.NodeState),
        named.Any(static name => name.StartsWith(Ban, StringComparison.Ordinal)) ? RowReader.Bans(link) : null,
        last,
        more);

    private static string[] Ids(HashSet<string> named, string kind) =>
        [.. named.Where(name => name.StartsWith(kind, StringComparison.Ordinal)).Select(name => name[kind.Length..])];

    private static List<T> States<T>(PostgresLink link, string sql, string[] ids, JsonTypeInfo<T> type)
    {
        if (ids.Length == 0)
            return [];
        using var row = link.Take(sql);
        row.Bind(1, ids);
        return RowReader.All(row, row => JsonSerializer.Deserialize(row.Bytes(0), type)!);
    }
}
