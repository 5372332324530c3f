using Npgsql;
using NpgsqlTypes;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Rows for one insert or update, column by column.</summary>
internal sealed class PostgresRows(string sql, NpgsqlDbType[] types, int place)
{
    // The server copies what it is given several times over on the way into a table: above a cache's size that costs more than another statement.
    private const int Most = 640 * 1024;

    private readonly List<object?>[] _columns = [.. types.Select(static _ => new List<object?>())];

    // A column without a value in the first row is of the type that its statement names.
    private readonly NpgsqlDbType[] _types = [.. types];
    private int _size;

    /// <summary>Its place among all that was gathered.</summary>
    public int Place => place;

    public int Count => _columns[0].Count;

    /// <summary>Whether more rows are better sent by another statement.</summary>
    public bool IsFull => _size >= Most;

    public void Add(object?[] values)
    {
        for (var column = 0; column < values.Length; column++)
        {
            _columns[column].Add(values[column]);
            _size += values[column] switch
            {
                byte[] bytes => bytes.Length,
                string text => text.Length,
                _ => sizeof(long),
            };
        }
    }

    public NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(sql);
        for (var column = 0; column < _types.Length; column++)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                NpgsqlDbType = NpgsqlDbType.Array | _types[column],
                Value = _types[column] switch
                {
                    NpgsqlDbType.Bigint => Numbers(_columns[column]),
                    NpgsqlDbType.Text => _columns[column].ConvertAll(static value => (string?)value).ToArray(),
                    _ => _columns[column].ConvertAll(static value => (byte[]?)value).ToArray(),
                },
            });
        }

        return command;
    }

    private static Array Numbers(List<object?> column) =>
        column.Contains(null)
            ? column.ConvertAll(static value => (long?)value).ToArray()
            : column.ConvertAll(static value => (long)value!).ToArray();
}
