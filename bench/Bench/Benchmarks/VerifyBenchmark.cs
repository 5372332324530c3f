using System.Security.Cryptography;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>A whole verification of a quote: by how much of it is known, against the cryptography it cannot do without; on one thread.</summary>
internal static class VerifyBenchmark
{
    private const int WarmUp = 200;

    public static Task RunAsync(BenchOptions options, Report report)
    {
        var now = TimeProvider.System.GetUtcNow();
        var platform = SimulatedPlatform.Create(now);
        var td = SimulatedTd.From("bench");
        var collateral = platform.IssueCollateral(now);
        var reportData = RandomNumberGenerator.GetBytes(64);
        var v4 = platform.Quote(td, reportData);
        var v5 = platform.Quote(td.AsV5(), reportData);

        report.Progress("making quotes");
        var times = WarmUp + ((options.Count ?? 300) * options.Rounds);
        var newKeys = Each(QuoteVariants.WithNewAttestationKeys(platform, v4, times));
        var newSignatures = Each(QuoteVariants.WithNewQeSignatures(platform, v4, times));
        var known = new QuoteVerifier(platform.TrustRoot, new VerificationCache());

        var verification = new Work("one P-256 verification, key at hand", Verification());
        var import = new Work("one P-256 key import", Import());
        VerifyCase[] cases =
        [
            Case(9, 5, new Work("cold v4", () => Verify(new QuoteVerifier(platform.TrustRoot), v4, collateral, now)) { Target = 2000 }),
            Case(9, 5, new Work("cold v5", () => Verify(new QuoteVerifier(platform.TrustRoot), v5, collateral, now)) { Target = 2000 }),
            Case(2, 1, new Work("collateral and PCK known, new attestation key", () => Verify(known, newKeys(), collateral, now))),
            Case(2, 0, new Work("platform known, QE report signed anew", () => Verify(known, newSignatures(), collateral, now))),
            Case(1, 0, new Work("platform known, QE report proven v4", () => Verify(known, v4, collateral, now)) { AllocationTarget = 8 }),
            Case(1, 0, new Work("platform known, QE report proven v5", () => Verify(known, v5, collateral, now)) { AllocationTarget = 8 }),
        ];
        Measure(
            report,
            options,
            [.. cases.Select(one => one.Work), .. VerifySteps.Of(platform.TrustRoot, v4, collateral, now), verification, import]);
        foreach (var one in cases)
            one.TellRatio(report, verification, import);
        report.Remark("Cold: a new verifier, no cache, keys imported anew; it verifies the root's own signature too, which makes ten.");
        report.Remark("Ratios: to that many verifications and imports of this machine, measured in the same round.");
        return Task.CompletedTask;
    }

    private static VerifyCase Case(int verifications, int imports, Work work) => new(work with { WithAllocations = true }, verifications, imports);

    private static void Measure(Report report, BenchOptions options, Work[] works)
    {
        report.Progress("warming up");
        foreach (var work in works)
        {
            for (var i = 0; i < WarmUp; i++)
                work.Act();
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            report.Progress($"round {round + 1} of {options.Rounds}");
            foreach (var work in works)
                work.Turn(options.Count ?? 300);
        }

        foreach (var work in works)
            work.Tell(report);
    }

    private static void Verify(QuoteVerifier verifier, byte[] quote, CollateralBundle collateral, DateTimeOffset now)
    {
        var verdict = verifier.Verify(quote, collateral, now);
        if (verdict.Failure is { } failure || verdict.Appraisal is null)
            throw new InvalidOperationException($"The quote was refused: {verdict.Failure}");
    }

    /// <summary>One after the other, each once.</summary>
    private static Func<byte[]> Each(byte[][] quotes)
    {
        var next = 0;
        return () => quotes[next++ % quotes.Length];
    }

    // What no verification can do without, to read the others by.
    private static Action Verification()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var message = new byte[632];
        var signature = key.SignData(message, HashAlgorithmName.SHA256);
        return () => key.VerifyData(message, signature, HashAlgorithmName.SHA256);
    }

    private static Action Import()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return () => ECDsa.Create(parameters).Dispose();
    }
}
