using EasyEnclave.Actors.Ledger;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Nodes;

/// <summary>Pays out stake once its day has come, by itself.</summary>
public sealed partial class Unbonder : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly NodeActions _nodes;
    private readonly ILogger<Unbonder> _logger;
    private readonly ILedgerSeat? _seat;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Starts looking, once a second.</summary>
    /// <param name="nodes">Pays.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <param name="seat">Only while this process holds the ledger is anything paid; null where it always does.</param>
    public Unbonder(NodeActions nodes, TimeProvider time, ILogger<Unbonder> logger, ILedgerSeat? seat = null)
    {
        _seat = seat;
        _nodes = nodes;
        _logger = logger;
        _loop = RunAsync(time);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeProvider time)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                if (_seat is { Held: false })
                {
                    continue;
                }

                await PayAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }

    private async Task PayAsync()
    {
        try
        {
            await _nodes.ReleaseDueAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: what is due stays due.
            LogFailed(e);
        }
    }
}
