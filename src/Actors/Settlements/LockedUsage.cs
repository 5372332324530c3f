namespace EasyEnclave.Actors.Settlements;

/// <summary>A usage with the place of its lock in the journal.</summary>
/// <param name="Row">The usage.</param>
/// <param name="Pending">The seq of the pending transfer that holds its money; null where nothing is held.</param>
/// <param name="ResolvedBy">The seq of the transfer that ended it: a post, a void, or an expiry; null while it is open.</param>
public sealed record LockedUsage(UsageRow Row, long? Pending, long? ResolvedBy);
