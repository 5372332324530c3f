using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What settling a node's period came to.</summary>
public abstract record SettleOutcome
{
    private SettleOutcome()
    {
    }

    /// <summary>There is a verdict: the final one, or one that halts.</summary>
    /// <param name="Node">Whose.</param>
    /// <param name="Period">Of which period.</param>
    /// <param name="Stored">The verdict.</param>
    public sealed record Judged(NodeId Node, Period Period, StoredVerdict Stored) : SettleOutcome;

    /// <summary>It is too early.</summary>
    public sealed record NotOver : SettleOutcome;

    /// <summary>The node has no such period.</summary>
    public sealed record NotFound : SettleOutcome;

    /// <summary>Nothing is halted that could be resolved.</summary>
    public sealed record NotHalted : SettleOutcome;

    /// <summary>The ledger did not take it; it goes on by itself later.</summary>
    public sealed record NotWritten(LedgerOutcome Outcome) : SettleOutcome;
}
