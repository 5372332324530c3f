using System.Diagnostics;
using System.Security.Cryptography;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Caching;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>How long a good quote waits while strangers send bad ones without end.</summary>
internal static class FloodBenchmark
{
    private const int Strangers = 256;
    private const double Target = 5;

    public static async Task RunAsync(BenchOptions options, Report report)
    {
        var now = TimeProvider.System.GetUtcNow();
        var platform = SimulatedPlatform.Create(now);
        var collateral = platform.IssueCollateral(now);
        var good = platform.Quote(SimulatedTd.From("bench"), RandomNumberGenerator.GetBytes(64));

        // The chain and the QE report are genuine and copied; only the last of all signatures shows that it is a forgery.
        var bad = good.ToArray();
        bad[600] ^= 1;
        var verifier = new QuoteVerifier(platform.TrustRoot, new VerificationCache());
        var queue = new VerificationQueue(Environment.ProcessorCount);

        report.Progress("nobody else");
        await VerifyAsync("home", known: true, options.Turn);
        var alone = await VerifyAsync("home", known: true, options.Turn);

        report.Progress("the flood");
        using var end = new CancellationTokenSource();
        var refused = 0L;
        Task[] flood = [.. Enumerable.Range(0, Strangers).Select(_ => Task.Run(FloodAsync))];
        var known = await VerifyAsync("home", known: true, options.Turn);
        var stranger = await VerifyAsync("elsewhere", known: false, options.Turn);
        await end.CancelAsync();
        await Task.WhenAll(flood);

        report.Add("bad quotes refused", "1/s", refused / (2 * options.Turn.TotalSeconds));
        report.Add("nobody else", "us", alone);
        report.Add("known agent in the flood", "us", known);
        report.Add("stranger from elsewhere in the flood", "us", stranger);
        report.Add("known agent, to nobody else", "times", known.Median / alone.Median, Target);
        report.Add("stranger from elsewhere, to nobody else", "times", stranger.Median / alone.Median, Target);
        report.Remark("Spreads are of the verifications: the fastest, the median, and the slowest but one in a hundred.");

        async Task FloodAsync()
        {
            while (!end.IsCancellationRequested)
            {
                using var place = await queue.EnterAsync("flood", known: false, CancellationToken.None);
                if (verifier.Authenticate(bad, now).Succeeded)
                    throw new InvalidOperationException("A bad quote was taken");
                Interlocked.Increment(ref refused);
            }
        }

        Task<Spread> VerifyAsync(string prefix, bool known, TimeSpan turn) => Task.Run(async () =>
        {
            var took = new List<double>();
            var begun = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begun) < turn)
            {
                took.Add(await OneAsync(prefix, known));
                await Task.Yield();
            }

            took.Sort();
            return new Spread(took[0], took[took.Count / 2], took[(int)(took.Count * 0.99)]);
        });

        async Task<double> OneAsync(string prefix, bool known)
        {
            var begun = Stopwatch.GetTimestamp();
            using var place = await queue.EnterAsync(prefix, known, CancellationToken.None);
            if (verifier.Verify(good, collateral, now).Failure is { } failure)
                throw new InvalidOperationException($"A good quote was refused: {failure}");
            return Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        }
    }
}
