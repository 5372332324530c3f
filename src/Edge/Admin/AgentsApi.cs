using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Admin;

/// <summary><c>GET /v1/agents</c> and <c>/v1/agents/{id}</c>.</summary>
internal static class AgentsApi
{
    private const string Kind = "agents";

    public static void MapAgents(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/agents", List);
        admin.MapGet("/agents/{id}", Show);
    }

    /// <summary>A problem that names no agent.</summary>
    public static ProblemResult UnknownAgent() => ProblemResult.Of(404, "unknown_agent");

    private static IResult List(HttpContext context, AgentDirectory directory, TimeProvider time)
    {
        if (PageRequest.Read(context.Request.Query, Kind, out PageRequest page) is { } problem)
        {
            return problem;
        }

        DateTimeOffset now = time.GetUtcNow();
        Filters filters = new(context.Request.Query);
        (IReadOnlyList<AgentEntry> items, bool more) = page.Of(
            directory.Agents.Where(agent => Matches(agent, directory, filters, now)), agent => agent.State.Id.Value);
        return TypedResults.Json(
            new AgentsPage(
                [.. items.Select(agent => AgentViews.Of(agent, directory, now))],
                more ? Cursor.After(Kind, items[^1].State.Id.Value) : null),
            RestJson.Default.AgentsPage);
    }

    private static IResult Show(string id, AgentDirectory directory, TimeProvider time) =>
        AgentId.TryParse(id, out AgentId agent) && directory.Find(agent) is { } entry
            ? TypedResults.Json(AgentViews.Of(entry, directory, time.GetUtcNow()), RestJson.Default.AgentView)
            : UnknownAgent();

    private static bool Matches(AgentEntry agent, AgentDirectory directory, Filters filters, DateTimeOffset now) =>
        filters.Takes("app_name", agent.State.App.Value)
        && filters.Takes("repo", agent.State.Repo.Value)
        && filters.Takes("release_tag", agent.State.Attestation.ReleaseTag.Value)
        && filters.Takes("network", agent.State.Network.Value)
        && filters.Takes("node_id", agent.State.Attestation.Node.Value)
        && filters.Takes("platform", agent.State.Attestation.Platform)
        && filters.Takes("measurement", agent.State.Attestation.Measurement)
        && filters.Takes("trust_root", agent.State.Attestation.TrustRoot)
        && filters.Takes("tcb_status", agent.State.Attestation.TcbStatus)
        && filters.Takes("connected", agent.Connected)
        && filters.Takes("approved", agent.State.Approval == Actors.Agents.Approval.Approved)
        && (!filters.Asks("status") || filters.Takes("status", AgentViews.Of(agent, directory, now).Status));
}
