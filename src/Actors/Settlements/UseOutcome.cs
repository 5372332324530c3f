using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What became of a reservation or a usage.</summary>
public abstract record UseOutcome
{
    private UseOutcome()
    {
    }

    /// <summary>It is written, now or since an earlier time.</summary>
    /// <param name="Command">By what it is known.</param>
    /// <param name="Lock">The transfer that holds the money; null where nothing is held.</param>
    /// <param name="Amount">How much is locked, or what was used costs.</param>
    /// <param name="Replayed">Whether it was written before.</param>
    public sealed record Done(CommandId Command, TransferId? Lock, Usd Amount, bool Replayed) : UseOutcome;

    /// <summary>A rule of nodes and periods forbids it.</summary>
    public sealed record Refused(UseRefusal Refusal) : UseOutcome;

    /// <summary>The ledger did not take it.</summary>
    public sealed record NotWritten(LedgerOutcome Outcome) : UseOutcome;
}
