using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Load;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Bench.Servers;
using EasyEnclave.Simulation;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>A request that enters at the node that has the agent's tunnel, beside one that enters at another and takes the hop.</summary>
internal static class HopBenchmark
{
    private const string App = "bench";
    private const double Target = 1.4;

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        using var folder = new TemporaryFolder();
        SimulatedPlatform.LoadOrCreate(ControlPlaneProcess.PlatformOf(folder), TimeProvider.System.GetUtcNow());
        var (backendChild, backendUrl) = await ChildProcess.ServeAsync("backend");
        using var backend = backendChild;
        using var cluster = await ClusterProcesses.StartAsync(folder, 2);
        using var agent = await ShippedAgent.StartAsync(App, cluster.Nodes[0], backendUrl, folder);
        foreach (var node in cluster.Nodes)
            await cluster.ServedAsync(App, node);
        foreach (var (size, path) in new[] { ("small", "/"), ("16 KiB", Backend.LargePath) })
            await CompareAsync(options, report, cluster, agent.Id, size, path);
        report.Remark(
            $"{options.Connections} connections to the one node or the other; CPU of both nodes, and of the agent too, in each. "
            + "Load, backend and PostgreSQL are not counted.");
    }

    private static async Task CompareAsync(BenchOptions options, Report report, ClusterProcesses cluster, int agent, string size, string path)
    {
        var both = cluster.Nodes.Select(node => node.Id).ToArray();
        var targets = cluster.Nodes.Select(node => new HttpTarget(size, node.ProxyUrl, path, both) { Header = $"X-EE-App: {App}\r\n" }).ToArray();
        report.Progress($"warming up {size}");
        foreach (var target in targets.Concat(targets))
            await HttpLoad.RunAsync(target, options.Connections, options.Turn);
        List<(HttpTurn Turn, double Whole)>[] turns = [[], []];
        for (var round = 0; round < options.Rounds; round++)
        {
            report.Progress($"round {round + 1} of {options.Rounds}");
            for (var step = 0; step < 2; step++)
            {
                var place = (round + step) % 2;
                var cpu = ProcessCpu.Seconds([agent]);
                var turn = await HttpLoad.RunAsync(targets[place], options.Connections, options.Turn);
                var requests = turn.Rate * options.Turn.TotalSeconds;
                turns[place].Add((turn, turn.Cpu + ((ProcessCpu.Seconds([agent]) - cpu) * 1e6 / requests)));
            }
        }

        Spread Of(int place, Func<(HttpTurn Turn, double Whole), double> of) => Spread.Of([.. turns[place].Select(of)]);
        Spread Ratio(Func<(HttpTurn Turn, double Whole), double> of) => Spread.Of([.. turns[1].Zip(turns[0]).Select(pair => of(pair.First) / of(pair.Second))]);
        foreach (var (place, name) in new[] { (0, $"{size}, at its node"), (1, $"{size}, one hop") })
        {
            report.Add($"{name}: rate", "requests/s", Of(place, turn => turn.Turn.Rate));
            report.Add($"{name}: p99", "us", Of(place, turn => turn.Turn.P99));
            report.Add($"{name}: CPU of nodes", "us/request", Of(place, turn => turn.Turn.Cpu));
            report.Add($"{name}: CPU of nodes and agent", "us/request", Of(place, turn => turn.Whole));
        }

        report.Add($"{size}, hop / at its node: CPU of nodes", "ratio", Ratio(turn => turn.Turn.Cpu), Target);
        report.Add($"{size}, hop / at its node: CPU of nodes and agent", "ratio", Ratio(turn => turn.Whole), Target);
    }
}
