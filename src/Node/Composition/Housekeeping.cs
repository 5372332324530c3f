using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Node.Composition;

/// <summary>What goes on by itself beside the agents: refusals trickle into the store, old rows leave it, signing keys follow one another.</summary>
internal sealed class Housekeeping : IAsyncDisposable
{
    private static readonly TimeSpan RefusalInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(6);
    private static readonly TimeSpan RotationInterval = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan NewKeysInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefusalsKept = TimeSpan.FromDays(30);

    private readonly IStore _store;
    private readonly AgentServices _services;
    private readonly TimeSpan _retention;
    private readonly ILedgerSeat _seat;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _refusals;
    private readonly Task _pruning;
    private readonly Task _rotation;
    private readonly Task _newKeys;

    /// <summary>Starts; what one node does for all is done by the one that holds the ledger.</summary>
    public Housekeeping(IStore store, AgentServices services, SigningKeys keys, TimeSpan retention, ILedgerSeat seat)
    {
        _seat = seat;
        _store = store;
        _services = services;
        _retention = retention;
        _refusals = EveryAsync(RefusalInterval, _ => WriteRefusalsAsync());
        _pruning = EveryAsync(PruneInterval, token => _seat.Held ? PruneAsync(token) : Task.CompletedTask);
        _rotation = EveryAsync(RotationInterval, _ => _seat.Held ? keys.RotateAsync().AsTask() : Task.CompletedTask);
        _newKeys = EveryAsync(NewKeysInterval, token => keys.RefreshAsync(token).AsTask());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_refusals, _pruning, _rotation, _newKeys).ConfigureAwait(false);
        await WriteRefusalsAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task EveryAsync(TimeSpan interval, Func<CancellationToken, Task> work)
    {
        try
        {
            using PeriodicTimer timer = new(interval, _services.Time);
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                await work(_stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }

    private async Task WriteRefusalsAsync()
    {
        if (_services.Refusals.Take() is { } entry && await _services.Writer.WriteAsync(entry).ConfigureAwait(false) != WriteOutcome.Committed)
        {
            _services.Refusals.Return(entry);
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _services.Time.GetUtcNow();
        try
        {
            await _store.PruneAsync(now - _retention, now - RefusalsKept, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: what could not be deleted now goes with the next round.
            _services.Logger.PruneFailed(e);
        }
    }
}
