using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.ControlPlanes;

/// <summary>A root that a control plane's quote may end in, and where the collateral of platforms under it comes from.</summary>
/// <param name="Verifier">Verifies against that root alone.</param>
/// <param name="Collateral">Its collateral.</param>
public sealed record ControlPlaneAnchor(QuoteVerifier Verifier, ICollateralSource Collateral);
