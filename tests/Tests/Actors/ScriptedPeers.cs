using System.Collections.Concurrent;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge;

namespace EasyEnclave.Tests.Actors;

/// <summary>Ways to other nodes that lead nowhere, and that remember who asked for them.</summary>
internal sealed class ScriptedPeers : IPeerTunnels
{
    private readonly ConcurrentQueue<(string Node, string Address, string Agent, long Epoch)> _asked = new();

    public IReadOnlyCollection<(string Node, string Address, string Agent, long Epoch)> Asked => _asked;

    public ITunnel To(MemberRow owner, AgentId agent, long epoch)
    {
        _asked.Enqueue((owner.Node, owner.Address, agent.Value, epoch));
        return new SilentTunnel();
    }
}
