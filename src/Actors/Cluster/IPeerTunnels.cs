using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Cluster;

/// <summary>The way to agents whose tunnel ends at another node: one hop over that node's internal listener.</summary>
public interface IPeerTunnels
{
    /// <summary>A tunnel as it looks from here; whether the peer still has it shows when it is used.</summary>
    /// <param name="owner">The node that holds it.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="epoch">The agent's epoch there; the peer refuses another one.</param>
    ITunnel To(MemberRow owner, AgentId agent, long epoch);
}
