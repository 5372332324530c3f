using Npgsql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Statements on their way to the server: sent together, in the order they came in, and compared with what was expected of each.</summary>
/// <remarks>Rows for the same plain insert or update go as one statement, in the place of the first, where that changes nothing: see <see cref="MayJoin"/>.</remarks>
internal sealed class PostgresGathering
{
    // More than a commit needs; an import is sent in pieces of it.
    private const int Most = 4096;

    private readonly List<(PostgresStatement Statement, NpgsqlBatchCommand? Command, Expectation Expected, PostgresRows? Rows)> _items = [];
    private readonly Dictionary<PostgresStatement, PostgresRows> _rows = [];
    private readonly Dictionary<(string Table, string Key), int> _written = [];
    private int _count;

    public bool IsEmpty => _items.Count == 0;

    public bool IsFull => _count >= Most;

    public void Add(PostgresStatement statement, Expectation expected)
    {
        _count++;
        _items.Add((statement, statement.Take(), expected, null));
    }

    public void Add(PostgresStatement statement, PostgresRow row)
    {
        _count++;
        if (!_rows.TryGetValue(statement, out var rows) || rows.IsFull || !MayJoin(row, rows))
        {
            _rows[statement] = rows = new PostgresRows(row.Many, row.Types, place: _items.Count);
            _items.Add((statement, null, row.Expected, rows));
        }

        if (row.Key is { } key)
            _written[key] = rows.Place;
        rows.Add(row.Values);
    }

    /// <summary>Sends all and forgets it.</summary>
    /// <exception cref="MissedException">One did something else than was expected.</exception>
    public void Send(NpgsqlConnection connection)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (var item in _items)
            batch.BatchCommands.Add(item.Command ?? item.Rows!.Command());
        try
        {
            batch.ExecuteNonQuery();
            var (sent, place) = (batch.BatchCommands, 0);
            foreach (var item in _items)
            {
                if (!IsMet(item.Expected, item.Rows, sent[place++]))
                    throw new MissedException();
            }
        }
        finally
        {
            Clear();
        }
    }

    // What was written of the same key since those rows, or by one of them, must be written first.
    private bool MayJoin(PostgresRow row, PostgresRows rows) =>
        row.Key is not { } key || !_written.TryGetValue(key, out var place) || place < rows.Place;

    private static bool IsMet(Expectation expected, PostgresRows? rows, NpgsqlBatchCommand sent) => expected switch
    {
        Expectation.OneRow => sent.Rows == (ulong)(rows?.Count ?? 1),
        Expectation.NoRow => sent.Rows == 0,
        _ => true,
    };

    public void Clear()
    {
        foreach (var item in _items)
        {
            if (item.Command is { } command)
                item.Statement.GiveBack(command);
        }

        _items.Clear();
        _rows.Clear();
        _written.Clear();
        _count = 0;
    }
}
