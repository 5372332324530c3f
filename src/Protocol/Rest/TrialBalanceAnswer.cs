using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>The whole ledger in a few numbers, at one instant.</summary>
public sealed record TrialBalanceAnswer
{
    /// <summary>Whether debits equal credits, posted and pending.</summary>
    public required bool Balanced { get; init; }

    /// <summary>Whether nothing is written until somebody has looked.</summary>
    public required bool Frozen { get; init; }

    /// <summary>What does not hold; null while all does.</summary>
    public LedgerFault? Violation { get; init; }

    /// <summary>The last transfer's seq.</summary>
    public required long Seq { get; init; }

    /// <summary>Its hash, lowercase hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Its instant.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Open pending transfers.</summary>
    public required long OpenPending { get; init; }

    /// <summary>A line for each kind of account there is.</summary>
    public required IReadOnlyList<KindTotals> Kinds { get; init; }

    /// <summary>All of them together: nothing posted, and the same pending out and in.</summary>
    public required KindTotals Total { get; init; }

    /// <summary>An invariant that does not hold, and where.</summary>
    /// <param name="Invariant">Which, in snake_case.</param>
    /// <param name="Detail">What was found.</param>
    /// <param name="Seq">The transfer it was found at.</param>
    /// <param name="Account">The account it was found at.</param>
    public sealed record LedgerFault(string Invariant, string Detail, long? Seq, AccountId? Account);

    /// <summary>All accounts of one kind.</summary>
    public sealed record KindTotals(string Kind, long Accounts, Usd PostedUsd, Usd PendingOutUsd, Usd PendingInUsd);
}
