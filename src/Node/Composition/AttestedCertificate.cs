using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.RaTls;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>The control listener's own certificate in attested TLS: a fresh key, a quote over it, and a successor in time.</summary>
/// <remarks>Tunnels that are open go on with the key they began with. If no quote can be had, the last certificate is shown to its end and beyond, where peers refuse it.</remarks>
internal sealed partial class AttestedCertificate : IListenerCertificate, IAsyncDisposable
{
    private const string Name = "EasyEnclave Control Plane";
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    private readonly IQuoteSource _quotes;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _renewing;
    private volatile Made _made;

    private AttestedCertificate(IQuoteSource quotes, TimeSpan lifetime, TimeProvider time, ILogger logger, Made first)
    {
        _quotes = quotes;
        _lifetime = lifetime;
        _time = time;
        _logger = logger;
        _made = first;
        Log.Made(logger, first.NotAfter, first.Shown.KeySha256);
        _renewing = RenewAsync();
    }

    /// <inheritdoc />
    public ShownCertificate Current => _made.Shown;

    /// <summary>Makes the first certificate, and renews it from then on.</summary>
    /// <param name="quotes">Where quotes come from.</param>
    /// <param name="lifetime">How long each certificate lives; its successor is made when a third of that is left.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it tells of renewals.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">There is no quote; the message says why.</exception>
    public static async Task<AttestedCertificate> StartAsync(
        IQuoteSource quotes, TimeSpan lifetime, TimeProvider time, ILogger<AttestedCertificate> logger, CancellationToken cancellationToken)
    {
        (Made? first, string fault) = await MakeAsync(quotes, lifetime, time, cancellationToken).ConfigureAwait(false);
        return first is null
            ? throw new InvalidDataException($"EE_RATLS_ENABLED: this machine gave no quote for the control listener's certificate: {fault}")
            : new AttestedCertificate(quotes, lifetime, time, logger, first);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RenewAsync()
    {
        TimeSpan retry = _lifetime / 20 < LongestRetry ? _lifetime / 20 : LongestRetry;
        TimeSpan delay = _lifetime * 2 / 3;
        while (true)
        {
            await Task.Delay(delay, _time, _stopping.Token).ConfigureAwait(false);
            (Made? next, string fault) = await TryAsync().ConfigureAwait(false);
            if (next is null)
            {
                Log.NotRenewed(_logger, _made.NotAfter, fault);
                delay = retry;
                continue;
            }

            _made = next;
            Log.Made(_logger, next.NotAfter, next.Shown.KeySha256);
            delay = _lifetime * 2 / 3;
        }
    }

    private async Task<(Made? Made, string Fault)> TryAsync()
    {
        try
        {
            return await MakeAsync(_quotes, _lifetime, _time, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // The edge of a renewal: whatever broke, the next try may do better, and an operator must hear of this one.
            return (null, e.Message);
        }
    }

    private static async Task<(Made? Made, string Fault)> MakeAsync(
        IQuoteSource quotes, TimeSpan lifetime, TimeProvider time, CancellationToken cancellationToken)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        QuoteAnswer answer = await quotes.QuoteAsync(KeyReportData.Of(key.ExportSubjectPublicKeyInfo()), cancellationToken).ConfigureAwait(false);
        if (answer is not QuoteAnswer.Quoted quoted)
        {
            return (null, answer is QuoteAnswer.Failed failed ? failed.Detail : "no answer");
        }

        if (!Quote.TryParse(quoted.Quote, out Quote? quote, out VerificationFailure failure))
        {
            return (null, $"the quote is malformed ({VerificationFailures.Code(failure)})");
        }

        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 pair = RaTlsBuilder.Create(key, quote.Canonical.Span, Name, now - RaTlsCertificate.ClockSkew, now + lifetime);
        return (new Made(ShownCertificate.Of(pair, []), now + lifetime), "");
    }

    private sealed record Made(ShownCertificate Shown, DateTimeOffset NotAfter);
}
