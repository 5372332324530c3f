namespace EasyEnclave.Actors.Tunnels;

/// <summary>A tunnel's state, in memory only.</summary>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="Faults">How many frames it sent that could not be taken.</param>
public sealed record TunnelState(TunnelPhase Phase, int Faults);
