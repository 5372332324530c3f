namespace EasyEnclave.Actors.Ledger;

/// <summary>What a transfer is for; says between which kinds of accounts it may go.</summary>
public enum TransferCode
{
    /// <summary>Credits are bought: from the world outside to a user.</summary>
    Purchase,

    /// <summary>Credits change hands.</summary>
    Transfer,

    /// <summary>Credits are locked for work to come.</summary>
    Reservation,

    /// <summary>Credits are locked for work that was reported without a reservation.</summary>
    Usage,

    /// <summary>A node's stake grows.</summary>
    StakeDeposit,

    /// <summary>A node's stake is given back.</summary>
    StakeRelease,

    /// <summary>A node's stake is taken.</summary>
    Slash,
}
