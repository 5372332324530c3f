using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>A transfer of the journal; in an account's list also what it did to that account.</summary>
public sealed record TransferView
{
    /// <summary>Its place in the journal.</summary>
    public required long Seq { get; init; }

    /// <summary>Its name for ever.</summary>
    public required TransferId TransferId { get; init; }

    /// <summary>move, pend, post, void, expire or reverse.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is for: purchase, transfer, reservation, usage, stake_deposit, stake_release or slash.</summary>
    public required string Code { get; init; }

    /// <summary>Who pays.</summary>
    public required AccountId FromAccount { get; init; }

    /// <summary>Who gets it.</summary>
    public required AccountId ToAccount { get; init; }

    /// <summary>How much was moved, held or given back.</summary>
    public required Usd AmountUsd { get; init; }

    /// <summary>in or out, as the account whose list it is sees it; null elsewhere.</summary>
    public string? Direction { get; init; }

    /// <summary>What is settled on that account after it; null elsewhere.</summary>
    public Usd? BalanceUsd { get; init; }

    /// <summary>What could be spent of that account after it; null elsewhere.</summary>
    public Usd? AvailableUsd { get; init; }

    /// <summary>The transfer that it posts, voids, expires or reverses.</summary>
    public long? SubjectSeq { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Memo { get; init; }

    /// <summary>The payment's number on its rail.</summary>
    public string? Reference { get; init; }

    /// <summary>Its period's first instant.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>The first instant after its period.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>When a pending one goes back by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>SHA-256 over it and the hash before it, lowercase hex.</summary>
    public required string Hash { get; init; }
}
