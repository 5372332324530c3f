using System.Collections.Concurrent;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Upstream.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>Collateral from Intel's service, or from a caching service in its place (<c>EE_PCCS_URL</c>).</summary>
/// <remarks>
/// Those who ask for the same platform at the same time share one fetch. What was proven is kept and serves until the first of its parts
/// ends; newer is looked for about once a day, and a part that is older than one already seen is ignored. What cannot be proven under the
/// root replaces nothing.
/// </remarks>
public sealed partial class PcsCollateralSource : ICollateralSource, IDisposable
{
    // Intel makes new kinds of platforms a few times a year.
    private const int PlatformsMax = 1024;

    private readonly UpstreamClient _upstream;
    private readonly PcsClient _client;
    private readonly CollateralVerifier _verifier;
    private readonly NewestParts _newest = new();
    private readonly ConcurrentDictionary<(string Fmspc, PckCa Ca), CollateralSeat> _seats = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A source.</summary>
    /// <param name="server">Who is asked.</param>
    /// <param name="root">The root under which everything must be signed.</param>
    /// <param name="limits">How it is asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what fails.</param>
    public PcsCollateralSource(
        PcsServer server, TrustRoot root, UpstreamLimits limits, TimeProvider time, ILogger<PcsCollateralSource> logger)
    {
        _upstream = new UpstreamClient(UpstreamHandlers.Create(), limits, time, logger);
        _client = new PcsClient(server, _upstream);
        _verifier = new CollateralVerifier(root);
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc />
    public ValueTask<CollateralBundle?> FetchAsync(string fmspc, PckCa ca, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fmspc);
        if (fmspc.Length != 12 || !fmspc.All(char.IsAsciiHexDigitUpper))
        {
            return ValueTask.FromResult<CollateralBundle?>(null);
        }

        if (!_seats.TryGetValue((fmspc, ca), out CollateralSeat? seat))
        {
            if (_seats.Count >= PlatformsMax)
            {
                return ValueTask.FromResult<CollateralBundle?>(null);
            }

            seat = _seats.GetOrAdd((fmspc, ca), key => new CollateralSeat(_time, kept => RenewAsync(key.Fmspc, key.Ca, kept)));
        }

        return seat.GetAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _upstream.Dispose();
        _stopping.Dispose();
    }

    private async Task<Renewal> RenewAsync(string fmspc, PckCa ca, KeptCollateral? kept)
    {
        PcsFetch fetch;
        try
        {
            fetch = await _client.FetchAsync(fmspc, ca, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return new Renewal(kept, Renewal.Soon);
        }

        switch (fetch)
        {
            case PcsFetch.Unknown:
                LogUnknown(fmspc);
                return new Renewal(kept, Renewal.Later);
            case PcsFetch.Unavailable unavailable:
                LogUnavailable(unavailable.Part, fmspc);
                return new Renewal(kept, Renewal.Soon);
            default:
                return Prove(((PcsFetch.Fetched)fetch).Bundle, fmspc, ca, kept);
        }
    }

    private Renewal Prove(CollateralBundle fetched, string fmspc, PckCa ca, KeptCollateral? kept)
    {
        DateTimeOffset now = _time.GetUtcNow();
        VerificationFailure failure = _verifier.Verify(fetched, fmspc, ca, now, out CollateralWindow? window);
        if (failure != VerificationFailure.None)
        {
            LogRefused(fmspc, VerificationFailures.Code(failure));
            return new Renewal(kept, Renewal.Soon);
        }

        CollateralBundle merged = _newest.Merge(fetched, window!, fmspc, ca);
        if (merged != fetched)
        {
            LogOlder(fmspc);
            failure = _verifier.Verify(merged, fmspc, ca, now, out window);
        }

        // The newest part ended and only an older one is to be had: better none.
        return failure == VerificationFailure.None
            ? new Renewal(KeptCollateral.Of(merged, window!, now), TimeSpan.Zero)
            : new Renewal(kept, Renewal.Soon);
    }
}
