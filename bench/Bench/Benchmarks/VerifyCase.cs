using EasyEnclave.Bench.Reports;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>A verification and the cryptography that it must do.</summary>
/// <param name="Work">The verification.</param>
/// <param name="Verifications">P-256 signatures it must verify.</param>
/// <param name="Imports">P-256 keys it must import.</param>
internal sealed record VerifyCase(Work Work, int Verifications, int Imports)
{
    private const double Target = 1.5;

    public void TellRatio(Report report, Work verification, Work import)
    {
        var ratios = Work.Medians.Select((took, round) =>
            took / ((Verifications * verification.Medians[round]) + (Imports * import.Medians[round])));
        var must = Imports == 0 ? $"{Verifications} verifications" : $"{Verifications} verifications and {Imports} imports";
        report.Add($"{Work.Name}, to {must}", "times", Spread.Of([.. ratios]), Target);
    }
}
