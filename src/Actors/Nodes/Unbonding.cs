using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>Stake on its way back: held until its day, and until then to be had by a slash.</summary>
/// <param name="Id">The pending transfer that holds it.</param>
/// <param name="Amount">How much.</param>
/// <param name="To">Who gets it.</param>
/// <param name="DueAt">When.</param>
public sealed record Unbonding(TransferId Id, Usd Amount, AccountId To, DateTimeOffset DueAt);
