using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Load;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Bench.Servers;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Releases;

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
        using var agent = await StartAgentAsync(node, backendUrl, folder);
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

    /// <summary>The agent as it ships, with its allowlist published as its release would.</summary>
    private static async Task<ChildProcess> StartAgentAsync(ControlPlaneProcess node, Uri backend, TemporaryFolder folder)
    {
        var settings = new Dictionary<string, string>
        {
            ["EE_CONTROL_WS"] = node.TunnelUrl.ToString(),
            ["EE_CONTROL_WS_ALLOW_PRIVATE"] = "true",
            ["EE_REPO"] = BenchRelease.Repo,
            ["EE_RELEASE_TAG"] = BenchRelease.Tag,
            ["EE_APP_NAME"] = App,
            ["EE_NETWORK"] = BenchRelease.Network,
            ["EE_AGENT_ID"] = App,
            ["EE_BACKEND_URL"] = backend.ToString(),
            ["EE_QUOTE_PROVIDER"] = "simulated",
            ["EE_DEV_PLATFORM"] = ControlPlaneProcess.PlatformOf(folder),
            ["VM_IMAGE_ID"] = "bench",
        };
        var reading = AgentOptionsReader.Read(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        var told = reading.Options ?? throw new InvalidOperationException(string.Join('\n', reading.Faults));
        node.Publish(
            BenchRelease.Repo,
            BenchRelease.Tag,
            SimulatedRelease.Allowlist(SimulatedQuoteSource.TdOf(told), ClaimsSource.Of(told), BenchRelease.Tag, TimeProvider.System.GetUtcNow()));
        var (child, _) = await ChildProcess.StartAsync(
            "EasyEnclave.Agent", [], settings, line => line.Contains("Attested:", StringComparison.Ordinal) ? line : null);
        return child;
    }
}
