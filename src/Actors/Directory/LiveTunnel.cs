using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Tunnels;

namespace EasyEnclave.Actors.Directory;

/// <summary>An attested tunnel that is open: here, or at another node that lives.</summary>
/// <param name="Epoch">The agent's epoch it was attested with; a row with another one has moved on.</param>
/// <param name="Tunnel">The way to the agent.</param>
/// <param name="Actor">Who decides for it; null when that is another node.</param>
public sealed record LiveTunnel(long Epoch, ITunnel Tunnel, IAgentInbox? Actor);
