using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Credits are locked for work to come.</summary>
/// <param name="ReservationId">Its name.</param>
/// <param name="LockId">The transfer that holds the money; null where nothing is held.</param>
/// <param name="AccountId">Who pays.</param>
/// <param name="NodeId">The node.</param>
/// <param name="Vcpus">How many vCPUs.</param>
/// <param name="PeriodStart">The period's first instant.</param>
/// <param name="PeriodEnd">The first instant after it.</param>
/// <param name="AmountUsd">How much is locked.</param>
/// <param name="AmountCents">The same in whole cents, rounded towards zero.</param>
public sealed record ReservationAnswer(
    string ReservationId,
    string? LockId,
    AccountId AccountId,
    NodeId NodeId,
    int Vcpus,
    DateTimeOffset PeriodStart,
    DateTimeOffset PeriodEnd,
    Usd AmountUsd,
    long AmountCents);
