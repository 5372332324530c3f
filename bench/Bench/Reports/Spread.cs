namespace EasyEnclave.Bench.Reports;

/// <summary>The least, the middle and the greatest of some values.</summary>
internal readonly record struct Spread(double Min, double Median, double Max)
{
    public static Spread Of(params IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[^1]);
    }
}
