using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Where nodes' offers are found.</summary>
public interface INodeOffers
{
    /// <summary>A node's offer for work that begins at an instant; null when it is not registered.</summary>
    ValueTask<NodeOffer?> FindAsync(NodeId node, DateTimeOffset at, CancellationToken cancellationToken);
}
