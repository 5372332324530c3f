using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>What stands where no source is configured: no collateral can be had, so nobody is let in.</summary>
public sealed class NoCollateral : ICollateralSource
{
    /// <inheritdoc />
    public ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken) =>
        ValueTask.FromResult<CollateralBundle?>(null);
}
