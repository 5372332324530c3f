using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>All accounts of one kind together.</summary>
public sealed record LedgerTotals(AccountKind Kind, long Accounts, Balance Balance);
