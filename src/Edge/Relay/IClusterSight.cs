using EasyEnclave.Actors.Cluster;

namespace EasyEnclave.Edge.Relay;

/// <summary>What the doors between nodes know of the cluster.</summary>
public interface IClusterSight
{
    /// <summary>The nodes there are, as last read.</summary>
    ClusterView Current { get; }

    /// <summary>This node's own incarnation.</summary>
    Guid Incarnation { get; }

    /// <summary>Reads the nodes and what they wrote anew: completes when a read that began after the call is shown, or when the store is too slow.</summary>
    ValueTask CatchUpAsync(CancellationToken cancellationToken);
}
