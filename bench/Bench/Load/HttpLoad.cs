using System.Diagnostics;
using EasyEnclave.Bench.Processes;

namespace EasyEnclave.Bench.Load;

/// <summary>A closed loop: so many connections, each asking again as soon as it was answered, for so long.</summary>
internal static class HttpLoad
{
    // A turn ends by time; this ends it where an answer costs nothing at all.
    private const int AsksPerConnectionMax = 1_000_000;

    public static async Task<HttpTurn> RunAsync(HttpTarget target, int connections, TimeSpan turn)
    {
        var lines = Enumerable.Range(0, connections).Select(_ => new HttpConnection(target)).ToArray();
        try
        {
            using (var late = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
                await Task.WhenAll(lines.Select(line => line.ConnectAsync(late.Token)));

            var cpu = ProcessCpu.Seconds(target.Processes);
            var begun = Stopwatch.GetTimestamp();
            var times = await Task.WhenAll(lines.Select(line => Task.Run(() => AskAsync(line, target, begun, turn)))).WaitAsync(turn + TimeSpan.FromSeconds(30));
            var elapsed = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            cpu = ProcessCpu.Seconds(target.Processes) - cpu;

            double[] sorted = [.. times.SelectMany(of => of).Select(ticks => ticks * 1e6 / Stopwatch.Frequency).Order()];
            return new HttpTurn(
                sorted.Length / elapsed, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], cpu * 1e6 / sorted.Length);
        }
        finally
        {
            Array.ForEach(lines, line => line.Dispose());
        }
    }

    private static async Task<List<long>> AskAsync(HttpConnection line, HttpTarget target, long begun, TimeSpan turn)
    {
        var times = new List<long>(4096);
        while (times.Count < AsksPerConnectionMax)
        {
            var asked = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(begun, asked) >= turn)
                break;
            if (!await line.AskAsync())
                throw new InvalidOperationException($"{target.Name} refused a request");
            times.Add(Stopwatch.GetTimestamp() - asked);
        }

        return times;
    }
}
