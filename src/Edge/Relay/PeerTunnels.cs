using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Relay;

/// <summary>Makes tunnels to agents of other nodes.</summary>
/// <param name="clients">The connections to them.</param>
/// <param name="catchUp">Reads anew who has which agent.</param>
/// <param name="budget">What large answers take from.</param>
/// <param name="options">How large an agent's answer may be.</param>
public sealed class PeerTunnels(PeerClients clients, Func<CancellationToken, ValueTask> catchUp, BodyBudget budget, TunnelOptions options) : IPeerTunnels
{
    // An owner that moved is found within one poll; who asks longer waits in the hold.
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(1);

    internal int AnswerBodyBytesMax => options.ResponseBodyBytes;

    /// <inheritdoc />
    public ITunnel To(MemberRow owner, AgentId agent, long epoch) => new RemoteTunnel(this, owner, agent, epoch);

    internal Task<PeerStream> StreamAsync(MemberRow owner) => clients.StreamAsync(owner, budget, options.ResponseFrameBytes);

    internal async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await catchUp(cancellationToken).AsTask().WaitAsync(CatchUpLimit, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The store is slow; the request goes on with what is known.
        }
    }
}
