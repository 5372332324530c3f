using System.Diagnostics;
using EasyEnclave.Actors.Store;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Protocol;
using EasyEnclave.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Full batches of new agents, a row and an event each, through the store beside the same rows through bare SQLite.</summary>
internal static class StoreBenchmark
{
    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var batches = options.Count ?? 20;
        List<double> ours = [];
        List<double> bare = [];
        await TurnAsync(batches);
        for (var round = 0; round < options.Rounds; round++)
        {
            report.Progress($"round {round + 1} of {options.Rounds}");
            var (own, other) = await TurnAsync(batches);
            ours.Add(batches * Limits.CommitEntries / own.TotalSeconds);
            bare.Add(batches * Limits.CommitEntries / other.TotalSeconds);
        }

        report.Add("store: entries", "1/s", Spread.Of(ours));
        report.Add("store: a batch of 500", "ms", Spread.Of([.. ours.Select(rate => Limits.CommitEntries * 1000 / rate)]));
        report.Add("bare SQLite: entries", "1/s", Spread.Of(bare));
        report.Add("store / bare SQLite", "ratio", Spread.Of([.. ours.Zip(bare, (own, other) => own / other)]));
        report.Remark("An entry is a new agent's row and its event. Bare SQLite: the same rows in the same tables, as read back, by prepared statements;");
        report.Remark("a commit of 500 synced to the disk each. The store makes the JSON, the hash chain, and checks what a row must have been.");
    }

    private static async Task<(TimeSpan Ours, TimeSpan Bare)> TurnAsync(int batches)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Of("store.db");
        TimeSpan ours;
        await using (var store = await SqliteStore.OpenAsync(path, TimeProvider.System, NullLogger<SqliteStore>.Instance, CancellationToken.None))
        {
            var now = TimeProvider.System.GetUtcNow();
            var lease = await store.JoinAsync("bench", now, CancellationToken.None);
            WriteEntry[][] entries = [.. Enumerable.Range(0, batches).Select(batch => StoreEntries.Batch(batch, now))];
            var begun = Stopwatch.GetTimestamp();
            foreach (var batch in entries)
            {
                var outcomes = await store.AppendAsync(lease, batch, now, CancellationToken.None)
                    ?? throw new InvalidOperationException("The store took the lease away");
                if (outcomes.Any(outcome => outcome != WriteOutcome.Committed))
                    throw new InvalidOperationException("The store refused an entry");
            }

            ours = Stopwatch.GetElapsedTime(begun);
        }

        return (ours, BareSqlite.Repeat(path, folder.Of("bare.db")));
    }
}
