using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Load;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Protocol;
using EasyEnclave.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Transfers over HTTP: one at a time beside an empty Kestrel endpoint that takes and answers as many bytes, and in bulk beside the ledger's writer itself.</summary>
internal static class LedgerHttpBenchmark
{
    private const string Token = "a-token-of-the-benchmark";
    private const string Path = "/v1/credits/transfer";
    private const int BulksATurn = 3;

    private static readonly TimeSpan P99 = TimeSpan.FromMilliseconds(25);

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        using var folder = new TemporaryFolder();
        using var node = await ControlPlaneProcess.StartAsync(folder, Token);
        using var client = new HttpClient { BaseAddress = node.ControlUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        await FundAsync(client);
        await OneAtATimeAsync(options, report, node, client);
        await InBulkAsync(options, report, folder, client);
        report.Remark($"{options.Connections} connections; a bulk is {Limits.BulkCommands:N0} transfers, prepared beforehand.");
        report.Remark("The load runs on the same cores. All is synced to the disk.");
    }

    private static async Task OneAtATimeAsync(BenchOptions options, Report report, ControlPlaneProcess node, HttpClient client)
    {
        var body = Payment("from_account\":\"user-1", "user-2", $"idempotency_key\":\"{HttpTarget.Number}");
        var answer = await PostAsync(client, body.Replace(HttpTarget.Number, "first", StringComparison.Ordinal));
        var (empty, url) = await ChildProcess.ServeAsync("bytes", answer.Length.ToString(CultureInfo.InvariantCulture));
        using var child = empty;
        await HttpComparison.RunAsync(
            report,
            options,
            times: 4,
            P99.TotalMicroseconds,
            new HttpTarget("transfer", node.ControlUrl, Path, [node.Id]) { Body = body, Header = $"Authorization: Bearer {Token}\r\n" },
            new HttpTarget("empty Kestrel", url, Path, [child.Id]) { Body = body, Header = $"Authorization: Bearer {Token}\r\n" });
    }

    private static async Task InBulkAsync(BenchOptions options, Report report, TemporaryFolder folder, HttpClient client)
    {
        await using var store = await SqliteStore.OpenAsync(
            folder.Of("beside.db"), TimeProvider.System, NullLogger<SqliteStore>.Instance, CancellationToken.None);
        var lease = await store.JoinAsync(ILedgerStore.Log, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        await using var writer = new LedgerWriter(store, lease, TimeProvider.System, NullLogger<LedgerWriter>.Instance);
        await writer.WriteAsync(LedgerLoad.Funds(0, LedgerLoad.Accounts));

        List<double> http = [];
        List<double> own = [];
        for (var round = -1; round < options.Rounds; round++)
        {
            report.Progress(round < 0 ? "warming up bulks" : $"bulks, round {round + 1} of {options.Rounds}");
            string[] bodies = [.. Enumerable.Range(0, BulksATurn).Select(bulk => Bulk($"{round}-{bulk}"))];
            var begun = Stopwatch.GetTimestamp();
            foreach (var body in bodies)
                await PostAsync(client, body);
            var overHttp = BulksATurn * Limits.BulkCommands / Stopwatch.GetElapsedTime(begun).TotalSeconds;

            LedgerEntry[][] entries = [.. Enumerable.Range(0, BulksATurn).Select(bulk =>
                Enumerable.Range(0, Limits.BulkCommands).Select(number => LedgerLoad.Payment($"{round}-{bulk}", number, hot: false)).ToArray())];
            begun = Stopwatch.GetTimestamp();
            foreach (var bulk in entries)
                await writer.WriteAllAsync(bulk);
            if (round >= 0)
            {
                http.Add(overHttp);
                own.Add(BulksATurn * Limits.BulkCommands / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }
        }

        report.Add("bulks over HTTP", "transfers/s", Spread.Of([.. http]));
        report.Add("bulks of the writer", "transfers/s", Spread.Of([.. own]));
        report.Add("writer / HTTP, in bulk", "ratio", Spread.Of([.. own.Zip(http).Select(pair => pair.First / pair.Second)]), target: 2);
    }

    private static async Task FundAsync(HttpClient client)
    {
        var items = Enumerable.Range(0, LedgerLoad.Accounts).Select(user => $$"""{"id":"fund-{{user}}","account_id":"user-{{user}}","amount_usd":"1000000"}""");
        using var answer = await client.PostAsync("/v1/credits/purchase", Json($"[{string.Join(',', items)}]"));
        answer.EnsureSuccessStatusCode();
    }

    private static string Bulk(string name) => "[" + string.Join(',', Enumerable.Range(0, Limits.BulkCommands).Select(number =>
    {
        // As the writer's own: multiples of a large prime, in no order.
        var draw = (int)((uint)number * 2_654_435_761u >> 1);
        var from = draw % LedgerLoad.Accounts;
        var to = (from + 1 + (draw / LedgerLoad.Accounts % (LedgerLoad.Accounts - 1))) % LedgerLoad.Accounts;
        return Payment($"from_account\":\"user-{from}", $"user-{to}", $"id\":\"{name}-{number}");
    })) + "]";

    private static string Payment(string from, string to, string key) => $$"""{"{{from}}","to_account":"{{to}}","amount_usd":"0.000123","{{key}}"}""";

    private static async Task<byte[]> PostAsync(HttpClient client, string body)
    {
        using var answer = await client.PostAsync(Path, Json(body));
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
