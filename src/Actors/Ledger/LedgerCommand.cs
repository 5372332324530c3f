using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Ledger;

/// <summary>One thing the ledger is asked to do; each makes one transfer or is refused.</summary>
public abstract record LedgerCommand
{
    private LedgerCommand()
    {
    }

    /// <summary>Why, in words for people; kept for ever.</summary>
    public string Memo { get; init; } = "";

    /// <summary>Which period it belongs to, where it does.</summary>
    public Period? Period { get; init; }

    /// <summary>Moves money at once.</summary>
    /// <param name="Code">What for.</param>
    /// <param name="From">Who pays.</param>
    /// <param name="To">Who gets it.</param>
    /// <param name="Amount">How much; above zero.</param>
    /// <param name="Reference">The payment's number on its rail; the debited account takes each but once.</param>
    public sealed record Move(TransferCode Code, AccountId From, AccountId To, Usd Amount, string? Reference = null) : LedgerCommand;

    /// <summary>Holds money back until it is posted, voided, or its time is over.</summary>
    /// <param name="Code">What for.</param>
    /// <param name="From">Who would pay.</param>
    /// <param name="To">Who would get it.</param>
    /// <param name="Amount">At most how much; above zero.</param>
    /// <param name="ExpiresAt">The instant at which it goes back by itself; null for never.</param>
    public sealed record Pend(TransferCode Code, AccountId From, AccountId To, Usd Amount, DateTimeOffset? ExpiresAt) : LedgerCommand;

    /// <summary>Moves what a pending transfer held, all of it or less; the rest returns. To move nothing, void it.</summary>
    /// <param name="Pending">The pending transfer's seq.</param>
    /// <param name="Amount">How much of it; above zero.</param>
    public sealed record Post(long Pending, Usd Amount) : LedgerCommand;

    /// <summary>Gives back what a pending transfer held.</summary>
    /// <param name="Pending">The pending transfer's seq.</param>
    public sealed record Void(long Pending) : LedgerCommand;

    /// <summary>Gives back what a pending transfer held once its time is over; the ledger's writer asks for it.</summary>
    /// <param name="Pending">The pending transfer's seq.</param>
    public sealed record Expire(long Pending) : LedgerCommand;

    /// <summary>Moves back what a transfer moved.</summary>
    /// <param name="Original">The seq of a move or post.</param>
    /// <param name="From">Who pays it back; null for who got it. A node's stake may stand in for its provider account.</param>
    public sealed record Reverse(long Original, AccountId? From = null) : LedgerCommand;

    /// <summary>A user buys credits.</summary>
    public static LedgerCommand Purchase(string rail, AccountId user, Usd amount, string? reference) =>
        new Move(TransferCode.Purchase, AccountId.External(rail), user, amount, reference);

    /// <summary>Credits change hands.</summary>
    public static LedgerCommand Transfer(AccountId from, AccountId to, Usd amount, string memo) =>
        new Move(TransferCode.Transfer, from, to, amount) { Memo = memo };

    /// <summary>Credits are locked for work to come.</summary>
    public static LedgerCommand Reserve(AccountId user, NodeId node, Usd amount, Period period, DateTimeOffset? expiresAt) =>
        new Pend(TransferCode.Reservation, user, AccountId.Provider(node), amount, expiresAt) { Period = period };

    /// <summary>Credits are locked for work that is reported without a reservation.</summary>
    public static LedgerCommand LockUsage(AccountId user, NodeId node, Usd amount, Period period, DateTimeOffset? expiresAt) =>
        new Pend(TransferCode.Usage, user, AccountId.Provider(node), amount, expiresAt) { Period = period };

    /// <summary>A node's stake grows, from outside or from what it earned.</summary>
    public static LedgerCommand DepositStake(NodeId node, AccountId from, Usd amount) =>
        new Move(TransferCode.StakeDeposit, from, AccountId.Stake(node), amount);

    /// <summary>A node's stake begins to come back: held until it is posted, and slashable only after a void.</summary>
    public static LedgerCommand Unbond(NodeId node, AccountId to, Usd amount) =>
        new Pend(TransferCode.StakeRelease, AccountId.Stake(node), to, amount, ExpiresAt: null);

    /// <summary>A node's stake is taken.</summary>
    public static LedgerCommand Slash(NodeId node, AccountId to, Usd amount, string reason) =>
        new Move(TransferCode.Slash, AccountId.Stake(node), to, amount) { Memo = reason };
}
