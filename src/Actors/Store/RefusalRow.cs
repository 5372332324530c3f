namespace EasyEnclave.Actors.Store;

/// <summary>How often something was refused in one minute.</summary>
/// <param name="Minute">The minute's beginning.</param>
/// <param name="Reason">The wire reason, or <c>suppressed</c> for those not told apart.</param>
/// <param name="Prefix">The /24 or /48 it came from, or <c>*</c>.</param>
/// <param name="Count">How often.</param>
public sealed record RefusalRow(DateTimeOffset Minute, string Reason, string Prefix, long Count);
