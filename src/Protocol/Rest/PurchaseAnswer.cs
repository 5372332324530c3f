using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Credits were bought.</summary>
/// <param name="AccountId">Whose, as they were asked for.</param>
/// <param name="BalanceCents">What can be spent after it, in whole cents rounded towards zero.</param>
/// <param name="BalanceUsd">What is settled after it.</param>
/// <param name="AvailableUsd">What can be spent after it.</param>
/// <param name="AmountUsd">How much was bought.</param>
/// <param name="TransferId">Its transfer.</param>
public sealed record PurchaseAnswer(
    string AccountId, long BalanceCents, Usd BalanceUsd, Usd AvailableUsd, Usd AmountUsd, TransferId TransferId);
