using System.Globalization;
using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Load;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Simulation;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary><c>GET /v1/resolve/{app}</c> of an attested app beside an empty Kestrel endpoint that answers as many bytes.</summary>
internal static class ResolveBenchmark
{
    public static async Task RunAsync(BenchOptions options, Report report)
    {
        using var folder = new TemporaryFolder();
        var platform = SimulatedPlatform.LoadOrCreate(ControlPlaneProcess.PlatformOf(folder), TimeProvider.System.GetUtcNow());
        using var node = await ControlPlaneProcess.StartAsync(folder);
        node.Publish(BenchRelease.Repo, BenchRelease.Tag, BenchRelease.Allowlist());
        await using var fleet = new BenchFleet(platform, 1);
        await fleet.AttestAsync(node.TunnelUrl);

        var path = $"/v1/resolve/{fleet.Agents[0].App}";
        var answer = await Ready.WaitAsync(node.ControlUrl, path, _ => true);
        var (empty, url) = await ChildProcess.ServeAsync("bytes", answer.Length.ToString(CultureInfo.InvariantCulture));
        using var child = empty;

        using var over = new CancellationTokenSource();
        var beating = fleet.BeatAsync(TimeSpan.FromSeconds(10), over.Token);
        await HttpComparison.RunAsync(
            report,
            options,
            new HttpTarget("resolve", node.ControlUrl, path, [node.Id]),
            new HttpTarget("empty Kestrel", url, "/", [child.Id]));
        await over.CancelAsync();
        await beating;
        report.Remark($"{options.Connections} connections, {answer.Length} bytes an answer; the load runs on the same cores.");
    }
}
