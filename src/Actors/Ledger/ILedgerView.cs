using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>What a decision may look at: the ledger as it is at this place of the journal.</summary>
public interface ILedgerView
{
    /// <summary>An account; null when it never had an entry.</summary>
    AccountState? Account(AccountId id);

    /// <summary>A transfer by its seq; null when there is none.</summary>
    Transfer? Transfer(long seq);

    /// <summary>A pending transfer's state by its seq; null when that is no pending transfer.</summary>
    PendingState? Pending(long seq);

    /// <summary>The seq of the reversal of a transfer; null when it was not reversed.</summary>
    long? ReversalOf(long seq);

    /// <summary>The seq of the transfer with a payment's reference; null when the rail has none.</summary>
    long? ByReference(AccountId rail, string reference);
}
