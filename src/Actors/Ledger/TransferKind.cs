namespace EasyEnclave.Actors.Ledger;

/// <summary>What a transfer does to the two balances.</summary>
public enum TransferKind
{
    /// <summary>Moves the amount at once.</summary>
    Move,

    /// <summary>Holds the amount back from the debited account, until it is posted, voided or expired.</summary>
    Pend,

    /// <summary>Moves an amount, up to all, of a pending transfer; what is left of it returns.</summary>
    Post,

    /// <summary>Gives all of a pending transfer back.</summary>
    Void,

    /// <summary>Gives all of a pending transfer back since its time was over.</summary>
    Expire,

    /// <summary>Moves back what an earlier transfer moved; once.</summary>
    Reverse,
}
