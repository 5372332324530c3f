using System.Diagnostics;
using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Simulation;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Many agents on one control plane: how fast they are all attested, and what they cost while they only beat.</summary>
internal static class AgentsBenchmark
{
    private const double Mebibyte = 1024 * 1024;
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var count = options.Count ?? 1000;
        using var folder = new TemporaryFolder();
        var platform = SimulatedPlatform.LoadOrCreate(ControlPlaneProcess.PlatformOf(folder), TimeProvider.System.GetUtcNow());
        report.Progress($"making {count} machines");
        await using var fleet = new BenchFleet(platform, count);
        using var node = await ControlPlaneProcess.StartAsync(folder);
        node.Publish(BenchRelease.Repo, BenchRelease.Tag, BenchRelease.Allowlist());

        var empty = ProcessMemory.Of(node.Id);
        var cpu = ProcessCpu.Seconds([node.Id]);
        var took = await fleet.AttestAsync(node.TunnelUrl);
        cpu = ProcessCpu.Seconds([node.Id]) - cpu;
        report.Add($"{count} agents connected, verified, stored and attested", "s", took.TotalSeconds, target: 5);
        report.Add("control plane: CPU of one registration", "us", cpu * 1e6 / count);
        report.Progress($"all attested in {took.TotalSeconds:F2} s");

        var resident = await RestAsync(options, report, fleet, node);
        report.Add("control plane: resident with no agent", "MiB", empty.Resident / Mebibyte);
        report.Add($"control plane: resident with {count} agents at rest", "MiB", Spread.Of([.. resident.Select(bytes => bytes / Mebibyte)]), target: 200);
        report.Add("control plane: peak resident", "MiB", ProcessMemory.Of(node.Id).Peak / Mebibyte, target: 200);
        report.Add("control plane: resident for each agent", "KiB", (Spread.Of([.. resident]).Median - empty.Resident) / 1024 / count);
        report.Remark($"A heartbeat each {BeatInterval.TotalSeconds:F0} s from every agent, each on a machine and in an app of its own, {options.Settle.TotalSeconds:F0} s long.");

        if (options.Flood > 0)
            await StrangerFlood.RunAsync(options.Flood, node, report);
        if (fleet.Open != count)
            throw new InvalidOperationException($"{count - fleet.Open} agents lost their tunnel");
    }

    private static async Task<List<double>> RestAsync(BenchOptions options, Report report, BenchFleet fleet, ControlPlaneProcess node)
    {
        using var over = new CancellationTokenSource();
        var beating = fleet.BeatAsync(BeatInterval, over.Token);
        var cpu = ProcessCpu.Seconds([node.Id]);
        var begun = Stopwatch.GetTimestamp();
        List<double> resident = [];
        report.Progress($"watching them for {options.Settle.TotalSeconds:F0} s");
        while (Stopwatch.GetElapsedTime(begun) < options.Settle)
        {
            await Task.Delay(Look, TimeProvider.System);
            resident.Add(ProcessMemory.Of(node.Id).Resident);
        }

        var elapsed = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        report.Add("control plane: CPU at rest", "% of a core", (ProcessCpu.Seconds([node.Id]) - cpu) / elapsed * 100);
        await over.CancelAsync();
        await beating;
        report.Add("heartbeats", "1/s", fleet.Agents.Sum(agent => agent.Beats) / elapsed);
        return resident;
    }
}
