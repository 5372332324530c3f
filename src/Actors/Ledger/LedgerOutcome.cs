namespace EasyEnclave.Actors.Ledger;

/// <summary>What became of an entry.</summary>
public abstract record LedgerOutcome
{
    private LedgerOutcome()
    {
    }

    /// <summary>It is on the disk, now or since an earlier time.</summary>
    /// <param name="Transfers">Its transfers, in order; an answer made of these alone is the same whenever it is made.</param>
    /// <param name="Note">The note the entry was written with.</param>
    /// <param name="Replayed">True when it was written before, and nothing was now.</param>
    public sealed record Committed(IReadOnlyList<Transfer> Transfers, ReadOnlyMemory<byte>? Note, bool Replayed) : LedgerOutcome;

    /// <summary>A rule forbids it; nothing was written, not even that it was asked.</summary>
    /// <param name="Refusal">Which rule.</param>
    /// <param name="Field">The field at fault.</param>
    /// <param name="Command">Which command of the entry, from 0.</param>
    public sealed record Refused(LedgerRefusal Refusal, string Field, int Command) : LedgerOutcome;

    /// <summary>Its key was used for another request.</summary>
    public sealed record IdempotencyConflict : LedgerOutcome;

    /// <summary>A row had moved on; nothing was written. Decide again on the present rows.</summary>
    public sealed record Conflict : LedgerOutcome;

    /// <summary>The store cannot be written now, or too much waits for it; nothing was written, as far as is known: send it again.</summary>
    public sealed record Unavailable : LedgerOutcome;

    /// <summary>An invariant does not hold: the ledger writes nothing until somebody has looked.</summary>
    public sealed record Frozen : LedgerOutcome;

    /// <summary>Another holder took the ledger's log.</summary>
    public sealed record Fenced : LedgerOutcome;
}
