using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Stake was taken of a node.</summary>
/// <param name="Node">The node after it.</param>
/// <param name="Kind">downtime or fraud.</param>
/// <param name="SlashedUsd">How much was taken.</param>
/// <param name="SlashedCents">The same in whole cents, rounded towards zero.</param>
public sealed record SlashNodeAnswer(NodeView Node, string Kind, Usd SlashedUsd, long SlashedCents);
