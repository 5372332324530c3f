using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Admin;

/// <summary><c>POST /v1/agents/{id}/attest|approve|disconnect|ban|unban</c>; each answers after its commit.</summary>
internal static class AgentActionsApi
{
    private static readonly ActionRequest NoReason = new(Reason: null);

    public static void MapAgentActions(this IEndpointRouteBuilder admin)
    {
        admin.MapPost("/agents/{id}/attest", AttestAsync).ServedByAgentOwner();
        admin.MapPost("/agents/{id}/approve", ApproveAsync);
        admin.MapPost("/agents/{id}/disconnect", DisconnectAsync).ServedByAgentOwner();
        admin.MapPost("/agents/{id}/ban", BanAsync);
        admin.MapPost("/agents/{id}/unban", UnbanAsync);
    }

    private static Task<IResult> AttestAsync(HttpContext context, string id, AgentActions agents, ActionServices services) =>
        ActAsync(context, id, "attest", (agent, _) => ValueTask.FromResult(agents.AskAttestation(agent)), services, StatusCodes.Status202Accepted);

    private static Task<IResult> ApproveAsync(HttpContext context, string id, AgentActions agents, ActionServices services) =>
        ActAsync(context, id, "approve", agents.ApproveAsync, services);

    private static Task<IResult> DisconnectAsync(HttpContext context, string id, AgentActions agents, ActionServices services) =>
        ActAsync(context, id, "disconnect", agents.DisconnectAsync, services);

    private static Task<IResult> BanAsync(HttpContext context, string id, BanActions bans, ActionServices services) =>
        ActOnBanAsync(context, id, "ban", bans, bans.BanAsync, services);

    private static Task<IResult> UnbanAsync(HttpContext context, string id, BanActions bans, ActionServices services) =>
        ActOnBanAsync(context, id, "unban", bans, bans.UnbanAsync, services);

    private static async Task<IResult> ActAsync(
        HttpContext context,
        string id,
        string action,
        Func<AgentId, OperatorOrder, ValueTask<ActionOutcome>> act,
        ActionServices services,
        int done = StatusCodes.Status200OK)
    {
        AdminBody<ActionRequest> body =
            await AdminBody<ActionRequest>.ReadAsync(context.Request, NoReason, context.RequestAborted).ConfigureAwait(false);
        if ((body.Problem ?? Reasons.Check(body.Value!.Reason, required: false)) is { } problem)
        {
            return problem;
        }

        if (!AgentId.TryParse(id, out AgentId agent))
        {
            return AgentsApi.UnknownAgent();
        }

        OperatorOrder order = new(context.Caller().Actor, body.Value!.Reason ?? string.Empty);
        ActionOutcome outcome = await act(agent, order).ConfigureAwait(false);
        services.Log.Note(action, agent.Value, order, outcome);
        return ActionAnswers.Problem(context, outcome) is { } refused ? refused : View(agent, services, done);
    }

    private static async Task<IResult> ActOnBanAsync(
        HttpContext context,
        string id,
        string action,
        BanActions bans,
        Func<BanTarget, OperatorOrder, ValueTask<ActionOutcome>> act,
        ActionServices services)
    {
        AdminBody<BanRequest> body = await AdminBody<BanRequest>.ReadAsync(context.Request, null, context.RequestAborted).ConfigureAwait(false);
        if ((body.Problem ?? Reasons.Check(body.Value!.Reason, required: true)) is { } problem)
        {
            return problem;
        }

        BanRequest request = body.Value!;
        if (!AgentId.TryParse(id, out AgentId agent))
        {
            return AgentsApi.UnknownAgent();
        }

        if (!BanScopes.TryParse(request.Scope ?? BanScopes.Text(BanScope.Agent), out BanScope scope))
        {
            return ProblemResult.InvalidField("scope", "agent, node, client_key, platform, repo, release or measurement.");
        }

        ActionOutcome found = bans.Find(agent, scope, request.Value, out BanTarget target);
        if (found.Verdict == ActionVerdict.Refused)
        {
            return ProblemResult.InvalidField("value", $"Not what a ban of scope {BanScopes.Text(scope)} can be on.");
        }

        OperatorOrder order = new(context.Caller().Actor, request.Reason!);
        ActionOutcome outcome = found.Holds ? await act(target, order).ConfigureAwait(false) : found;
        services.Log.Note(action, found.Holds ? $"{BanScopes.Text(target.Scope)} {target.Value}" : agent.Value, order, outcome);
        return ActionAnswers.Problem(context, outcome) is { } refused ? refused : View(agent, services, StatusCodes.Status200OK);
    }

    // A value that was given needs no agent of that name, and then there is none to show.
    private static IResult View(AgentId agent, ActionServices services, int status) =>
        services.Directory.Find(agent) is { } entry
            ? TypedResults.Json(
                AgentViews.Of(entry, services.Directory, services.Time.GetUtcNow()), RestJson.Default.AgentView, statusCode: status)
            : TypedResults.NoContent();
}
