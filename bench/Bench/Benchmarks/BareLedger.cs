using System.Diagnostics;
using EasyEnclave.Bench.Processes;
using Microsoft.Data.Sqlite;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>SQLite without the ledger around it: the rows of a ledger's file once more, in the same order, in commits of 1,000 transfers.</summary>
internal static class BareLedger
{
    private const int RowsACommit = 1000;

    /// <summary>Inserts all transfers and commands of one file into another that has the same tables, and the accounts again with each commit.</summary>
    public static (TimeSpan Took, double CpuSeconds) Repeat(string from, string to)
    {
        using var source = BareSqlite.Open(from);
        using var target = BareSqlite.Open(to);
        BareSqlite.Prepare(target);
        foreach (var sql in BareSqlite.Read(source, "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('account', 'transfer', 'command') AND sql IS NOT NULL"))
            BareSqlite.Run(target, (string)sql[0]);
        var accounts = BareSqlite.Read(source, "SELECT * FROM account ORDER BY no");
        var transfers = BareSqlite.Read(source, "SELECT * FROM transfer ORDER BY seq");
        var commands = BareSqlite.Read(source, "SELECT * FROM command ORDER BY no");
        using var account = BareSqlite.Insert(target, "account", accounts[0].Length);
        accounts.ForEach(row => BareSqlite.Run(account, row));
        using var update = Update(target);
        using var transfer = BareSqlite.Insert(target, "transfer", transfers[0].Length);
        using var command = BareSqlite.Insert(target, "command", commands[0].Length);

        var cpu = ProcessCpu.Seconds([Environment.ProcessId]);
        var begun = Stopwatch.GetTimestamp();
        var commanded = 0;
        for (var first = 0; first < transfers.Count; first += RowsACommit)
        {
            BareSqlite.Run(target, "BEGIN IMMEDIATE");
            HashSet<object> touched = [];
            var last = Math.Min(first + RowsACommit, transfers.Count);
            for (var place = first; place < last; place++)
            {
                BareSqlite.Run(transfer, transfers[place]);
                touched.Add(transfers[place][4]);
                touched.Add(transfers[place][5]);
            }

            for (; commanded < commands.Count && (long)commands[commanded][4] <= last; commanded++)
                BareSqlite.Run(command, commands[commanded]);
            foreach (var number in touched)
                BareSqlite.Run(update, [number, accounts[(int)(long)number - 1][3], accounts[(int)(long)number - 1][8]]);
            BareSqlite.Run(target, "COMMIT");
        }

        return (Stopwatch.GetElapsedTime(begun), ProcessCpu.Seconds([Environment.ProcessId]) - cpu);
    }

    private static SqliteCommand Update(SqliteConnection connection)
    {
        var command = new SqliteCommand("UPDATE account SET posted = $c1, trail = $c2 WHERE no = $c0", connection);
        for (var column = 0; column < 3; column++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"$c{column}" });
        command.Prepare();
        return command;
    }
}
