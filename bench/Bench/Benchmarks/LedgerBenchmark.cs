using System.Diagnostics;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Protocol;
using EasyEnclave.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Transfers through the ledger's writer: one at a time by many callers and in bulk, between many accounts and on one, young and old.</summary>
internal static class LedgerBenchmark
{
    private const int Callers = 256;

    // What the ledger this one replaces did on the machine it was measured on, times ten.
    private const double TransfersASecond = 54_000;

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var transfers = options.Count ?? 60_000;
        List<LedgerTurn> turns = [];
        await TurnAsync(Math.Min(transfers, 20_000));
        for (var round = 0; round < options.Rounds; round++)
        {
            report.Progress($"round {round + 1} of {options.Rounds}");
            turns.Add(await TurnAsync(transfers));
        }

        Spread Of(Func<LedgerTurn, double> value) => Spread.Of([.. turns.Select(value)]);
        report.Add($"ledger: transfers of {Callers} callers", "1/s", Of(turn => turn.Cold));
        report.Add("ledger: the same on one account", "1/s", Of(turn => turn.Hot));
        report.Add("ledger: bulks of 8,190", "1/s", Of(turn => turn.Bulk));
        report.Add("bare SQLite: the same rows", "1/s", Of(turn => turn.Bare));
        report.Add($"{TransfersASecond:N0} / transfers of {Callers} callers", "ratio", Of(turn => TransfersASecond / turn.Cold), target: 1);
        report.Add("bare SQLite / callers", "ratio", Of(turn => turn.Bare / turn.Cold), target: 2);
        report.Add("bare SQLite / bulks", "ratio", Of(turn => turn.Bare / turn.Bulk), target: 2);
        report.Add("many accounts / one account", "ratio", Of(turn => turn.Cold / turn.Hot), target: 1.25);
        report.Add("ledger: CPU of a caller's transfer", "us", Of(turn => turn.CpuCold));
        report.Add("ledger: CPU of a bulk's transfer", "us", Of(turn => turn.CpuBulk));
        report.Add("bare SQLite: CPU of a transfer", "us", Of(turn => turn.CpuBare));
        if (options.Grow is { } size)
            await GrowAsync(size, report);
        report.Remark("A transfer is its row, its command's row, and two accounts, each account written once a commit. Bare SQLite: the same rows of the callers'");
        report.Remark("run, as read back, by prepared statements in commits of 1,000; its accounts at the end of each. All synced to the disk at each commit.");
    }

    private static async Task<LedgerTurn> TurnAsync(int transfers)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Of("ledger.db");
        double cold;
        double hot;
        double bulk;
        double cpu;
        double cpuCold;
        double cpuBulk;
        await using (var store = await OpenAsync(path))
        {
            await using var writer = await WriterAsync(store);
            await writer.WriteAsync(LedgerLoad.Funds(0, LedgerLoad.Accounts));
            cpu = Cpu();
            cold = await CallersAsync(writer, transfers, "cold", hot: false);
            cpuCold = Cpu() - cpu;
        }

        var (took, cpuBare) = BareLedger.Repeat(path, folder.Of("bare.db"));
        var bare = transfers / took.TotalSeconds;
        await using (var store = await OpenAsync(path))
        {
            await using var writer = await WriterAsync(store);
            hot = await CallersAsync(writer, transfers, "hot", hot: true);
            cpu = Cpu();
            bulk = await BulksAsync(writer, transfers, "bulk");
            cpuBulk = Cpu() - cpu;
        }

        var each = 1_000_000.0 / transfers;
        return new LedgerTurn(cold, hot, bulk, bare, cpuCold * each, cpuBulk * each, cpuBare * each);
    }

    /// <summary>The cost of a transfer at a journal of ten thousand and at a large one, with everything of the writer in it.</summary>
    private static async Task GrowAsync(int size, Report report)
    {
        const int Measured = 60_000;
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder.Of("ledger.db"));
        await using var writer = await WriterAsync(store);
        await writer.WriteAsync(LedgerLoad.Funds(0, LedgerLoad.Accounts));
        await BulksAsync(writer, 10_000, "young");
        var cpu = Cpu();
        var young = await CallersAsync(writer, Measured, "at-young", hot: false);
        var cpuYoung = Cpu() - cpu;
        report.Progress($"growing to {size:N0}");
        for (var grown = 0; grown < size; grown += 100_000)
            await BulksAsync(writer, Math.Min(100_000, size - grown), $"grow-{grown}");
        cpu = Cpu();
        var old = await CallersAsync(writer, Measured, "at-old", hot: false);
        var cpuOld = Cpu() - cpu;
        report.Add($"ledger: transfers at {10_000:N0} entries", "1/s", young);
        report.Add($"ledger: transfers at {size:N0} entries", "1/s", old);
        report.Add("CPU of a transfer, old / young", "ratio", cpuOld / cpuYoung, target: 1.5);
        var begun = Stopwatch.GetTimestamp();
        if (await store.VerifyLedgerAsync(CancellationToken.None) is { } violation)
            throw new InvalidOperationException(violation.ToString());
        var head = await store.ReadLedgerHeadAsync(CancellationToken.None);
        report.Add("ledger: transfers checked", "1/s", head.Seq / Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private static async Task<double> CallersAsync(LedgerWriter writer, int transfers, string name, bool hot)
    {
        var next = 0;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number <= transfers; number = Interlocked.Increment(ref next))
                Check(await writer.WriteAsync(LedgerLoad.Payment(name, number, hot)));
        })));
        return transfers / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> BulksAsync(LedgerWriter writer, int transfers, string name)
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var numbers in Enumerable.Range(0, transfers).Chunk(Limits.BulkCommands))
        {
            LedgerEntry[] entries = [.. numbers.Select(number => LedgerLoad.Payment(name, number, hot: false))];
            foreach (var outcome in await writer.WriteAllAsync(entries))
                Check(outcome);
        }

        return transfers / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static void Check(LedgerOutcome outcome)
    {
        if (outcome is not LedgerOutcome.Committed)
            throw new InvalidOperationException($"The ledger answered {outcome}");
    }

    private static double Cpu() => ProcessCpu.Seconds([Environment.ProcessId]);

    private static ValueTask<SqliteStore> OpenAsync(string path) =>
        SqliteStore.OpenAsync(path, TimeProvider.System, NullLogger<SqliteStore>.Instance, CancellationToken.None);

    private static async Task<LedgerWriter> WriterAsync(SqliteStore store)
    {
        var lease = await store.JoinAsync(ILedgerStore.Log, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        LedgerWriter writer = new(store, lease, TimeProvider.System, NullLogger<LedgerWriter>.Instance);
        await writer.Checked;
        return writer;
    }
}
