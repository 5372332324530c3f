using EasyEnclave.Agent;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Node.Development;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation.Releases;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>Agents as they are in the world, with a backend, in this process; they dial the balancer.</summary>
internal sealed class RealAgents : IAsyncDisposable
{
    private readonly SampleBackend _backend;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _agents;

    private RealAgents(SampleBackend backend, IEnumerable<AgentOptions> agents)
    {
        _backend = backend;
        _agents = [.. agents.Select(agent => AgentHost.RunAsync(agent, TimeProvider.System, NullLoggerFactory.Instance, null, _stop.Token))];
    }

    public static async Task<RealAgents> StartAsync(Cluster cluster, string app, int count)
    {
        SampleBackend backend = await SampleBackend.StartAsync();
        AgentOptions first = new()
        {
            ControlUrl = cluster.TunnelUrl,
            AllowPrivateControl = true,
            Repo = RepoName.Parse($"acme/{app}"),
            ReleaseTag = ReleaseTag.Parse("v1.0.0"),
            App = AppName.Parse(app),
            Network = NetworkName.Sandbox1,
            AgentId = AgentId.Parse($"{app}-1"),
            NodeId = NodeId.Parse($"{app}-1"),
            Backend = backend.Address,
            HealthInterval = TimeSpan.FromSeconds(5),
            ReconnectDelay = TimeSpan.FromSeconds(1),
            QuoteProvider = QuoteProvider.Simulated,
            DevelopmentPlatform = cluster.Folder,
            VmImageId = "development",
        };
        cluster.Publish(
            first.Repo.Value,
            first.ReleaseTag.Value,
            SimulatedRelease.Allowlist(
                SimulatedQuoteSource.TdOf(first), ClaimsSource.Of(first), first.ReleaseTag.Value, TimeProvider.System.GetUtcNow()));
        return new RealAgents(backend, Enumerable.Range(1, count).Select(i => first with
        {
            AgentId = AgentId.Parse($"{app}-{i}"),
            NodeId = NodeId.Parse($"{app}-{i}"),
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_agents);
        await _backend.DisposeAsync();
        _stop.Dispose();
    }
}
