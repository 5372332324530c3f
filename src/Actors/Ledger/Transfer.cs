using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Ledger;

/// <summary>A transfer in the journal; never changed.</summary>
public sealed record Transfer
{
    /// <summary>Its place: dense, from 1.</summary>
    public required long Seq { get; init; }

    /// <summary>Its name for ever, derived from its command's.</summary>
    public required TransferId Id { get; init; }

    /// <summary>What it does.</summary>
    public required TransferKind Kind { get; init; }

    /// <summary>What it is for.</summary>
    public required TransferCode Code { get; init; }

    /// <summary>Who paid.</summary>
    public required AccountId Debit { get; init; }

    /// <summary>Who got it.</summary>
    public required AccountId Credit { get; init; }

    /// <summary>How much was moved, held or given back.</summary>
    public required Usd Amount { get; init; }

    /// <summary>The seq of the transfer it posts, voids, expires or reverses.</summary>
    public long? Subject { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, in words.</summary>
    public string Memo { get; init; } = "";

    /// <summary>The payment's number on its rail.</summary>
    public string? Reference { get; init; }

    /// <summary>Its period.</summary>
    public Period? Period { get; init; }

    /// <summary>When it was written, in whole microseconds; never before the transfer before it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When a pending one goes back by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>SHA-256 over the hash before it and all the above.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>What it did to the payer.</summary>
    public EntrySide DebitSide { get; init; }

    /// <summary>What it did to the payee.</summary>
    public EntrySide CreditSide { get; init; }

    /// <summary>The side of one of its two accounts; null for any other account.</summary>
    public EntrySide? SideOf(AccountId account) => account == Debit ? DebitSide : account == Credit ? CreditSide : null;
}
