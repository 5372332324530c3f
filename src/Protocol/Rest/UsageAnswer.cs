using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Usage was noted.</summary>
/// <param name="UsageId">Its name; the same for the same node, account and period.</param>
/// <param name="LockId">The transfer that holds the money; null where nothing is held.</param>
/// <param name="AmountUsd">What it costs.</param>
/// <param name="AmountCents">The same in whole cents, rounded towards zero.</param>
public sealed record UsageAnswer(string UsageId, string? LockId, Usd AmountUsd, long AmountCents);
