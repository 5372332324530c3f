using EasyEnclave.Actors.Ledger;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Settles by itself what is due: periods after their dispute window, halts that nobody decided, payments to be taken back.</summary>
public sealed partial class SettlementClock : IAsyncDisposable
{
    private const int PeriodsARound = 500;
    private const int ReportsARound = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ISettlementStore _store;
    private readonly Settler _settler;
    private readonly Reversals _reversals;
    private readonly TimeProvider _time;
    private readonly ILogger<SettlementClock> _logger;
    private readonly ILedgerSeat? _seat;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Starts.</summary>
    /// <param name="store">Where what is due is found.</param>
    /// <param name="settler">Settles periods.</param>
    /// <param name="reversals">Takes payments back.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <param name="seat">Rounds are made only while this process holds the ledger; null where it always does.</param>
    public SettlementClock(
        ISettlementStore store, Settler settler, Reversals reversals, TimeProvider time, ILogger<SettlementClock> logger, ILedgerSeat? seat = null)
    {
        _seat = seat;
        _store = store;
        _settler = settler;
        _reversals = reversals;
        _time = time;
        _logger = logger;
        _loop = RunAsync();
    }

    /// <summary>Stops after the step that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            using PeriodicTimer timer = new(Interval, _time);
            do
            {
                await RoundAsync(_stopping.Token).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (_seat is { Held: false })
        {
            return;
        }

        try
        {
            foreach (PeriodState due in await _store.ReadDueAsync(_time.GetUtcNow(), PeriodsARound, cancellationToken).ConfigureAwait(false))
            {
                await OneAsync(async () => Tell(
                    due, await _settler.SettleAsync(due.Node, due.Period, null, LedgerRequest.System, cancellationToken).ConfigureAwait(false)))
                    .ConfigureAwait(false);
            }

            foreach (AbuseReport report in await _store.ReadAbusesAsync(
                new AbuseQuery(ReportsARound) { Reversal = AbuseReversal.Due }, cancellationToken).ConfigureAwait(false))
            {
                await OneAsync(() => _reversals.RunAsync(report, LedgerRequest.System, cancellationToken).AsTask()).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: nothing is lost, since whatever was due is still due.
            LogRoundFailed(e);
        }
    }

    /// <summary>Does one thing of a round: one that cannot be done must not keep all that come after it from being settled.</summary>
    private async Task OneAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogRoundFailed(e);
        }
    }

    private void Tell(PeriodState due, SettleOutcome outcome)
    {
        if (outcome is SettleOutcome.NotWritten or SettleOutcome.NotOver)
        {
            LogNotSettled(due.Node.Value, due.Period.ToString(), outcome.GetType().Name);
        }
        else if (outcome is SettleOutcome.Judged { Stored.Final: false })
        {
            LogHalted(due.Node.Value, due.Period.ToString());
        }
    }
}
