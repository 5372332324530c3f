using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Ledger;

/// <summary>The invariants of one batch: what the accounts were before against what they are after. Costs what the batch touched, no more.</summary>
internal static class BatchCheck
{
    public static LedgerViolation? Run(
        ILedgerView before, IReadOnlyCollection<AccountState> after, IReadOnlyList<Transfer> transfers, long headBefore, LedgerHead head)
    {
        Int128 posted = 0;
        Int128 pendingOut = 0;
        Int128 pendingIn = 0;
        long entries = 0;
        foreach (AccountState account in after)
        {
            AccountState? was = before.Account(account.Id);
            Balance old = was?.Balance ?? default;
            posted += (Int128)account.Balance.Posted.Micros - old.Posted.Micros;
            pendingOut += (Int128)account.Balance.PendingOut.Micros - old.PendingOut.Micros;
            pendingIn += (Int128)account.Balance.PendingIn.Micros - old.PendingIn.Micros;
            entries += account.Trail.Count - (was?.Trail.Count ?? 0);
            if (Below(account) is { } below)
            {
                return below;
            }
        }

        if (posted != 0)
        {
            return new(LedgerInvariant.PostedSumIsZero, $"The batch changes the sum of all posted balances by {posted} micro-USD.", headBefore + 1);
        }

        if (pendingOut != pendingIn)
        {
            return new(
                LedgerInvariant.PendingSumsAreEqual, $"The batch changes pending debits by {pendingOut}, pending credits by {pendingIn}.", headBefore + 1);
        }

        return head.Seq != headBefore + transfers.Count || entries != 2L * transfers.Count
            ? new(LedgerInvariant.SequenceIsDense, $"{transfers.Count} transfers after {headBefore} end at {head.Seq} with {entries} entries.", head.Seq)
            : null;
    }

    /// <summary>Whether an account's balance is one that none may have.</summary>
    public static LedgerViolation? Below(AccountState account)
    {
        Balance balance = account.Balance;
        if (balance.PendingOut < Usd.Zero || balance.PendingIn < Usd.Zero)
        {
            return new(LedgerInvariant.BalancesAreAboveTheirMinimum, $"Account {account.Id} has less than nothing pending.", account.Trail.Last, account.Id);
        }

        Int128 available = (Int128)balance.Posted.Micros - balance.PendingOut.Micros;
        return account.Minimum is { } minimum && available < minimum.Micros
            ? new(
                LedgerInvariant.BalancesAreAboveTheirMinimum,
                $"Account {account.Id} has {available} micro-USD available, and {minimum.Micros} is its minimum.",
                account.Trail.Last,
                account.Id)
            : null;
    }
}
