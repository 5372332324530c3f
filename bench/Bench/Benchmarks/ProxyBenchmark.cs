using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Load;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Bench.Servers;
using EasyEnclave.Simulation;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>A request through control plane and agent to a backend, beside a plain reverse proxy before it, and the backend itself.</summary>
internal static class ProxyBenchmark
{
    private const string App = "bench";

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        using var folder = new TemporaryFolder();
        SimulatedPlatform.LoadOrCreate(ControlPlaneProcess.PlatformOf(folder), TimeProvider.System.GetUtcNow());
        var (backendChild, backendUrl) = await ChildProcess.ServeAsync("backend");
        using var backend = backendChild;
        var (plainChild, plainUrl) = options.Nginx ? await Nginx.StartAsync(backendUrl, folder) : await ChildProcess.ServeAsync("proxy", backendUrl.ToString());
        using var plain = plainChild;
        using var node = await ControlPlaneProcess.StartAsync(folder);
        using var agent = await ShippedAgent.StartAsync(App, node, backendUrl, folder);
        await Ready.WaitAsync(node.ControlUrl, $"/v1/resolve/{App}", _ => true);

        var plainName = options.Nginx ? "nginx" : "plain proxy";
        foreach (var (size, path) in new[] { ("small", "/"), ("16 KiB", Backend.LargePath) })
        {
            var ours = new HttpTarget($"{size}, attested", node.ProxyUrl, path, [node.Id, agent.Id]) { Header = $"X-EE-App: {App}\r\n" };
            await HttpComparison.RunAsync(
                report,
                options,
                ours,
                new HttpTarget($"{size}, {plainName}", plainUrl, path, [plain.Id]),
                new HttpTarget($"{size}, backend alone", backendUrl, path, []));
        }

        report.Remark($"{options.Connections} connections; CPU is of control plane and agent together, and of the {plainName}; the load and the backend run on the same cores.");
    }
}
