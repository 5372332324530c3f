namespace EasyEnclave.Actors.Ledger;

/// <summary>Why the ledger does not do what it was asked; nothing of the entry was written.</summary>
public enum LedgerRefusal
{
    /// <summary>Nothing: it is not refused.</summary>
    None,

    /// <summary>The amount is zero, negative, or beyond what is taken.</summary>
    InvalidAmount,

    /// <summary>The payer has less available.</summary>
    InsufficientFunds,

    /// <summary>Payer and payee are one account.</summary>
    SelfTransfer,

    /// <summary>Money for this purpose does not go from or to this kind of account.</summary>
    AccountNotAllowed,

    /// <summary>A balance would be larger than the ledger can hold.</summary>
    BalanceTooLarge,

    /// <summary>This payment was booked already.</summary>
    ReferenceUsed,

    /// <summary>A memo, reference or entry is longer than is taken.</summary>
    TooLong,

    /// <summary>It would expire at once.</summary>
    ExpiresInPast,

    /// <summary>There is no such pending transfer.</summary>
    PendingNotFound,

    /// <summary>It was posted, voided or expired already.</summary>
    PendingResolved,

    /// <summary>Its time is over.</summary>
    PendingExpired,

    /// <summary>Its time is not over.</summary>
    PendingNotExpired,

    /// <summary>More than was held.</summary>
    AmountAbovePending,

    /// <summary>There is no such transfer.</summary>
    TransferNotFound,

    /// <summary>It moved nothing, or is a reversal itself.</summary>
    NotReversible,

    /// <summary>It was reversed already.</summary>
    AlreadyReversed,
}
