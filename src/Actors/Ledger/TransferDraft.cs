using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Ledger;

/// <summary>A transfer as decided, before it has its place in the journal.</summary>
public sealed record TransferDraft
{
    /// <summary>What it does.</summary>
    public required TransferKind Kind { get; init; }

    /// <summary>What it is for; a post, void, expiry or reversal has its subject's.</summary>
    public required TransferCode Code { get; init; }

    /// <summary>Who pays.</summary>
    public required AccountId Debit { get; init; }

    /// <summary>Who gets it.</summary>
    public required AccountId Credit { get; init; }

    /// <summary>How much is moved, held or given back.</summary>
    public required Usd Amount { get; init; }

    /// <summary>How much of a pending transfer ends with this one; zero for all that have none.</summary>
    public Usd Held { get; init; }

    /// <summary>The seq of the transfer it posts, voids, expires or reverses.</summary>
    public long? Subject { get; init; }

    /// <summary>Why, in words.</summary>
    public string Memo { get; init; } = "";

    /// <summary>The payment's number on its rail.</summary>
    public string? Reference { get; init; }

    /// <summary>Its period.</summary>
    public Period? Period { get; init; }

    /// <summary>When a pending one goes back by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
