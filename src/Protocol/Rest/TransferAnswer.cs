using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Credits changed hands.</summary>
/// <param name="TransferId">The transfer.</param>
/// <param name="FromAccount">The ledger's account that paid.</param>
/// <param name="ToAccount">The ledger's account that got it.</param>
/// <param name="AmountUsd">How much.</param>
/// <param name="At">When it was written.</param>
public sealed record TransferAnswer(TransferId TransferId, AccountId FromAccount, AccountId ToAccount, Usd AmountUsd, DateTimeOffset At);
