using System.Collections.Immutable;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Tunnels;

namespace EasyEnclave.Edge.Proxy;

/// <summary>Chooses the agent for a request; pure.</summary>
/// <param name="Tunnel">The way to it; null when none is left.</param>
/// <param name="AnyMeasured">Whether at least one agent is measured as asked, tried or not.</param>
internal readonly record struct AgentChoice(ITunnel? Tunnel, bool AnyMeasured)
{
    /// <summary>Chooses the agent with the lowest effective price, then the fewest requests in flight, among equals the first from where it is told to start.</summary>
    /// <param name="eligible">Who may serve.</param>
    /// <param name="requirement">What is asked of it.</param>
    /// <param name="tried">Tunnels that ended under this request; null for none.</param>
    /// <param name="offers">What agents cost.</param>
    /// <param name="now">When.</param>
    /// <param name="start">Where to start; who counts it on spreads ties over all.</param>
    public static AgentChoice Among(
        ImmutableArray<AgentEntry> eligible, Requirement requirement, List<ITunnel>? tried, IRouteOffers offers, DateTimeOffset now, uint start)
    {
        ITunnel? best = null;
        RouteChoice least = RouteChoice.None;
        bool any = false;
        for (uint i = 0; i < eligible.Length; i++)
        {
            AgentEntry agent = eligible[(int)((start + i) % (uint)eligible.Length)];
            if (agent.Live is not { Tunnel: var tunnel } || !requirement.IsMetBy(agent.State.Attestation))
            {
                continue;
            }

            any = true;
            RouteChoice choice = RouteChoice.Of(eligible.Length == 1 ? null : offers.Find(agent, now), tunnel.InFlight);
            if (choice.CompareTo(least) < 0 && tried?.Contains(tunnel) != true)
            {
                best = tunnel;
                least = choice;
            }
        }

        return new AgentChoice(best, any);
    }
}
