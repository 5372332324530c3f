namespace EasyEnclave.Actors.Tunnels;

/// <summary>A tunnel's state after an input, and what is to be done.</summary>
public readonly record struct TunnelDecision(TunnelState State, IReadOnlyList<TunnelEffect> Effects);
