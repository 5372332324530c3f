using System.Diagnostics;
using EasyEnclave.Tests.Testing;
using Npgsql;
using NpgsqlTypes;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>PostgreSQL without the ledger around it: the rows of a ledger once more, in the same order, in commits of 1,000 transfers.</summary>
internal static class BarePostgres
{
    private const int RowsACommit = 1000;

    /// <summary>Inserts all transfers and commands into tables like theirs, and updates with each commit the accounts it touches.</summary>
    public static async Task<TimeSpan> RepeatAsync(PostgresServer server, string database)
    {
        await using var connection = await server.ConnectAsync(database);
        var transfers = await ReadAsync(connection, "SELECT * FROM transfer ORDER BY seq");
        var commands = await ReadAsync(connection, "SELECT * FROM command ORDER BY no");
        var accounts = await ReadAsync(connection, "SELECT no, posted, trail FROM account ORDER BY no");
        await RunAsync(connection, """
            CREATE SCHEMA bare;
            CREATE TABLE bare.transfer (LIKE transfer INCLUDING ALL);
            CREATE TABLE bare.command (LIKE command INCLUDING ALL);
            CREATE TABLE bare.account (LIKE account INCLUDING ALL) WITH (fillfactor = 50);
            INSERT INTO bare.account SELECT * FROM account
            """);

        var begun = Stopwatch.GetTimestamp();
        var commanded = 0;
        for (var first = 0; first < transfers.Count; first += RowsACommit)
        {
            var piece = transfers.GetRange(first, Math.Min(RowsACommit, transfers.Count - first));
            var seq = (long)piece[^1][0];
            var orders = commands.Skip(commanded).TakeWhile(row => (long)row[4] <= seq).ToList();
            commanded += orders.Count;
            var touched = piece.SelectMany(static row => new[] { (long)row[4], (long)row[5] }).Distinct().Select(number => accounts[(int)number - 1]).ToList();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(Many("INSERT INTO bare.transfer SELECT * FROM unnest(@)", piece));
            batch.BatchCommands.Add(Many("INSERT INTO bare.command SELECT * FROM unnest(@)", orders));
            batch.BatchCommands.Add(Many("UPDATE bare.account a SET posted = v.posted, trail = v.trail FROM unnest(@) AS v(no, posted, trail) WHERE a.no = v.no", touched));
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        return Stopwatch.GetElapsedTime(begun);
    }

    private static NpgsqlBatchCommand Many(string sql, List<object[]> rows)
    {
        var columns = rows.Count == 0 ? 0 : rows[0].Length;
        var command = new NpgsqlBatchCommand(sql.Replace("@", string.Join(", ", Enumerable.Range(1, columns).Select(column => $"${column}")), StringComparison.Ordinal));
        for (var column = 0; column < columns; column++)
            command.Parameters.Add(Column(rows, column));
        return command;
    }

    private static NpgsqlParameter Column(List<object[]> rows, int column)
    {
        var values = rows.ConvertAll(row => row[column]);
        return values.Find(static value => value is not DBNull) switch
        {
            string => Parameter(NpgsqlDbType.Text, values.ConvertAll(static value => value as string).ToArray()),
            byte[] => Parameter(NpgsqlDbType.Bytea, values.ConvertAll(static value => value as byte[]).ToArray()),
            // A note is the only column of bytes that can be without any, and a reference of texts; which it is, the table says.
            null when rows[0].Length == 8 => Parameter(NpgsqlDbType.Bytea, new byte[]?[rows.Count]),
            null when column == 14 => Parameter(NpgsqlDbType.Text, new string?[rows.Count]),
            _ => Parameter(NpgsqlDbType.Bigint, values.ConvertAll(static value => value as long?).ToArray()),
        };
    }

    private static NpgsqlParameter Parameter(NpgsqlDbType type, object values) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values };

    private static async Task<List<object[]>> ReadAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The texts are this file's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<object[]> rows = [];
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The texts are this file's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
