using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Attestation;

/// <summary>One synthetic platform for all tests of the verifier, and the shortest way to a verdict on a changed quote or collateral.</summary>
internal static class SyntheticPlatform
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly SimulatedPlatform Platform = SimulatedPlatform.FromSeed(7, Now);
    public static readonly QuoteVerifier Verifier = new(Platform.TrustRoot);
    public static readonly SimulatedTd Td = SimulatedTd.From("test");

    public static byte[] Quote(QuoteOptions? options = null) => Platform.Quote(Td, new byte[64], options);

    public static CollateralBundle Collateral(CollateralOptions? options = null) => Platform.IssueCollateral(Now, options);

    public static Verdict Verify(QuoteOptions? quote = null, CollateralOptions? collateral = null) =>
        Verifier.Verify(Quote(quote), Collateral(collateral), Now);

    /// <summary>The code of what failed, or null if all is well.</summary>
    public static string? Code(QuoteOptions? quote = null, CollateralOptions? collateral = null) =>
        Verify(quote, collateral).Failure is { } failure ? VerificationFailures.Code(failure) : null;
}
