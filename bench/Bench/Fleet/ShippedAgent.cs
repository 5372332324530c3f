using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Simulation.Releases;

namespace EasyEnclave.Bench.Fleet;

/// <summary>The agent as it ships, in a process of its own, with its allowlist published as its release would.</summary>
internal static class ShippedAgent
{
    /// <summary>Starts one before a backend, and waits until it is attested.</summary>
    public static async Task<ChildProcess> StartAsync(string app, ControlPlaneProcess node, Uri backend, TemporaryFolder folder)
    {
        var settings = new Dictionary<string, string>
        {
            ["EE_CONTROL_WS"] = node.TunnelUrl.ToString(),
            ["EE_CONTROL_WS_ALLOW_PRIVATE"] = "true",
            ["EE_REPO"] = BenchRelease.Repo,
            ["EE_RELEASE_TAG"] = BenchRelease.Tag,
            ["EE_APP_NAME"] = app,
            ["EE_NETWORK"] = BenchRelease.Network,
            ["EE_AGENT_ID"] = app,
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
