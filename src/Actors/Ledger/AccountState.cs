using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Ledger;

/// <summary>An account as the ledger keeps it: a projection of the journal, and checked against it.</summary>
public sealed record AccountState
{
    /// <summary>Its name.</summary>
    public required AccountId Id { get; init; }

    /// <summary>Its number in the store: dense, from 1, in the order of the first entries.</summary>
    public required long Number { get; init; }

    /// <summary>What it holds.</summary>
    public Balance Balance { get; init; }

    /// <summary>Where its entries are.</summary>
    public AccountTrail Trail { get; init; } = AccountTrail.Empty;

    /// <summary>When it had its first entry.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>What the available balance must never be below; null where there is no floor.</summary>
    public Usd? Minimum => MinimumOf(Id.Kind);

    /// <summary>The floor of a kind of account; null for none.</summary>
    public static Usd? MinimumOf(AccountKind kind) => kind == AccountKind.External ? null : Usd.Zero;
}
