using System.Diagnostics;
using EasyEnclave.Actors.Coverage;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>One period of one node with the usage of very many accounts: how long reporting and settling it takes.</summary>
internal static class SettleBenchmark
{
    private const double SecondsMost = 5;

    private static readonly NodeId Node = NodeId.Parse("node-1");
    private static readonly Period Hour = Period.Parse("2026-11-22T14");

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var usages = options.Count ?? 100_000;
        List<(double Reported, double Settled)> turns = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            report.Progress($"round {round + 1} of {options.Rounds}");
            turns.Add(await TurnAsync(usages));
        }

        report.Add($"usage: {usages:N0} reports in bulks of 8,190", "s", Spread.Of([.. turns.Select(turn => turn.Reported)]));
        report.Add($"settlement of {usages:N0} usages", "s", Spread.Of([.. turns.Select(turn => turn.Settled)]), target: SecondsMost);
        report.Remark("A settlement reads the usages and the evidence, judges, signs nothing, and posts a transfer for each usage, synced to the disk.");
    }

    private static async Task<(double Reported, double Settled)> TurnAsync(int usages)
    {
        using var folder = new TemporaryFolder();
        BenchClock clock = new(Hour.Start.AddMinutes(-10));
        await using var store = await SqliteStore.OpenAsync(folder.Of("settle.db"), clock, NullLogger<SqliteStore>.Instance, CancellationToken.None);
        var log = await store.JoinAsync("node-1", clock.GetUtcNow(), CancellationToken.None);
        var lease = await store.JoinAsync(ILedgerStore.Log, clock.GetUtcNow(), CancellationToken.None);
        await using LedgerWriter ledger = new(store, lease, clock, NullLogger<LedgerWriter>.Instance);
        await ledger.Checked;
        BenchOffer node = new();
        UsageDesk desk = new(store, store, ledger, node, Rules, clock);
        Settler settler = new(store, ledger, node, Rules, clock);
        AccountId[] accounts = [.. Enumerable.Range(0, usages).Select(number => AccountId.Parse($"user-{number}"))];
        foreach (var chunk in accounts.Chunk(Limits.BulkCommands))
        {
            Check(await ledger.WriteAllAsync([.. chunk.Select(account => LedgerEntry.Of(
                LedgerRequest.Natural("buy/" + account.Value, ""), "bench", LedgerCommand.Purchase("card", account, Usd.Parse("1"), null)))]));
        }

        await store.AppendAsync(
            log,
            [WriteEntry.Of(new RowChange.OpenSession(AgentId.Parse("agent-1"), 1, Hour.Start.AddMinutes(-5)) { Node = Node })],
            Hour.End.AddHours(1),
            CancellationToken.None);
        clock.Now = Hour.End.AddMinutes(6);
        var begun = Stopwatch.GetTimestamp();
        foreach (var chunk in accounts.Chunk(Limits.BulkCommands))
        {
            var outcomes = await desk.ReportAsync(
                [.. chunk.Select(account => new UsageOrder(Node, account, Hour, new VcpuHours(100_000)))], "bench", CancellationToken.None);
            if (outcomes.FirstOrDefault(outcome => outcome is not UseOutcome.Done) is { } fault)
                throw new InvalidOperationException(fault.ToString());
        }

        var reported = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        begun = Stopwatch.GetTimestamp();
        var settled = await settler.SettleAsync(Node, Hour, null, "bench", CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var earned = (await store.ReadAccountAsync(AccountId.Provider(Node), CancellationToken.None))?.Balance.Posted.Micros;
        return settled is SettleOutcome.Judged { Stored.Final: true } && earned == usages * 50_000L
            ? (reported, took)
            : throw new InvalidOperationException($"{settled}, and {earned} micro-USD earned");
    }

    private static SettlementRules Rules { get; } = new()
    {
        Evidence = new EvidenceRules
        {
            HealthTimeout = TimeSpan.FromMinutes(2),
            AttestationLifetime = TimeSpan.FromHours(2),
            GapLimit = TimeSpan.FromMinutes(5),
        },
        Grace = TimeSpan.FromMinutes(5),
        DisputeWindow = TimeSpan.FromDays(1),
        HaltRefund = TimeSpan.FromDays(7),
        RequiresReservation = false,
    };

    private static void Check(IReadOnlyList<LedgerOutcome> outcomes)
    {
        if (outcomes.FirstOrDefault(outcome => outcome is not LedgerOutcome.Committed) is { } fault)
            throw new InvalidOperationException($"The ledger answered {fault}");
    }

    private sealed class BenchOffer : INodeOffers, IVerdictSigner
    {
        public ValueTask<NodeOffer?> FindAsync(NodeId node, DateTimeOffset at, CancellationToken cancellationToken) =>
            ValueTask.FromResult<NodeOffer?>(new NodeOffer(Usd.Parse("0.50"), 1_000_000, "standard", Usd.Parse("1"), Active: true));

        public string Sign(ReadOnlySpan<byte> payload) => $"e30.{System.Buffers.Text.Base64Url.EncodeToString(payload)}.c2lnbmVk";
    }

    private sealed class BenchClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
