using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Upstream.Collateral;

namespace EasyEnclave.Node.Development;

/// <summary>A simulated platform's collateral: what the folder <c>collateral</c> beside its keys holds, else what it issues itself.</summary>
/// <remarks>So that a TCB recovery, a revocation or an end of collateral can be rehearsed with agents connected.</remarks>
/// <param name="platformFolder">The platform's folder.</param>
/// <param name="issued">What it issues itself.</param>
internal sealed class RehearsedCollateral(string platformFolder, ICollateralSource issued) : ICollateralSource
{
    private readonly string _folder = Path.Combine(platformFolder, "collateral");

    /// <inheritdoc />
    public ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken) =>
        Directory.Exists(_folder) ? CollateralFolder.ReadAsync(_folder, cancellationToken) : issued.FetchAsync(fmspc, ca, cancellationToken);
}
