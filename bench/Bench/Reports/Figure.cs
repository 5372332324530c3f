namespace EasyEnclave.Bench.Reports;

/// <summary>One measured quantity over all rounds.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">In what.</param>
/// <param name="Spread">How it came out.</param>
/// <param name="Target">What the median must stay under; null where nothing is promised.</param>
internal sealed record Figure(string Name, string Unit, Spread Spread, double? Target)
{
    public bool Missed => Spread.Median >= Target;
}
