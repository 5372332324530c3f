namespace EasyEnclave.Actors.Ledger;

/// <summary>Whether this process is the one that writes the ledger, and does what only one may do.</summary>
public interface ILedgerSeat
{
    /// <summary>True while it holds the ledger; on a single node always. What is written all the same is fenced by the store.</summary>
    bool Held { get; }
}
