using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Actors.Nodes;

/// <summary>What became of an order about a node.</summary>
public abstract record NodeOutcome
{
    private NodeOutcome()
    {
    }

    /// <summary>It is done, now or since an earlier time.</summary>
    /// <param name="Answer">The answer that was kept with it.</param>
    /// <param name="Token">The node's new token, which is told this once; null where none was made.</param>
    /// <param name="Replayed">True when it was done before.</param>
    public sealed record Done(ReadOnlyMemory<byte> Answer, string? Token, bool Replayed) : NodeOutcome;

    /// <summary>A rule of nodes forbids it.</summary>
    public sealed record Refused(NodeRefusal Refusal) : NodeOutcome;

    /// <summary>The ledger did not write it.</summary>
    public sealed record NotWritten(LedgerOutcome Outcome) : NodeOutcome;
}
