using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>What came of asking for one platform's collateral.</summary>
internal abstract record PcsFetch
{
    private PcsFetch()
    {
    }

    /// <summary>All parts came; none is proven.</summary>
    public sealed record Fetched(CollateralBundle Bundle) : PcsFetch;

    /// <summary>The service knows no such platform.</summary>
    public sealed record Unknown : PcsFetch;

    /// <summary>Some part could not be had now, or was not of its form.</summary>
    /// <param name="Part">Which.</param>
    public sealed record Unavailable(string Part) : PcsFetch;
}
