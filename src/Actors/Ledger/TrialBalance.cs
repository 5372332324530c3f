namespace EasyEnclave.Actors.Ledger;

/// <summary>The whole ledger in a few numbers, read at one instant.</summary>
/// <param name="Head">Where the journal ends.</param>
/// <param name="Kinds">One line for each kind of account there is.</param>
/// <param name="OpenPending">How many pending transfers are open.</param>
public sealed record TrialBalance(LedgerHead Head, IReadOnlyList<LedgerTotals> Kinds, long OpenPending)
{
    /// <summary>All kinds together: posted must be nothing, and what is pending out and in the same.</summary>
    public Balance Sum => Kinds.Aggregate(default(Balance), static (sum, kind) => new Balance(
        sum.Posted + kind.Balance.Posted, sum.PendingOut + kind.Balance.PendingOut, sum.PendingIn + kind.Balance.PendingIn));

    /// <summary>Whether debits equal credits.</summary>
    public bool Balanced => Sum is { Posted.Micros: 0 } sum && sum.PendingOut == sum.PendingIn;
}
