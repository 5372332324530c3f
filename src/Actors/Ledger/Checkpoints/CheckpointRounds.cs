namespace EasyEnclave.Actors.Ledger.Checkpoints;

/// <summary>Once a minute: whoever holds the ledger holds it against what is known and signs where it ends; all others take note of that.</summary>
public sealed class CheckpointRounds : IAsyncDisposable
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly LedgerCheckpoints _checkpoints;
    private readonly LedgerWriter _ledger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Starts.</summary>
    public CheckpointRounds(LedgerCheckpoints checkpoints, LedgerWriter ledger, TimeProvider time)
    {
        _checkpoints = checkpoints;
        _ledger = ledger;
        _loop = RunAsync(time);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (!_ledger.Held)
        {
            await _checkpoints.FollowAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (_ledger.Checked.IsCompleted && _ledger.Violation is null)
        {
            // A database that went back under a running holder, as by a fail-over that lost its tail, shows here.
            if (await HoldAsync(cancellationToken).ConfigureAwait(false) is { } violation)
            {
                _ledger.Freeze(violation);
            }
            else
            {
                await _checkpoints.SignAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        else if (_ledger is { Violation.Invariant: LedgerInvariant.ReachesItsCheckpoint, Answered: { } answered })
        {
            // What was answered behind the last checkpoint is known here alone: it is signed, so that whoever holds the ledger next knows it too.
            await _checkpoints.TestifyAsync(answered, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<LedgerViolation?> HoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _checkpoints.CheckAsync(cancellationToken).ConfigureAwait(false)).Violation;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: nothing is known; the writer tells of a store that is away.
            return null;
        }
    }

    private async Task RunAsync(TimeProvider time)
    {
        await Task.Yield();
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                await RoundAsync(_stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }
}
