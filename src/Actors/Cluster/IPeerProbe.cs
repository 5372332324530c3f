namespace EasyEnclave.Actors.Cluster;

/// <summary>Asks a peer directly whether it is there, over its internal listener.</summary>
public interface IPeerProbe
{
    /// <summary>Whether the peer answered as the incarnation it should be; false for any failure.</summary>
    ValueTask<bool> ReachesAsync(MemberRow peer, CancellationToken cancellationToken);
}
