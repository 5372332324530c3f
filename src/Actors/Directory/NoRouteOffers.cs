namespace EasyEnclave.Actors.Directory;

/// <summary>No agent costs anything: the least busy one serves.</summary>
public sealed class NoRouteOffers : IRouteOffers
{
    /// <summary>The one instance.</summary>
    public static NoRouteOffers Instance { get; } = new();

    /// <inheritdoc />
    public RouteOffer? Find(AgentEntry agent, DateTimeOffset now) => null;
}
