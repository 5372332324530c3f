using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Actors.Proofs;

/// <summary>A root that is trusted here, and where the collateral of platforms under it comes from.</summary>
/// <param name="Verifier">Verifies against that root alone.</param>
/// <param name="Collateral">Its collateral.</param>
public sealed record TrustAnchor(QuoteVerifier Verifier, ICollateralSource Collateral);
