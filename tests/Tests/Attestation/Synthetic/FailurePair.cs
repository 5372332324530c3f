using EasyEnclave.Attestation;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>A recipe that fails in exactly one way, and the nearest recipe that passes.</summary>
/// <param name="Failure">The failure.</param>
/// <param name="Refused">Fails so.</param>
/// <param name="Accepted">Differs from it in one value, and passes.</param>
internal sealed record FailurePair(VerificationFailure Failure, SyntheticCase Refused, SyntheticCase Accepted)
{
    public static FailurePair OfQuote(VerificationFailure failure, QuoteOptions refused, QuoteOptions accepted) =>
        new(failure, new SyntheticCase("refused") { Quote = refused }, new SyntheticCase("accepted") { Quote = accepted });

    public static FailurePair OfCollateral(VerificationFailure failure, CollateralOptions refused, CollateralOptions accepted) =>
        new(failure, new SyntheticCase("refused") { Collateral = refused }, new SyntheticCase("accepted") { Collateral = accepted });
}
