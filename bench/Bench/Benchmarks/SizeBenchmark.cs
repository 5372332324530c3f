using System.Diagnostics;
using System.Globalization;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Postgres;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>What rows take in PostgreSQL and in a node's memory, and what reading each other's writes costs: the slopes of growth.</summary>
internal static class SizeBenchmark
{
    private const int Transfers = 50_000;
    private const int TailEvents = 10_000;

    private static readonly string[] Tables = ["agent", "app", "session", "event", "transfer", "command", "account"];

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var agents = (options.Count ?? 20_000) / Limits.CommitEntries * Limits.CommitEntries;
        using var server = await PostgresServer.StartAsync();
        var database = await server.CreateAsync();
        await using var store = await PostgresStore.OpenAsync(server.Url(database), TimeProvider.System, NullLogger<PostgresStore>.Instance, CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        var lease = await store.JoinNodeAsync(new NodeCard("bench", "127.0.0.1:1", "1"), now, CancellationToken.None);
        var batches = Enumerable.Range(0, agents / Limits.CommitEntries).Select(batch => Attested(batch, now)).ToArray();
        var empty = await SizesAsync(server, database);

        report.Progress($"writing {agents} agents");
        await WriteAsync(store, lease, batches, now);
        var first = await SizesAsync(server, database);
        Tell(report, empty, first, agents, "agent", "app", "session");
        report.Add("PostgreSQL: an event `attested`, with its indexes", "bytes", Growth(empty, first, "event", 2 * agents));
        var again = batches.Select(batch => batch.Select(entry => PostgresBenchmark.Again(entry, now)).ToArray()).ToArray();
        await WriteAsync(store, lease, again, now);
        var second = await SizesAsync(server, database);
        report.Add("PostgreSQL: an event `reattested`, with its indexes", "bytes", Growth(first, second, "event", agents));
        report.Add("PostgreSQL: journal (WAL) of one attestation more", "bytes", Growth(first, second, "wal", agents));

        report.Progress($"writing {Transfers} transfers");
        await TransferAsync(store, now);
        var third = await SizesAsync(server, database);
        Tell(report, second, third, Transfers, "transfer", "command");
        report.Add("PostgreSQL: journal (WAL) of a transfer", "bytes", Growth(second, third, "wal", Transfers));

        await MemoryAsync(store, agents, report);
        await FeedAsync(store, now, report);
        report.Remark($"{agents:N0} agents, each in an app of its own; quotes of 5,000 random bytes. Sizes with indexes and out-of-line values, before any vacuum.");
    }

    /// <summary>An agent of its own app: rows of both, a session, and an event of each.</summary>
    private static WriteEntry[] Attested(int batch, DateTimeOffset now) => [.. StoreEntries.Batch(batch, now).Select(entry =>
    {
        var opened = PostgresBenchmark.Opened(entry);
        var put = (RowChange.PutAgent)opened.Changes[0];
        AppState app = new()
        {
            Name = AppName.Parse(put.State.Id.Value),
            Phase = AppPhase.Bound,
            Repo = put.State.Repo,
            Network = put.State.Network,
            TrustRoot = "development",
            BoundAt = now,
            BoundBy = put.State.Id.Value,
            Binding = 1,
            Version = 1,
        };
        return new WriteEntry(
            [put with { State = put.State with { App = app.Name } }, .. opened.Changes.Skip(1), new RowChange.PutApp(app, 0)],
            [entry.Events[0], new NewEvent(EntityName.Of(app.Name), 1, now, "agent", new AppEvent.Bound(app.Name, app.Repo, app.Network, app.TrustRoot, app.BoundBy, now))]);
    })];

    private static async Task WriteAsync(PostgresStore store, LogLease lease, WriteEntry[][] batches, DateTimeOffset now)
    {
        foreach (var batch in batches)
            await PostgresBenchmark.AppendAsync(store, lease, batch, now);
    }

    private static async Task TransferAsync(PostgresStore store, DateTimeOffset now)
    {
        var lease = await store.JoinAsync(ILedgerStore.Log, now, CancellationToken.None);
        await using LedgerWriter writer = new(store, lease, TimeProvider.System, NullLogger<LedgerWriter>.Instance);
        await writer.Checked;
        await writer.WriteAsync(LedgerLoad.Funds(0, LedgerLoad.Accounts));
        foreach (var numbers in Enumerable.Range(0, Transfers).Chunk(Limits.BulkCommands))
            await writer.WriteAllAsync([.. numbers.Select(number => LedgerLoad.Payment("size", number, hot: false))]);
    }

    private static async Task MemoryAsync(PostgresStore store, int agents, Report report)
    {
        // Once for what is made once.
        var first = await ShownAsync(store);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var begun = Stopwatch.GetTimestamp();
        var shown = await ShownAsync(store);
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        report.Add("read model: an agent and its app", "bytes", (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)agents);
        report.Add("start: reading an agent and its app", "us", took * 1e6 / agents);
        GC.KeepAlive(first);
        GC.KeepAlive(shown);
    }

    private static async Task<AgentDirectory> ShownAsync(PostgresStore store)
    {
        AgentDirectory directory = new(new DirectoryRules
        {
            AttestationLifetime = TimeSpan.FromHours(1),
            RegistrationLifetime = TimeSpan.FromDays(30),
            RegistrationWarning = TimeSpan.FromDays(3),
            TrustRoots = new HashSet<string>(["development"]),
        });
        directory.Load(await store.LoadAsync(CancellationToken.None));
        return directory;
    }

    private static async Task FeedAsync(PostgresStore store, DateTimeOffset now, Report report)
    {
        var heads = (await store.LoadAsync(CancellationToken.None)).Heads;
        var few = await PollAsync(store, heads);
        for (var node = 0; node < 98; node++)
            await store.JoinNodeAsync(new NodeCard(string.Create(CultureInfo.InvariantCulture, $"other-{node}"), "127.0.0.1:1", "1"), now, CancellationToken.None);
        heads = (await store.LoadAsync(CancellationToken.None)).Heads;
        var many = await PollAsync(store, heads);
        report.Add("feed: a look at 2 logs that finds nothing", "us", few);
        report.Add($"feed: a look at {heads.Count} logs that finds nothing", "us", many);

        var behind = heads.ToDictionary(pair => pair.Key, pair => Math.Max(0, pair.Value - TailEvents));
        List<double> reads = [];
        for (var i = 0; i < 5; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await store.ReadTailAsync(behind, TailEvents, CancellationToken.None);
            reads.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds / TailEvents);
        }

        report.Add("feed: an event of another node, with its row", "us", Spread.Of(reads));
    }

    private static async Task<Spread> PollAsync(PostgresStore store, IReadOnlyDictionary<string, long> heads)
    {
        List<double> took = [];
        for (var i = 0; i < 300; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await store.ReadTailAsync(heads, TailEvents, CancellationToken.None);
            took.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
        }

        return Spread.Of(took[100..]);
    }

    private static async Task<Dictionary<string, double>> SizesAsync(PostgresServer server, string database)
    {
        var sizes = new Dictionary<string, double>();
        foreach (var table in Tables)
            sizes[table] = Convert.ToDouble(await server.ReadAsync(database, $"SELECT pg_total_relation_size('{table}')"), CultureInfo.InvariantCulture);
        sizes["wal"] = Convert.ToDouble(await server.ReadAsync(database, "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"), CultureInfo.InvariantCulture);
        return sizes;
    }

    private static void Tell(Report report, Dictionary<string, double> before, Dictionary<string, double> after, int rows, params string[] tables)
    {
        foreach (var table in tables)
            report.Add($"PostgreSQL: a row of `{table}`", "bytes", Growth(before, after, table, rows));
    }

    private static double Growth(Dictionary<string, double> before, Dictionary<string, double> after, string what, int rows) => (after[what] - before[what]) / rows;
}
