using EasyEnclave.Actors.Coverage;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Probes;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Node.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>What settling does by itself: it settles what is due, probes who is being paid, and tells routing how nodes did.</summary>
internal sealed class Settling : IAsyncDisposable
{
    private static readonly TimeSpan RouteInterval = TimeSpan.FromSeconds(30);

    private readonly SettlementClock _clock;
    private readonly Prober _prober;
    private readonly RouteBook _routes;
    private readonly IStore _store;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _refreshing;

    public Settling(IServiceProvider services, NodeOptions options, TimeProvider time)
    {
        _store = services.GetRequiredService<IStore>();
        _time = time;
        _routes = services.GetRequiredService<RouteBook>();
        _clock = new SettlementClock(
            _store,
            services.GetRequiredService<Settler>(),
            services.GetRequiredService<Reversals>(),
            time,
            services.GetRequiredService<ILogger<SettlementClock>>(),
            services.GetRequiredService<ILedgerSeat>());
        _prober = new Prober(
            services.GetRequiredService<AgentDirectory>(),
            _store,
            services.GetRequiredService<StoreWriter>(),
            services.GetRequiredService<SettlementRules>().Evidence.HealthSlot,
            options.ProxyTimeout,
            time,
            services.GetRequiredService<ILogger<Prober>>());
        _refreshing = RefreshAsync(services.GetRequiredService<ILogger<Settling>>());
    }

    /// <summary>The times that the options say.</summary>
    public static SettlementRules Rules(NodeOptions options) => new()
    {
        Evidence = new EvidenceRules
        {
            HealthTimeout = options.HealthTimeout,
            AttestationLifetime = options.AttestInterval + options.AttestDeadline,
            GapLimit = options.SettlementGap,
        },
        Grace = options.SettlementGrace,
        DisputeWindow = options.DisputeWindow,
        HaltRefund = options.HaltRefund,
        RequiresReservation = options.UsageRequiresReservation,
    };

    /// <summary>Probes no more: before agents are sent away, which must not look like their silence.</summary>
    public ValueTask StopProbingAsync() => _prober.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _refreshing.ConfigureAwait(false);
        await _prober.DisposeAsync().ConfigureAwait(false);
        await _clock.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RefreshAsync(ILogger<Settling> logger)
    {
        try
        {
            using PeriodicTimer timer = new(RouteInterval, _time);
            do
            {
                try
                {
                    await _routes.RefreshAsync(_store, _time.GetUtcNow(), _stopping.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The store's edge: routing goes on by what it knew.
                    logger.RoutesNotRead(e);
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }
}
