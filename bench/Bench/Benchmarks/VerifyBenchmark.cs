using System.Security.Cryptography;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>A whole verification of a quote: with nothing known, with everything known, and step by step; on one thread.</summary>
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
        var known = new QuoteVerifier(platform.TrustRoot, new VerificationCache());

        Measure(
            report,
            options,
            [
                new Work("cold v4", () => Verify(new QuoteVerifier(platform.TrustRoot), v4, collateral, now)) { Target = 2000, WithAllocations = true },
                new Work("cold v5", () => Verify(new QuoteVerifier(platform.TrustRoot), v5, collateral, now)) { Target = 2000, WithAllocations = true },
                new Work("known platform v4", () => Verify(known, v4, collateral, now)) { WithAllocations = true },
                new Work("known platform v5", () => Verify(known, v5, collateral, now)) { WithAllocations = true },
                .. VerifySteps.Of(platform.TrustRoot, v4, collateral, now),
                .. Primitives(),
            ]);
        report.Remark("Cold: a new verifier, no cache, keys imported anew. Known platform: PCK chain and collateral were proved before, the quote was not.");
        return Task.CompletedTask;
    }

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

    // What no verification can do without, to read the others by.
    private static IEnumerable<Work> Primitives()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var message = new byte[632];
        var signature = key.SignData(message, HashAlgorithmName.SHA256);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        yield return new Work("  one P-256 verification, key at hand", () => key.VerifyData(message, signature, HashAlgorithmName.SHA256));
        yield return new Work("  one P-256 key import", () => ECDsa.Create(parameters).Dispose());
    }
}
