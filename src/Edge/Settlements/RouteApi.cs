using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Admin;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Settlements;

/// <summary><c>GET /v1/route/{app}</c>: which agent the next request would go to; with <c>explain=1</c> why.</summary>
internal static class RouteApi
{
    public static void MapRoute(this IEndpointRouteBuilder admin) => admin.MapGet("/route/{app}", Show);

    private static IResult Show(HttpContext context, string app, AgentDirectory directory, IRouteOffers offers, TimeProvider time)
    {
        if (directory.Find(app) is not { State.Phase: AppPhase.Bound } entry)
        {
            return ProblemResult.Of(404, "unknown_app");
        }

        DateTimeOffset now = time.GetUtcNow();
        AppStanding standing = entry.StandingAt(now);
        List<(AgentEntry Agent, RouteOffer? Offer, RouteChoice Choice)> ranked =
        [
            .. standing.Eligible
                .Select(agent => (Agent: agent, Offer: offers.Find(agent, now)))
                .Select(pair => (pair.Agent, pair.Offer, Choice: RouteChoice.Of(pair.Offer, pair.Agent.Live?.Tunnel.InFlight ?? 0)))
                .OrderBy(candidate => candidate.Choice)
                .ThenBy(candidate => candidate.Agent.State.Id.Value, StringComparer.Ordinal),
        ];
        AgentEntry? chosen = standing.Allowed && ranked.Count > 0 ? ranked[0].Agent : null;
        bool explain = PageRequest.Text(context.Request.Query, "explain") is "1" or "true";
        return TypedResults.Json(
            new RouteAnswer(entry.State.Name, standing.Status, chosen?.State.Id, explain ? Candidates(entry, standing, ranked, directory, offers, now) : null),
            RestJson.Default.RouteAnswer);
    }

    private static List<RouteCandidateView> Candidates(
        AppEntry entry,
        AppStanding standing,
        List<(AgentEntry Agent, RouteOffer? Offer, RouteChoice Choice)> ranked,
        AgentDirectory directory,
        IRouteOffers offers,
        DateTimeOffset now)
    {
        List<RouteCandidateView> views =
            [.. ranked.Select(candidate => View(candidate.Agent, candidate.Offer, eligible: true, candidate.Choice.Against(ranked[0].Choice)))];
        HashSet<string> told = [.. ranked.Select(candidate => candidate.Agent.State.Id.Value)];
        views.AddRange(entry.Agents
            .Where(agent => !told.Contains(agent.State.Id.Value))
            .OrderBy(agent => agent.State.Id.Value, StringComparer.Ordinal)
            .Select(agent => View(
                agent,
                offers.Find(agent, now),
                eligible: false,
                StandingRules.Belongs(entry.State, agent.State) ? StandingRules.AgentStatus(standing, agent, directory.Rules, now) : "expired")));
        return views;
    }

    private static RouteCandidateView View(AgentEntry agent, RouteOffer? offer, bool eligible, string reason) => new()
    {
        AgentId = agent.State.Id,
        NodeId = agent.State.Attestation.Node,
        Eligible = eligible,
        Reason = reason,
        PriceUsdPerVcpuHour = offer?.Price,
        EffectivePriceUsd = offer?.Effective,
        Trust = offer?.Trust.Total,
        TrustAttestation = offer?.Trust.Attestation,
        TrustHealth = offer?.Trust.Health,
        TrustAbuse = offer?.Trust.Abuse,
        InFlight = agent.Live?.Tunnel.InFlight ?? 0,
    };
}
