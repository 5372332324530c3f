using System.Diagnostics;
using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Simulation;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>All agents lose their tunnels at once and return, each to another node than before.</summary>
internal static class ReturnBenchmark
{
    private const int NodeCount = 3;
    private const int Promised = 20_000;
    private const int Cores = 2;

    // The last ones: whoever is routed last is among them.
    private const int Asked = 200;

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var count = options.Count ?? 2000;
        using var folder = new TemporaryFolder();
        var platform = SimulatedPlatform.LoadOrCreate(ControlPlaneProcess.PlatformOf(folder), TimeProvider.System.GetUtcNow());
        report.Progress($"making {count} machines");
        await using var fleet = new BenchFleet(platform, count);
        using var cluster = await ClusterProcesses.StartAsync(folder, NodeCount);
        cluster.Nodes[0].Publish(BenchRelease.Repo, BenchRelease.Tag, BenchRelease.Allowlist());
        var shift = 0;
        await fleet.KeepAsync(place => cluster.Nodes[(place + shift) % NodeCount].TunnelUrl);
        report.Progress("all attested once");

        List<double> took = [];
        List<double> nodes = [];
        List<double> store = [];
        List<double> agents = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            shift++;
            double[] before = [Nodes(cluster), ProcessCpu.OfFamily(cluster.PostgresId), Own()];
            took.Add(await ReturnAsync(fleet, cluster));
            nodes.Add((Nodes(cluster) - before[0]) / count);
            store.Add((ProcessCpu.OfFamily(cluster.PostgresId) - before[1]) / count);
            agents.Add((Own() - before[2]) / count);
            report.Progress($"round {round + 1} of {options.Rounds}: {took[^1]:F2} s");
        }

        var all = nodes.Zip(store, agents).Select(cpu => cpu.First + cpu.Second + cpu.Third).ToArray();
        report.Add($"{count:N0} agents lost at once: all attested, and routed by every node", "s", Spread.Of(took), count >= Promised ? 60 : null);
        if (count < Promised)
            report.Add($"{Promised:N0} at that rate", "s", Spread.Of([.. took.Select(seconds => seconds * Promised / count)]), target: 60);
        report.Add($"CPU of {Promised:N0}, by {Cores} cores that do nothing else", "s", Spread.Of([.. all.Select(cpu => cpu * Promised / Cores)]), target: 60);
        report.Add("CPU of one return: nodes", "us", Spread.Of([.. nodes.Select(cpu => cpu * 1e6)]));
        report.Add("CPU of one return: PostgreSQL", "us", Spread.Of([.. store.Select(cpu => cpu * 1e6)]));
        report.Add("CPU of one return: the agent, its quote and the load", "us", Spread.Of([.. agents.Select(cpu => cpu * 1e6)]));
        report.Remark($"{NodeCount} nodes, a machine and an app for each agent, all on the same cores. Each returns to the next node, which may never have seen its machine,");
        report.Remark("after up to 2 s, as agents do. The time ends when the last " + Asked + " to be attested were served through each node.");
    }

    private static async Task<double> ReturnAsync(BenchFleet fleet, ClusterProcesses cluster)
    {
        foreach (var agent in fleet.Agents)
            agent.Expect();
        var begun = Stopwatch.GetTimestamp();
        foreach (var agent in fleet.Agents)
            agent.Drop();
        List<string> order = [];
        var all = fleet.AllAttestedAsync();
        await Task.WhenAll(fleet.Agents.Select(async agent =>
        {
            await agent.Attested;
            lock (order)
                order.Add(agent.App);
        }).Append(all));
        await Task.WhenAll(cluster.Nodes.SelectMany(node => order.TakeLast(Asked).Select(app => cluster.ServedAsync(app, node))));
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static double Nodes(ClusterProcesses cluster) => ProcessCpu.Seconds(cluster.Nodes.Select(node => node.Id));

    private static double Own() => ProcessCpu.Seconds([Environment.ProcessId]);
}
