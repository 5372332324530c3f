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
/// ends, also after a restart; newer is looked for about once a day, and a part that is older than one already seen is ignored. What cannot
/// be proven under the root replaces nothing.
/// </remarks>
public sealed partial class PcsCollateralSource : ICollateralSource, ICollateralShelf, IRenewable, IDisposable
{
    // Intel makes new kinds of platforms a few times a year.
    private const int PlatformsMax = 1024;

    // Each costs four calls, of which those that agents wait for must find some left.
    private const int RenewalsAtOnce = 4;

    private readonly UpstreamClient _upstream;
    private readonly PcsClient _client;
    private readonly CollateralKeep _keep;
    private readonly ConcurrentDictionary<(string Fmspc, PckCa Ca), CollateralSeat> _seats = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private bool _recalled;

    /// <summary>A source.</summary>
    /// <param name="server">Who is asked.</param>
    /// <param name="root">The root under which everything must be signed.</param>
    /// <param name="keeping">Where what was proven is kept.</param>
    /// <param name="limits">How it is asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what fails.</param>
    public PcsCollateralSource(
        PcsServer server,
        TrustRoot root,
        CollateralKeeping keeping,
        UpstreamLimits limits,
        TimeProvider time,
        ILogger<PcsCollateralSource> logger)
    {
        ArgumentNullException.ThrowIfNull(server);
        _upstream = new UpstreamClient(UpstreamHandlers.Create(), limits, time, logger);
        _client = new PcsClient(server, _upstream);
        _keep = new CollateralKeep(root, server.Channel, keeping);
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

        return SeatOf(fmspc, ca) is { } seat ? seat.GetAsync(cancellationToken) : ValueTask.FromResult<CollateralBundle?>(null);
    }

    /// <inheritdoc />
    public async ValueTask RenewDueAsync(CancellationToken cancellationToken)
    {
        if (!_recalled && await _keep.PlatformsAsync(PlatformsMax, cancellationToken).ConfigureAwait(false) is { } platforms)
        {
            _recalled = true;
            foreach ((string fmspc, PckCa ca) in platforms)
            {
                SeatOf(fmspc, ca);
            }
        }

        IEnumerable<CollateralSeat> due = _seats.Values.Where(seat => seat.IsDue).Take(RenewalsAtOnce);
        await Task.WhenAll(due.Select(seat => seat.RenewDueAsync(cancellationToken))).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CollateralStanding>?> StandingsAsync(int limit, CancellationToken cancellationToken) =>
        _keep.StandingsAsync(limit, _time.GetUtcNow(), cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _upstream.Dispose();
        _keep.Dispose();
        _stopping.Dispose();
    }

    private CollateralSeat? SeatOf(string fmspc, PckCa ca) =>
        _seats.TryGetValue((fmspc, ca), out CollateralSeat? seat) ? seat
        : _seats.Count >= PlatformsMax ? null
        : _seats.GetOrAdd((fmspc, ca), key => new CollateralSeat(_time, kept => RenewAsync(key.Fmspc, key.Ca, kept)));

    private async Task<Renewal> RenewAsync(string fmspc, PckCa ca, KeptCollateral? kept)
    {
        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (kept is null)
            {
                // After a restart: what an earlier process proved serves at once, and the next who asks has it renewed if it is due.
                kept = await _keep.RecallAsync(fmspc, ca, now, _stopping.Token).ConfigureAwait(false);
                if (kept is not null && now < kept.WaitAt)
                {
                    return new Renewal(kept, TimeSpan.Zero);
                }
            }

            switch (await _client.FetchAsync(fmspc, ca, _stopping.Token).ConfigureAwait(false))
            {
                case PcsFetch.Unknown:
                    LogUnknown(fmspc);
                    return new Renewal(kept, Renewal.Later);
                case PcsFetch.Unavailable unavailable:
                    LogUnavailable(unavailable.Part, fmspc);
                    return new Renewal(kept, Renewal.Soon);
                case PcsFetch.Fetched fetched:
                    return await TakeAsync(fetched.Bundle, fmspc, ca, kept).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Stopping: whoever waits gets what there is.
        }

        return new Renewal(kept, Renewal.Soon);
    }

    private async Task<Renewal> TakeAsync(CollateralBundle fetched, string fmspc, PckCa ca, KeptCollateral? kept)
    {
        switch (await _keep.TakeAsync(fetched, fmspc, ca, _time.GetUtcNow(), _stopping.Token).ConfigureAwait(false))
        {
            case Taking.Taken taken:
                if (taken.Older)
                {
                    LogOlder(fmspc);
                }

                return new Renewal(taken.Kept, TimeSpan.Zero);
            case Taking.Refused refused:
                // An older part where the newer one ended is among these: better none.
                LogRefused(fmspc, VerificationFailures.Code(refused.Failure));
                return new Renewal(kept, Renewal.Soon);
            default:
                LogUnkept(fmspc);
                return new Renewal(kept, Renewal.Soon);
        }
    }
}
