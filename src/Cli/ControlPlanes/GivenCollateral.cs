using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Cli.ControlPlanes;

/// <summary>Collateral that the user named, whatever platform is asked for: whether it fits is the verifier's question.</summary>
internal sealed class GivenCollateral(CollateralBundle bundle) : ICollateralSource
{
    public ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken) =>
        ValueTask.FromResult<CollateralBundle?>(bundle);
}
