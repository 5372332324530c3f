namespace EasyEnclave.Actors.Ledger;

/// <summary>A pending transfer's end, or that it has none yet.</summary>
/// <param name="Seq">The pending transfer's seq.</param>
/// <param name="ExpiresAt">When it goes back by itself; null for never.</param>
/// <param name="ResolvedBy">The seq of the transfer that posted, voided or expired it; null while it is open.</param>
public sealed record PendingState(long Seq, DateTimeOffset? ExpiresAt, long? ResolvedBy);
