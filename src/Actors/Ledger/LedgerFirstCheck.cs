namespace EasyEnclave.Actors.Ledger;

/// <summary>What was found before the first write of a tenure.</summary>
/// <param name="Violation">What does not hold: the ledger is frozen; null while all does.</param>
/// <param name="IsEnough">Whether writing may begin now, with the whole check beside it; else the whole check comes first.</param>
public readonly record struct LedgerFirstCheck(LedgerViolation? Violation, bool IsEnough);
