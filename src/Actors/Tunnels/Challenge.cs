using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>A nonce that waits for its quote; it lives in memory, is used once, and dies with its deadline.</summary>
/// <param name="Nonce">The random value.</param>
/// <param name="Reason"><c>register</c>, <c>periodic</c> or <c>operator</c>; the quote binds it.</param>
/// <param name="Deadline">When it dies.</param>
public sealed record Challenge(Nonce Nonce, string Reason, DateTimeOffset Deadline);
