using System.Diagnostics;
using System.Net;
using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Simulation;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>A node that holds the ledger is killed: how soon its agents are served again, and how soon money moves again.</summary>
internal static class TakeOverBenchmark
{
    private const int NodeCount = 3;

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var count = options.Count ?? 300;
        using var folder = new TemporaryFolder();
        var platform = SimulatedPlatform.LoadOrCreate(ControlPlaneProcess.PlatformOf(folder), TimeProvider.System.GetUtcNow());
        report.Progress($"making {count} machines");
        await using var fleet = new BenchFleet(platform, count);
        using var cluster = await ClusterProcesses.StartAsync(folder, NodeCount);
        cluster.Nodes[0].Publish(BenchRelease.Repo, BenchRelease.Tag, BenchRelease.Allowlist());
        await using var balancer = new Balancer(Addresses(cluster));
        await fleet.KeepAsync(_ => balancer.TunnelUrl);
        report.Progress("all attested");

        List<double> served = [];
        List<double> owned = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            var holder = await ReadyAsync(fleet, cluster);
            var (agents, money) = await KillAsync(fleet, cluster, holder);
            served.AddRange(agents);
            owned.Add(money);
            report.Progress(
                $"round {round + 1} of {options.Rounds}: {agents.Length} agents lost their node, the last was served after {agents.Max():F2} s; money after {money:F2} s");
            await fleet.AllAttestedAsync();
            await cluster.AddAsync();
            balancer.Targets = Addresses(cluster);
        }

        served.Sort();
        report.Add("agents that lost their node", "", served.Count);
        report.Add("served again: median", "s", served[served.Count / 2]);
        report.Add("served again: p99", "s", served[(int)(served.Count * 0.99)], target: 10);
        report.Add("served again: last", "s", served[^1]);
        report.Add("ledger written again: slowest", "s", owned.Max(), target: 7);
        report.Add("ledger written again", "s", Spread.Of(owned));
        report.Remark($"{NodeCount} nodes, each round SIGKILL to the one that holds the ledger; agents redial as those that ship do, through a front that does not");
        report.Remark("look ahead. Served: a request through another node's proxy was answered. Written: a purchase was answered with 200 by whichever node.");
    }

    /// <summary>Waits until every app answers through every node, and money moves; whoever holds the ledger then.</summary>
    private static async Task<ControlPlaneProcess> ReadyAsync(BenchFleet fleet, ClusterProcesses cluster)
    {
        foreach (var node in cluster.Nodes)
            await Task.WhenAll(fleet.Agents.Select(agent => cluster.ServedAsync(agent.App, node)));
        await cluster.WriteMoneyAsync();
        return await cluster.HolderAsync();
    }

    private static async Task<(double[] Agents, double Money)> KillAsync(BenchFleet fleet, ClusterProcesses cluster, ControlPlaneProcess holder)
    {
        var before = fleet.Agents.Select(agent => agent.Lost).ToArray();
        var begun = Stopwatch.GetTimestamp();
        cluster.Kill(holder);
        var money = TakesAsync(begun, cluster.WriteMoneyAsync());
        var served = await Task.WhenAll(fleet.Agents.Select((agent, place) =>
            TakesAsync(begun, cluster.ServedAsync(agent.App, cluster.Nodes[place % 2], cluster.Nodes[1 - (place % 2)]))));
        var lost = fleet.Agents.Select((agent, place) => agent.Lost > before[place]).ToArray();
        return ([.. served.Where((_, place) => lost[place])], await money);
    }

    private static async Task<double> TakesAsync(long begun, Task what)
    {
        await what;
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static IPEndPoint[] Addresses(ClusterProcesses cluster) =>
        [.. cluster.Nodes.Select(node => new IPEndPoint(IPAddress.Parse(node.ControlUrl.Host), node.ControlUrl.Port))];
}
