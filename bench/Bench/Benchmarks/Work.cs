using System.Diagnostics;
using EasyEnclave.Bench.Reports;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Something short that is done many times in a turn, on one thread.</summary>
/// <param name="Name">How the report calls it.</param>
/// <param name="Act">Does it once.</param>
internal sealed record Work(string Name, Action Act)
{
    private readonly List<double> _medians = [];
    private readonly List<double> _p99 = [];
    private double _allocated;

    /// <summary>Microseconds that the median must stay under.</summary>
    public double? Target { get; init; }

    /// <summary>Whether slow ones and allocations are told too.</summary>
    public bool WithAllocations { get; init; }

    /// <summary>KiB that it must allocate less than.</summary>
    public double? AllocationTarget { get; init; }

    /// <summary>The medians of its turns in microseconds, in their order.</summary>
    public IReadOnlyList<double> Medians => _medians;

    public void Turn(int times)
    {
        var took = new long[times];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            Act();
            took[i] = Stopwatch.GetTimestamp() - begun;
        }

        _allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)times;
        Array.Sort(took);
        _medians.Add(Microseconds(took[times / 2]));
        _p99.Add(Microseconds(took[(int)(times * 0.99)]));
    }

    public void Tell(Report report)
    {
        report.Add(Name, "us", Spread.Of(_medians), Target);
        if (!WithAllocations)
            return;
        report.Add(Name + ": p99", "us", Spread.Of(_p99));
        report.Add(Name + ": allocated", "KiB", _allocated / 1024, AllocationTarget);
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
