using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Actors;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>A tunnel from an agent to a node's process, or the way to one at another node.</summary>
internal sealed class SimTunnel(SimAgent? agent, NodeProcess process) : ITunnel, IAgentInbox
{
    public SimAgent Agent => agent!;

    public NodeProcess Process => process;

    /// <summary>The epoch it attested with; 0 before.</summary>
    public long Epoch { get; set; }

    /// <summary>The fault its backend has.</summary>
    public string? Fault { get; set; }

    public bool Closed { get; set; }

    public string Prefix => Cast.Home;

    public IReadOnlyList<string> ServerKeys => [];

    public ClientCertificate? ClientCertificate => null;

    public bool Loopback => false;

    public int InFlight => 0;

    public bool TrySend(ControlFrame frame) => !Closed;

    public void Close(TunnelClose close) => Closed = true;

    public ValueTask<ExchangeResult> ExchangeAsync(ControlFrame.ProxyRequest request, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nothing is proxied here.");

    public bool AskAttestation() => !Closed;

    public bool AskReview() => !Closed;

    public bool End(AgentEnding ending)
    {
        process.EndLater(this, ending);
        return true;
    }
}
