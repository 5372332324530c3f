using EasyEnclave.Actors.Cluster;

namespace EasyEnclave.Edge.Relay;

/// <summary>The mark on connections of the internal listener: which node is at the other end.</summary>
/// <param name="Peer">Whom its certificate names.</param>
internal sealed record PeerConnection(PeerIdentity Peer)
{
    /// <summary>Whether that incarnation may still speak for its node.</summary>
    public bool IsLive(ClusterView view) => view.Find(Peer.Node) is { Live: true } row && row.Incarnation == Peer.Incarnation;
}
