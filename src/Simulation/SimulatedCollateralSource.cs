using System.Collections.Concurrent;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Collateral;

namespace EasyEnclave.Simulation;

/// <summary>Collateral of a simulated platform, issued when first asked for and again when its window is half over.</summary>
public sealed class SimulatedCollateralSource(SimulatedPlatform platform, TimeProvider time) : ICollateralSource
{
    private readonly ConcurrentDictionary<PckCa, (DateTimeOffset RenewAt, DateTimeOffset IssuedAt, CollateralBundle Bundle)> _issued = new();

    /// <inheritdoc/>
    /// <remarks>An empty bundle for another platform's FMSPC: there is nothing to be had here about it, now or later.</remarks>
    public ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!string.Equals(fmspc, platform.Fmspc, StringComparison.OrdinalIgnoreCase)) return new(new CollateralBundle());

        var now = time.GetUtcNow();
        // A clock set back must not leave collateral from the future in place.
        if (_issued.TryGetValue(ca, out var held) && now >= held.IssuedAt && now < held.RenewAt) return new(held.Bundle);
        var issuedAt = CollateralIssuer.IssueDate(now);
        var bundle = platform.IssueCollateral(now, new CollateralOptions { Ca = ca });
        _issued[ca] = (issuedAt + (CollateralIssuer.Window / 2), issuedAt, bundle);
        return new(bundle);
    }
}
