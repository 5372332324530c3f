using System.Diagnostics;
using EasyEnclave.Protocol;
using Microsoft.Data.Sqlite;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>SQLite without the store around it: the rows of a store's file once more, in the same order, in transactions as large.</summary>
internal static class BareSqlite
{
    private static readonly string[] Tables = ["agent", "event"];

    /// <summary>Inserts all agents and events of one file into another that has the same tables; only the inserting is timed.</summary>
    public static TimeSpan Repeat(string from, string to)
    {
        using var source = Open(from);
        using var target = Open(to);
        Prepare(target);
        foreach (var sql in Read(source, "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('log', 'agent', 'event') AND sql IS NOT NULL"))
            Run(target, (string)sql[0]);
        var logs = Read(source, "SELECT * FROM log");
        using (var log = Insert(target, "log", logs[0].Length))
            logs.ForEach(row => Run(log, row));
        var rows = Tables.Select(table => Read(source, $"SELECT * FROM {table} ORDER BY rowid")).ToArray();
        using var agent = Insert(target, Tables[0], rows[0][0].Length);
        using var happened = Insert(target, Tables[1], rows[1][0].Length);

        var begun = Stopwatch.GetTimestamp();
        for (var first = 0; first < rows[0].Count; first += Limits.CommitEntries)
        {
            Run(target, "BEGIN IMMEDIATE");
            for (var place = first; place < Math.Min(first + Limits.CommitEntries, rows[0].Count); place++)
            {
                Run(agent, rows[0][place]);
                Run(happened, rows[1][place]);
            }

            Run(target, "COMMIT");
        }

        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>As the store sets its own connection.</summary>
    public static void Prepare(SqliteConnection target)
    {
        Run(target, "PRAGMA journal_mode=WAL");
        Run(target, "PRAGMA synchronous=FULL");
        Run(target, "PRAGMA foreign_keys=ON");
        Run(target, "PRAGMA cache_size=-16000");
        Run(target, "PRAGMA wal_autocheckpoint=8000");
    }

    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public static List<object[]> Read(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        using var reader = command.ExecuteReader();
        List<object[]> rows = [];
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    public static SqliteCommand Insert(SqliteConnection connection, string table, int columns)
    {
        var names = Enumerable.Range(0, columns).Select(column => $"$c{column}").ToArray();
        var command = new SqliteCommand($"INSERT INTO {table} VALUES({string.Join(", ", names)})", connection);
        foreach (var name in names)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        command.Prepare();
        return command;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public static void Run(SqliteCommand command, object[] row)
    {
        for (var column = 0; column < row.Length; column++)
            command.Parameters[column].Value = row[column];
        command.ExecuteNonQuery();
    }
}
