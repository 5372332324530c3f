using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Tunnels;

namespace EasyEnclave.Actors.Directory;

/// <summary>An attested tunnel that is open here.</summary>
/// <param name="Epoch">The agent's epoch it was attested with; a row with another one has moved on.</param>
/// <param name="Tunnel">The way to the agent.</param>
/// <param name="Actor">Who decides for it.</param>
public sealed record LiveTunnel(long Epoch, ITunnel Tunnel, IAgentInbox Actor);
