using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Upstream.Collateral;
using EasyEnclave.Upstream.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Cli.Quotes;

/// <summary>Asks Intel's service, or a PCCS, for the collateral of a quote's platform.</summary>
internal static class CollateralFetching
{
    /// <summary>Asks.</summary>
    /// <param name="quote">The quote's bytes.</param>
    /// <param name="root">The root that everything must be signed under.</param>
    /// <param name="server">Who is asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The collateral; null where the quote is not authentic and nothing is asked for it; or why there is none.</returns>
    public static async Task<(CollateralBundle? Bundle, Outcome? Fault)> FetchAsync(
        byte[] quote, TrustRoot root, PcsServer server, TimeProvider time, CancellationToken cancellationToken)
    {
        var authentic = new QuoteVerifier(root).Authenticate(quote, time.GetUtcNow());
        if (!authentic.Succeeded)
            return (null, null);
        using var source = new PcsCollateralSource(
            server, root, CollateralKeeping.InProcess(), new UpstreamLimits(), time, NullLogger<PcsCollateralSource>.Instance);
        var platform = authentic.Authentic.Platform;
        var bundle = await source.FetchAsync(platform.Fmspc, platform.Ca, cancellationToken);
        return bundle is null
            ? (null, Outcome.Refused("collateral_unavailable", $"Current collateral of platform {platform.Fmspc} could not be had, or does not hold."))
            : (bundle, null);
    }
}
