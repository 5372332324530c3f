namespace EasyEnclave.Actors.Ledger;

/// <summary>What must hold of a ledger at every commit.</summary>
public enum LedgerInvariant
{
    /// <summary>The posted balances of all accounts add up to nothing.</summary>
    PostedSumIsZero,

    /// <summary>What is held back from payers is what payees wait for.</summary>
    PendingSumsAreEqual,

    /// <summary>No account has less available than its minimum, and nothing pending is below zero.</summary>
    BalancesAreAboveTheirMinimum,

    /// <summary>A pending transfer ends at most once, a transfer is reversed at most once.</summary>
    ResolvedAtMostOnce,

    /// <summary>No more is posted than was pending.</summary>
    PostsAreWithinPending,

    /// <summary>Transfers are numbered without gaps, and time does not run backwards.</summary>
    SequenceIsDense,

    /// <summary>Each hash follows from the one before and the transfer.</summary>
    HashesAreChained,

    /// <summary>What is kept of accounts, pending transfers and commands is what the journal says.</summary>
    ProjectionsAreTheFold,

    /// <summary>The journal holds what the last signed checkpoint saw of it: it was not set back, nor written anew.</summary>
    ReachesItsCheckpoint,
}
