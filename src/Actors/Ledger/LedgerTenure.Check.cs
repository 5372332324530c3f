using EasyEnclave.Actors.Telemetry;

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

    /// <summary>Checks the journal before the first write, whole or from the last checkpoint on; while the store cannot be read, nothing is written either.</summary>
    /// <returns>False when the writer is stopped meanwhile.</returns>
    private async Task<bool> CheckAtStartAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                long begun = _time.GetTimestamp();
                LedgerHead head = await _store.ReadLedgerHeadAsync(_stop.Token).ConfigureAwait(false);
                LedgerFirstCheck first = _first is null ? default : await _first(_stop.Token).ConfigureAwait(false);
                if (first.Violation is { } early)
                {
                    Freeze(early);
                }
                else if (first.IsEnough)
                {
                    _beside = CheckBesideAsync(head.Seq);
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

    /// <summary>Checks the whole journal while writing goes on: whoever held it before had checked it up to the checkpoint.</summary>
    private async Task CheckBesideAsync(long transfers)
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested && !_fenced.Task.IsCompleted)
        {
            try
            {
                long begun = _time.GetTimestamp();
                if (await VerifyAsync(_stop.Token).ConfigureAwait(false) is null)
                {
                    LogChecked(transfers, _time.GetElapsedTime(begun).TotalMilliseconds);
                }

                return;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                // The store's edge, as before the first write; here nobody waits for it.
                LogCheckFailed(e);
                await Task.WhenAny(Task.Delay(CheckAgain, _time, _stop.Token)).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Stopped: what the store says to that is of no interest.
                return;
            }
        }
    }

    /// <summary>Nothing more is written by this tenure.</summary>
    internal void Freeze(LedgerViolation violation)
    {
        if (Interlocked.CompareExchange(ref _violation, violation, null) is null)
        {
            LogFrozen(violation.Invariant, violation.Seq, violation.Account?.Value, violation.Detail);
            Instruments.LedgerFrozen();
            _frozen.TrySetResult();
        }
    }
}
