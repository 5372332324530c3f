using EasyEnclave.Attestation;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>A quote and collateral made to differ from the standard in one point, and what a verifier must say of them.</summary>
internal sealed record SyntheticCase(string Name, params VerificationFailure[] Expected)
{
    /// <summary>The expectation of a neighbour that differs just as little and must be accepted.</summary>
    public static VerificationFailure[] Accepted { get; } = [];

    public QuoteOptions Quote { get; init; } = SyntheticPlatform.StandardQuote;

    public CollateralOptions? Collateral { get; init; }

    public SimulatedTd Td { get; init; } = SyntheticPlatform.Td;

    public void Check()
    {
        var verdict = SyntheticPlatform.Verify(this);

        if (Expected.Length == 0)
        {
            Assert.Null(verdict.Failure);
            Assert.True(verdict.Authentic);
        }
        else
        {
            Assert.False(verdict.Authentic);
            Assert.Contains(verdict.Failure!.Value, Expected);
        }
    }
}
