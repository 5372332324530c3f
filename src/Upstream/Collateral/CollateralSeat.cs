using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>The place of one kind of platform: what is kept, and the one renewal under way.</summary>
internal sealed class CollateralSeat(TimeProvider time, Func<KeptCollateral?, Task<Renewal>> renew)
{
    private readonly Lock _gate = new();
    private KeptCollateral? _kept;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private Task? _renewal;

    /// <summary>Whether newer is being looked for, or would be by whoever asks now.</summary>
    public bool IsDue
    {
        get
        {
            lock (_gate)
            {
                return _renewal is not null || IsDueAt(time.GetUtcNow());
            }
        }
    }

    /// <summary>Looks for newer where that is due, and ends when nobody does any more.</summary>
    /// <param name="cancellationToken">Ends the wait, not the renewal.</param>
    public Task RenewDueAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (RenewalAt(time.GetUtcNow()) ?? Task.CompletedTask).WaitAsync(cancellationToken);
        }
    }

    /// <summary>What is kept and serves, after a renewal when that is due; null when there is nothing.</summary>
    /// <param name="cancellationToken">Ends the wait, not the renewal.</param>
    public async ValueTask<CollateralBundle?> GetAsync(CancellationToken cancellationToken)
    {
        Task? wait;
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            wait = RenewalAt(now);
            if (_kept?.Serves(now) == true && now < _kept.WaitAt)
            {
                return _kept.Bundle;
            }
        }

        if (wait is not null)
        {
            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        lock (_gate)
        {
            return _kept?.Serves(time.GetUtcNow()) == true ? _kept.Bundle : null;
        }
    }

    private bool IsDueAt(DateTimeOffset now) => now >= _notBefore && (_kept?.Serves(now) != true || _kept.IsDue(now));

    /// <summary>The renewal under way, begun here if it is due; null for none.</summary>
    private Task? RenewalAt(DateTimeOffset now) => _renewal ??= IsDueAt(now) ? RenewAsync(_kept) : null;

    private async Task RenewAsync(KeptCollateral? kept)
    {
        // Nothing of it runs inside the lock of whoever found it due.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Renewal renewal = new(kept, Renewal.Soon);
        try
        {
            renewal = await renew(kept).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _kept = renewal.Kept;
                _notBefore = renewal.Pause == TimeSpan.Zero ? DateTimeOffset.MinValue : time.GetUtcNow() + Jitter.Of(renewal.Pause);
                _renewal = null;
            }
        }
    }
}
