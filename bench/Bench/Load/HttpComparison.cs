using EasyEnclave.Bench.Reports;

namespace EasyEnclave.Bench.Load;

/// <summary>Measures targets in turns, round by round in the same run, and compares the first with each of the others.</summary>
internal static class HttpComparison
{
    public static Task RunAsync(Report report, BenchOptions options, params HttpTarget[] targets) => RunAsync(report, options, null, null, targets);

    /// <summary>The same with targets for the first: how many times the others' rate may be its own, and its p99 in microseconds.</summary>
    public static async Task RunAsync(Report report, BenchOptions options, double? times, double? p99, params HttpTarget[] targets)
    {
        foreach (var target in targets)
        {
            report.Progress($"warming up {target.Name}");
            await HttpLoad.RunAsync(target, options.Connections, options.Turn);
            await HttpLoad.RunAsync(target, options.Connections, options.Turn);
        }

        var turns = targets.Select(_ => new List<HttpTurn>()).ToArray();
        for (var round = 0; round < options.Rounds; round++)
        {
            report.Progress($"round {round + 1} of {options.Rounds}");

            // Each round begins with another one, so that none always follows the same neighbour.
            for (var step = 0; step < targets.Length; step++)
            {
                var place = (round + step) % targets.Length;
                turns[place].Add(await HttpLoad.RunAsync(targets[place], options.Connections, options.Turn));
            }
        }

        for (var i = 0; i < targets.Length; i++)
            Tell(report, targets[i].Name, turns[i], targets[i].Processes.Count > 0, i == 0 ? p99 : null);
        for (var i = 1; i < targets.Length; i++)
        {
            Compare(report, $"{targets[0].Name} / {targets[i].Name}", turns[0], turns[i], withCpu: targets[i].Processes.Count > 0);
            if (times is not null)
            {
                var ratios = turns[i].Zip(turns[0]).Select(pair => pair.First.Rate / pair.Second.Rate);
                report.Add($"{targets[i].Name} / {targets[0].Name}: rate", "ratio", Spread.Of([.. ratios]), times);
            }
        }
    }

    private static void Tell(Report report, string name, List<HttpTurn> turns, bool withCpu, double? p99)
    {
        report.Add($"{name}: rate", "requests/s", Over(turns, turn => turn.Rate));
        report.Add($"{name}: p50", "us", Over(turns, turn => turn.Median));
        report.Add($"{name}: p99", "us", Over(turns, turn => turn.P99), p99);
        if (withCpu)
            report.Add($"{name}: CPU", "us/request", Over(turns, turn => turn.Cpu));
    }

    private static void Compare(Report report, string name, List<HttpTurn> ours, List<HttpTurn> theirs, bool withCpu)
    {
        var pairs = ours.Zip(theirs).ToArray();
        report.Add($"{name}: rate", "ratio", Spread.Of([.. pairs.Select(pair => pair.First.Rate / pair.Second.Rate)]));
        report.Add($"{name}: p50", "ratio", Spread.Of([.. pairs.Select(pair => pair.First.Median / pair.Second.Median)]));
        if (withCpu)
            report.Add($"{name}: CPU", "ratio", Spread.Of([.. pairs.Select(pair => pair.First.Cpu / pair.Second.Cpu)]));
    }

    private static Spread Over(List<HttpTurn> turns, Func<HttpTurn, double> of) => Spread.Of([.. turns.Select(of)]);
}
