using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>What an account holds, now or at an instant of the past.</summary>
public sealed record BalanceAnswer
{
    /// <summary>The account as it was asked for.</summary>
    public required string AccountId { get; init; }

    /// <summary>Its name in the ledger: a node's id stands for its provider account.</summary>
    public required AccountId LedgerAccount { get; init; }

    /// <summary>What can be spent, in whole cents rounded towards zero.</summary>
    public required long BalanceCents { get; init; }

    /// <summary>What is settled.</summary>
    public required Usd BalanceUsd { get; init; }

    /// <summary>What can be spent: what is settled less what is held back.</summary>
    public required Usd AvailableUsd { get; init; }

    /// <summary>What is held back for pending transfers.</summary>
    public required Usd PendingOutUsd { get; init; }

    /// <summary>What pending transfers would bring.</summary>
    public required Usd PendingInUsd { get; init; }

    /// <summary>The last transfer that counts.</summary>
    public required long Seq { get; init; }
}
