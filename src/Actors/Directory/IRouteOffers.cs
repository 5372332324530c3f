namespace EasyEnclave.Actors.Directory;

/// <summary>Where routing finds what agents cost; asked for each request, so it answers from memory.</summary>
public interface IRouteOffers
{
    /// <summary>What an agent costs; null where its node is not registered or has no price.</summary>
    RouteOffer? Find(AgentEntry agent, DateTimeOffset now);
}
