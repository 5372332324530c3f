namespace EasyEnclave.Actors.Ledger;

public sealed partial class LedgerWriter
{
    /// <summary>Checks the whole ledger now, beside the writing; what it finds freezes the ledger.</summary>
    /// <returns>What does not hold; null when all does.</returns>
    public async ValueTask<LedgerViolation?> VerifyAsync(CancellationToken cancellationToken)
    {
        LedgerViolation? found = await _store.VerifyLedgerAsync(cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            Freeze(found);
        }

        return found;
    }

    private async Task CheckAtStartAsync()
    {
        try
        {
            LedgerHead head = await _store.ReadLedgerHeadAsync(_stop.Token).ConfigureAwait(false);
            if (head.Seq <= CheckedFirst)
            {
                await CheckAsync(head.Seq).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogCheckFailed(e);
        }
        catch (OperationCanceledException)
        {
            _checked.TrySetResult();
            return;
        }

        _check = CheckBesideAsync();
    }

    private async Task CheckBesideAsync()
    {
        await Task.Yield();
        while (!_checked.Task.IsCompleted)
        {
            try
            {
                await CheckAsync(CheckedFirst).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _checked.TrySetResult();
            }
            catch (Exception e)
            {
                // The store's edge: out of reach is not the same as wrong, but it is not right either. Ask again.
                LogCheckFailed(e);
                await Task.WhenAny(Task.Delay(CheckAgain, _time, _stop.Token)).ConfigureAwait(false);
            }
        }
    }

    private async Task CheckAsync(long transfers)
    {
        long begun = _time.GetTimestamp();
        if (await VerifyAsync(_stop.Token).ConfigureAwait(false) is null)
        {
            LogChecked(transfers, _time.GetElapsedTime(begun).TotalMilliseconds);
        }

        _checked.TrySetResult();
    }

    private void Freeze(LedgerViolation violation)
    {
        if (Interlocked.CompareExchange(ref _violation, violation, null) is null)
        {
            LogFrozen(violation.Invariant, violation.Seq, violation.Account?.Value, violation.Detail);
            _frozen.TrySetResult();
        }
    }
}
