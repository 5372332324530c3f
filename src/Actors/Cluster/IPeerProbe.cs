namespace EasyEnclave.Actors.Cluster;

/// <summary>Asks a peer directly whether it is there, over its internal listener.</summary>
public interface IPeerProbe
{
    /// <summary>Whether the peer answered as the incarnation it should be; false for any failure.</summary>
    ValueTask<bool> ReachesAsync(MemberRow peer, CancellationToken cancellationToken);

    /// <summary>Whether this node's own internal listener answers when it is asked from here, past whatever stands before it; false for any failure.</summary>
    /// <param name="self">This node's row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<bool> AnswersAsync(MemberRow self, CancellationToken cancellationToken);
}
