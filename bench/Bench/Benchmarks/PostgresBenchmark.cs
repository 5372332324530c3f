using System.Diagnostics;
using System.Security.Cryptography;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Protocol;
using EasyEnclave.Storage.Postgres;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>The ledger and a return of all agents through PostgreSQL, beside one connection that writes the same rows.</summary>
internal static class PostgresBenchmark
{
    private const int Agents = 20_000;
    private const int Callers = 256;

    // As a platform's quote with its certificates; random, so that nothing is gained by compressing it.
    private const int QuoteBytes = 5000;

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var transfers = options.Count ?? 60_000;
        using var server = await PostgresServer.StartAsync();
        List<(double Callers, double Bulk, double Bare, double Agents, double Late)> turns = [];
        await TurnAsync(server, Math.Min(transfers, 10_000), Agents / 10);
        for (var round = 0; round < options.Rounds; round++)
        {
            report.Progress($"round {round + 1} of {options.Rounds}");
            turns.Add(await TurnAsync(server, transfers, Agents));
        }

        report.Add($"ledger on PostgreSQL: transfers of {Callers} callers", "1/s", Spread.Of([.. turns.Select(turn => turn.Callers)]));
        report.Add("ledger on PostgreSQL: bulks of 8,190", "1/s", Spread.Of([.. turns.Select(turn => turn.Bulk)]));
        report.Add("bare PostgreSQL: the same rows", "1/s", Spread.Of([.. turns.Select(turn => turn.Bare)]));
        report.Add("bare PostgreSQL / callers", "ratio", Spread.Of([.. turns.Select(turn => turn.Bare / turn.Callers)]), target: 2);
        report.Add("bare PostgreSQL / bulks", "ratio", Spread.Of([.. turns.Select(turn => turn.Bare / turn.Bulk)]), target: 2);
        report.Add($"{Agents:N0} agents attest again", "s", Spread.Of([.. turns.Select(turn => turn.Agents)]), target: 2);
        report.Add("the same with one in each commit that came too late", "s", Spread.Of([.. turns.Select(turn => turn.Late)]), target: 2);
        report.Remark("Bare PostgreSQL: transfers, commands and accounts of both runs, as read back, from one connection in commits of 1,000, each table's rows in");
        report.Remark("one statement of arrays. Agents: commits of 500, for each its row, its sessions, its exceptions, its app's version and its event.");
        report.Remark("All synced to the disk at each commit.");
    }

    private static async Task<(double Callers, double Bulk, double Bare, double Agents, double Late)> TurnAsync(PostgresServer server, int transfers, int agents)
    {
        var database = await server.CreateAsync();
        double callers;
        double bulk;
        (double All, double Late) attest;
        await using (var store = await PostgresStore.OpenAsync(server.Url(database), TimeProvider.System, NullLogger<PostgresStore>.Instance, CancellationToken.None))
        {
            var lease = await store.JoinAsync(ILedgerStore.Log, TimeProvider.System.GetUtcNow(), CancellationToken.None);
            await using (LedgerWriter writer = new(store, lease, TimeProvider.System, NullLogger<LedgerWriter>.Instance))
            {
                await writer.Checked;
                await writer.WriteAsync(LedgerLoad.Funds(0, LedgerLoad.Accounts));
                callers = await CallersAsync(writer, transfers);
                bulk = await BulksAsync(writer, transfers);
            }

            attest = await AttestAsync(store, agents);
        }

        var bare = 2 * transfers / (await BarePostgres.RepeatAsync(server, database)).TotalSeconds;
        await server.DropAsync(database);
        return (callers, bulk, bare, attest.All, attest.Late);
    }

    private static async Task<double> CallersAsync(LedgerWriter writer, int transfers)
    {
        var next = 0;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number <= transfers; number = Interlocked.Increment(ref next))
            {
                if (await writer.WriteAsync(LedgerLoad.Payment("callers", number, hot: false)) is not LedgerOutcome.Committed)
                    throw new InvalidOperationException("The ledger refused an entry");
            }
        })));
        return transfers / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> BulksAsync(LedgerWriter writer, int transfers)
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var numbers in Enumerable.Range(0, transfers).Chunk(Limits.BulkCommands))
        {
            LedgerEntry[] entries = [.. numbers.Select(number => LedgerLoad.Payment("bulk", number, hot: false))];
            if ((await writer.WriteAllAsync(entries)).Any(static outcome => outcome is not LedgerOutcome.Committed))
                throw new InvalidOperationException("The ledger refused an entry");
        }

        return transfers / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<(double All, double Late)> AttestAsync(PostgresStore store, int agents)
    {
        var now = TimeProvider.System.GetUtcNow();
        var lease = await store.JoinAsync("bench", now, CancellationToken.None);
        var batches = Enumerable.Range(0, agents / Limits.CommitEntries).Select(batch => StoreEntries.Batch(batch, now)).ToArray();
        await AppendAsync(store, lease, [StoreEntries.App(now)], now);
        foreach (var batch in batches)
            await AppendAsync(store, lease, [.. batch.Select(Opened)], now);
        var again = batches.Select(batch => batch.Select(entry => Again(entry, now)).ToArray()).ToArray();
        var all = await SecondsAsync(again, batch => AppendAsync(store, lease, batch, now));

        // As when another node was faster: the first expects what the row was before.
        var late = batches.Zip(again).Select(pair => pair.First.Select(entry => Again(entry, now, 2)).Skip(1).Prepend(pair.Second[0]).ToArray()).ToArray();
        return (all, await SecondsAsync(late, async batch =>
        {
            var outcomes = await store.AppendAsync(lease, batch, now, CancellationToken.None);
            if (outcomes?.Count(static outcome => outcome == WriteOutcome.Conflict) != 1)
                throw new InvalidOperationException("The store took another entry for late");
        }));
    }

    private static async Task<double> SecondsAsync(WriteEntry[][] batches, Func<WriteEntry[], Task> write)
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
            await write(batch);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    internal static WriteEntry Opened(WriteEntry entry)
    {
        var put = (RowChange.PutAgent)entry.Changes[0];
        return entry with
        {
            Changes =
            [
                put with { Quote = RandomNumberGenerator.GetBytes(QuoteBytes) },
                new RowChange.OpenSession(put.State.Id, put.State.Epoch, put.State.Attestation.At),
            ],
        };
    }

    /// <summary>Another tunnel of a known agent: the next epoch, a new quote, the session before closed and the next one opened.</summary>
    internal static WriteEntry Again(WriteEntry entry, DateTimeOffset now, long before = 1)
    {
        var put = (RowChange.PutAgent)entry.Changes[0];
        var state = put.State with { Epoch = before + 1, Version = before + 1 };
        return new WriteEntry(
            [
                new RowChange.ExpectApp(state.App, 1),
                new RowChange.CloseExceptions(state.Id, "health_fail", now),
                new RowChange.CloseExceptions(state.Id, "health_timeout", now),
                new RowChange.PutAgent(state, before, before) { Quote = RandomNumberGenerator.GetBytes(QuoteBytes) },
                new RowChange.CloseSession(state.Id, before, now, "superseded"),
                new RowChange.OpenSession(state.Id, before + 1, now),
            ],
            [entry.Events[0] with { Version = before + 1, Body = new AgentEvent.Reattested(state.Attestation) }]);
    }

    internal static async Task AppendAsync(PostgresStore store, LogLease lease, WriteEntry[] batch, DateTimeOffset now)
    {
        if ((await store.AppendAsync(lease, batch, now, CancellationToken.None))?.All(static outcome => outcome == WriteOutcome.Committed) != true)
            throw new InvalidOperationException("The store refused an entry");
    }
}
