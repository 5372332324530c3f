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

    // Fewer than the files that a process may have open by most systems' defaults.
    private const int AgentsPerProcess = 7000;

    // The last ones: whoever is routed last is among them.
    private const int Asked = 200;

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var count = options.Count ?? 2000;
        using var folder = new TemporaryFolder();
        SimulatedPlatform.LoadOrCreate(ControlPlaneProcess.PlatformOf(folder), TimeProvider.System.GetUtcNow());
        using var cluster = await ClusterProcesses.StartAsync(folder, NodeCount);
        cluster.Nodes[0].Publish(BenchRelease.Repo, BenchRelease.Tag, BenchRelease.Allowlist());
        List<FleetChild> fleets = [];
        try
        {
            for (var first = 1; first <= count; first += AgentsPerProcess)
            {
                var some = Math.Min(AgentsPerProcess, count + 1 - first);
                fleets.Add(await FleetChild.StartAsync(ControlPlaneProcess.PlatformOf(folder), first, some, cluster.Nodes.Select(node => node.TunnelUrl)));
            }

            report.Progress($"making {count} machines");
            await Task.WhenAll(fleets.Select(fleet => fleet.MakeAsync()));
            var begun = Stopwatch.GetTimestamp();
            await Task.WhenAll(fleets.Select(fleet => fleet.ConnectAsync()));
            report.Progress($"all attested once in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F2} s");
            await MeasureAsync(fleets, cluster, options, count, report);
        }
        finally
        {
            fleets.ForEach(fleet => fleet.Dispose());
        }
    }

    private static async Task MeasureAsync(List<FleetChild> fleets, ClusterProcesses cluster, BenchOptions options, int count, Report report)
    {
        List<double> took = [];
        List<double> nodes = [];
        List<double> store = [];
        List<double> agents = [];
        List<double> tries = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            double[] before = [Nodes(cluster), ProcessCpu.OfFamily(cluster.PostgresId), Load(fleets)];
            var (seconds, vain) = await ReturnAsync(fleets, cluster);
            took.Add(seconds);
            tries.Add(1 + (vain.Sum(static some => some.Count) / (double)count));
            nodes.Add((Nodes(cluster) - before[0]) / count);
            store.Add((ProcessCpu.OfFamily(cluster.PostgresId) - before[1]) / count);
            agents.Add((Load(fleets) - before[2]) / count);
            report.Progress($"round {round + 1} of {options.Rounds}: {took[^1]:F2} s, {tries[^1]:F2} tunnels each");
            foreach (var (times, fault) in vain)
                report.Progress($"in vain, {times} times: {fault}");
        }

        var all = nodes.Zip(store, agents).Select(cpu => cpu.First + cpu.Second + cpu.Third).ToArray();
        report.Add($"{count:N0} agents lost at once: all attested, and routed by every node", "s", Spread.Of(took), count >= Promised ? 60 : null);
        if (count < Promised)
            report.Add($"{Promised:N0} at that rate", "s", Spread.Of([.. took.Select(seconds => seconds * Promised / count)]), target: 60);
        report.Add($"CPU of {Promised:N0}, by {Cores} cores that do nothing else", "s", Spread.Of([.. all.Select(cpu => cpu * Promised / Cores)]), target: 60);
        report.Add("CPU of one return: nodes", "us", Spread.Of([.. nodes.Select(cpu => cpu * 1e6)]));
        report.Add("CPU of one return: PostgreSQL", "us", Spread.Of([.. store.Select(cpu => cpu * 1e6)]));
        report.Add("CPU of one return: the agent, its quote and the load", "us", Spread.Of([.. agents.Select(cpu => cpu * 1e6)]));
        report.Add("tunnels opened for one return", "", Spread.Of(tries));
        report.Remark($"{NodeCount} nodes, a machine and an app for each agent, all on the same cores. Each returns to the next node, which may never have seen its machine,");
        report.Remark("after up to 2 s, as agents do. The time ends when the last " + Asked + " to be attested were served through each node.");
    }

    private static async Task<(double Seconds, IReadOnlyList<(int Count, string Fault)> Vain)> ReturnAsync(List<FleetChild> fleets, ClusterProcesses cluster)
    {
        var begun = Stopwatch.GetTimestamp();
        var attested = await Task.WhenAll(fleets.Select(fleet => fleet.ReturnAsync()));
        var last = attested.SelectMany(static some => some.Attested).OrderByDescending(static agent => agent.At).Take(Asked).ToArray();
        await Task.WhenAll(cluster.Nodes.SelectMany(node => last.Select(agent => cluster.ServedAsync(agent.App, node))));
        return (Stopwatch.GetElapsedTime(begun).TotalSeconds, [.. attested.SelectMany(static some => some.Vain)]);
    }

    private static double Nodes(ClusterProcesses cluster) => ProcessCpu.Seconds(cluster.Nodes.Select(node => node.Id));

    private static double Load(List<FleetChild> fleets) => ProcessCpu.Seconds([Environment.ProcessId, .. fleets.Select(fleet => fleet.Id)]);
}
