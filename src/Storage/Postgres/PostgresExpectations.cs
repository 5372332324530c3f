using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Finds late entries by one query for each table, however many entries there are.</summary>
/// <remarks>
/// When many agents move at once, the node that lost one and the node that has it now write its row at the same time, and nearly every batch
/// has an entry that is late: without those the others are gathered as ever. Rows are held in the order of their names, at every node: of
/// two batches with several rows in common one waits for the other, and they never wait for each other.
/// </remarks>
internal sealed class PostgresExpectations(PostgresLink link) : IExpectations
{
    private const string Agents = "SELECT agent_id, epoch, version FROM agent WHERE agent_id = ANY(?) ORDER BY agent_id FOR NO KEY UPDATE";
    private const string Apps = "SELECT name, 0::bigint, version FROM app WHERE name = ANY(?) ORDER BY name ";
    private const string Nodes = "SELECT node_id, 0::bigint, version FROM node WHERE node_id = ANY(?) ORDER BY node_id ";
    private const string ForWriting = "FOR NO KEY UPDATE";
    private const string ForReading = "FOR SHARE";

    public IReadOnlySet<int>? Hold(IReadOnlyList<WriteEntry> batch)
    {
        if (!link.Gathers)
            return null;
        var found = new Dictionary<Row, Stand>();
        var expected = batch.SelectMany(static entry => entry.Changes).Select(Expected).OfType<Wanted>().ToLookup(static row => row.Row.Table);
        Hold(Table.Agent, Agents, expected[Table.Agent].Select(static row => row.Row.Key), found);
        Hold(Table.App, Apps, expected[Table.App], found);
        Hold(Table.Node, Nodes, expected[Table.Node], found);

        var late = new HashSet<int>();
        for (var place = 0; place < batch.Count; place++)
        {
            if (!Fits(batch[place], found))
                late.Add(place);
        }

        return late;
    }

    /// <summary>Whether an entry's rows are as it expects, after the entries before it; if so, they are then as it leaves them.</summary>
    private static bool Fits(WriteEntry entry, Dictionary<Row, Stand> found)
    {
        var left = new Dictionary<Row, Stand>();
        foreach (var change in entry.Changes)
        {
            if (Expected(change) is not { } expected)
                continue;
            if (!left.TryGetValue(expected.Row, out var now))
                now = found.GetValueOrDefault(expected.Row);
            if (now != expected.Before)
                return false;
            left[expected.Row] = expected.After;
        }

        foreach (var (row, after) in left)
            found[row] = after;
        return true;
    }

    // A row that is not there is as one of epoch and version 0.
    private static Wanted? Expected(RowChange change) => change switch
    {
        RowChange.PutAgent put => new Wanted(
            new Row(Table.Agent, put.State.Id.Value), new Stand(put.ExpectedEpoch, put.ExpectedVersion), new Stand(put.State.Epoch, put.State.Version)),
        RowChange.PutApp put => Of(Table.App, put.State.Name.Value, put.ExpectedVersion, put.State.Version),
        RowChange.ExpectApp expect => Of(Table.App, expect.Name.Value, expect.ExpectedVersion, expect.ExpectedVersion),
        RowChange.PutNode put => Of(Table.Node, put.State.Id.Value, put.ExpectedVersion, put.State.Version),
        RowChange.ExpectNode expect => Of(Table.Node, expect.Node.Value, expect.ExpectedVersion, expect.ExpectedVersion),
        _ => null,
    };

    private static Wanted Of(Table table, string key, long before, long after) => new(new Row(table, key), new Stand(0, before), new Stand(0, after));

    // Those that will be written are held as such from the beginning: two that held one row for reading could not both go on to write it.
    private void Hold(Table table, string sql, IEnumerable<Wanted> expected, Dictionary<Row, Stand> into)
    {
        var written = expected.Where(static row => row.Before != row.After).Select(static row => row.Row.Key).ToHashSet(StringComparer.Ordinal);
        Hold(table, sql + ForWriting, written, into);
        Hold(table, sql + ForReading, expected.Select(static row => row.Row.Key).Where(key => !written.Contains(key)), into);
    }

    private void Hold(Table table, string sql, IEnumerable<string> keys, Dictionary<Row, Stand> into)
    {
        string[] all = [.. keys.Distinct(StringComparer.Ordinal)];
        if (all.Length == 0)
            return;
        using var row = link.Take(sql);
        row.Bind(1, all);
        while (row.Step())
            into[new Row(table, row.Text(0))] = new Stand(row.Number(1), row.Number(2));
    }

    private enum Table
    {
        Agent,
        App,
        Node,
    }

    private readonly record struct Row(Table Table, string Key);

    /// <summary>How far a row has moved; of a row that is not there nothing.</summary>
    private readonly record struct Stand(long Epoch, long Version);

    private sealed record Wanted(Row Row, Stand Before, Stand After);
}
