namespace EasyEnclave.Actors.Ledger;

internal sealed partial class LedgerTenure
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

    /// <summary>Checks the whole journal before the first write; while the store cannot be read, nothing is written either.</summary>
    /// <returns>False when the writer is stopped meanwhile.</returns>
    private async Task<bool> CheckAtStartAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                long begun = _time.GetTimestamp();
                LedgerHead head = await _store.ReadLedgerHeadAsync(_stop.Token).ConfigureAwait(false);
                if (_first is not null && await _first(_stop.Token).ConfigureAwait(false) is { } early)
                {
                    Freeze(early);
                }
                else if (await VerifyAsync(_stop.Token).ConfigureAwait(false) is null)
                {
                    LogChecked(head.Seq, _time.GetElapsedTime(begun).TotalMilliseconds);
                }

                _checked.TrySetResult();
                return true;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                // The store's edge: out of reach is not the same as wrong, but it is not right either. Ask again.
                Healthy = false;
                LogCheckFailed(e);
                await Task.WhenAny(Task.Delay(CheckAgain, _time, _stop.Token)).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Stopped: what the store says to that is of no interest.
                break;
            }
        }

        _checked.TrySetResult();
        return false;
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
