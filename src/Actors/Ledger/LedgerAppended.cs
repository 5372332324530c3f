namespace EasyEnclave.Actors.Ledger;

/// <summary>What an append did.</summary>
/// <param name="Outcomes">One for each entry.</param>
/// <param name="Expired">How many pending transfers went back since their time was over.</param>
/// <param name="NextExpiry">When the next open one does; not later than the append's instant when there were too many for one commit.</param>
/// <param name="Head">Where the journal ends now.</param>
public sealed record LedgerAppended(IReadOnlyList<LedgerOutcome> Outcomes, int Expired, DateTimeOffset? NextExpiry, LedgerHead Head);
