using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Relay;

/// <summary>Makes tunnels to agents of other nodes.</summary>
/// <param name="clients">The connections to them.</param>
/// <param name="catchUp">Reads anew who has which agent.</param>
/// <param name="answerBytesMax">Bytes of an answer's body that are taken.</param>
public sealed class PeerTunnels(PeerClients clients, Func<CancellationToken, ValueTask> catchUp, long answerBytesMax) : IPeerTunnels
{
    // An owner that moved is found within one poll; who asks longer waits in the hold.
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(1);

    internal PeerClients Clients => clients;

    internal long AnswerBytesMax => answerBytesMax;

    /// <inheritdoc />
    public ITunnel To(MemberRow owner, AgentId agent, long epoch) => new RemoteTunnel(this, owner, agent, epoch);

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
