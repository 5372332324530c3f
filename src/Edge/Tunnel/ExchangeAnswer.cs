using EasyEnclave.Actors.Tunnels;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>How an exchange ended: with what was read of the agent's answer, or for a relayed one with the agent's frame as it came.</summary>
/// <param name="Result">What became of it; null beside a frame.</param>
/// <param name="Unread">The frame; whoever takes it disposes of it.</param>
internal readonly record struct ExchangeAnswer(ExchangeResult? Result, PooledBuffer? Unread = null);
