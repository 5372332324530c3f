using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Ledger;

/// <summary>An invariant that does not hold, and where.</summary>
/// <param name="Invariant">Which.</param>
/// <param name="Detail">What was found, for people.</param>
/// <param name="Seq">The transfer it was found at.</param>
/// <param name="Account">The account it was found at.</param>
public sealed record LedgerViolation(LedgerInvariant Invariant, string Detail, long? Seq = null, AccountId? Account = null);
