namespace EasyEnclave.Attestation.Collateral;

/// <summary>Where collateral comes from: Intel, a caching service, a directory of files, or the simulated platform.</summary>
public interface ICollateralSource
{
    /// <summary>Fetches the collateral for one kind of platform; asked only after a quote proved to be authentic.</summary>
    /// <param name="fmspc">12 uppercase hex digits, read from a PCK certificate that was verified.</param>
    /// <param name="ca">The CA that issued the PCK certificate, which decides the CRL needed.</param>
    /// <param name="cancellationToken">Ends the wait, not the shared fetch.</param>
    /// <returns>The bundle with whatever parts could be had, or null when the source cannot be asked now.</returns>
    ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken);
}
