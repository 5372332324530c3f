using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Admin;

/// <summary><c>GET|POST /v1/apps</c>, <c>GET|DELETE /v1/apps/{app}</c>: who has which name.</summary>
internal static class AppsApi
{
    private const string Kind = "apps";

    private static readonly ActionRequest NoReason = new(Reason: null);

    public static void MapApps(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/apps", List);
        admin.MapGet("/apps/{app}", Show);
        admin.MapPost("/apps", BindAsync);
        admin.MapDelete("/apps/{app}", ReleaseAsync);
    }

    private static IResult List(HttpContext context, AgentDirectory directory, TimeProvider time)
    {
        if (PageRequest.Read(context.Request.Query, Kind, out PageRequest page) is { } problem)
        {
            return problem;
        }

        DateTimeOffset now = time.GetUtcNow();
        Filters filters = new(context.Request.Query);
        (IReadOnlyList<AppEntry> items, bool more) = page.Of(
            directory.Apps.Where(app => app.State.Phase == AppPhase.Bound && Matches(app, filters, now)), app => app.State.Name.Value);
        return TypedResults.Json(
            new AppsPage([.. items.Select(app => AppViews.Of(app, now))], more ? Cursor.After(Kind, items[^1].State.Name.Value) : null),
            RestJson.Default.AppsPage);
    }

    private static IResult Show(string app, AgentDirectory directory, TimeProvider time) =>
        directory.Find(app) is { State.Phase: AppPhase.Bound } entry
            ? TypedResults.Json(AppViews.Of(entry, time.GetUtcNow()), RestJson.Default.AppView)
            : UnknownApp();

    private static async Task<IResult> BindAsync(HttpContext context, AppActions apps, ActionServices services, ControlOptions options)
    {
        AdminBody<BindAppRequest> body =
            await AdminBody<BindAppRequest>.ReadAsync(context.Request, null, context.RequestAborted).ConfigureAwait(false);
        if ((body.Problem ?? Check(body.Value!, options, out _, out _, out _)) is { } problem)
        {
            return problem;
        }

        Check(body.Value!, options, out AppName app, out RepoName repo, out NetworkName network);
        OperatorOrder order = new(context.Caller().Actor, string.Empty);
        ActionOutcome outcome = await apps.BindAheadAsync(app, repo, network, order).ConfigureAwait(false);
        services.Log.Note("bind", app.Value, order, outcome);
        if (ActionAnswers.Problem(context, outcome) is { } refused)
        {
            return refused;
        }

        bool made = outcome.Verdict == ActionVerdict.Done;
        if (made)
        {
            context.Response.Headers.Location = "/v1/apps/" + app.Value;
        }

        return services.Directory.Find(app) is { } entry
            ? TypedResults.Json(
                AppViews.Of(entry, services.Time.GetUtcNow()),
                RestJson.Default.AppView,
                statusCode: made ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : UnknownApp();
    }

    private static async Task<IResult> ReleaseAsync(HttpContext context, string app, AppActions apps, ActionServices services)
    {
        AdminBody<ActionRequest> body =
            await AdminBody<ActionRequest>.ReadAsync(context.Request, NoReason, context.RequestAborted).ConfigureAwait(false);
        if ((body.Problem ?? Reasons.Check(body.Value!.Reason, required: false)) is { } problem)
        {
            return problem;
        }

        if (!AppName.TryParse(app, out AppName name))
        {
            return UnknownApp();
        }

        OperatorOrder order = new(context.Caller().Actor, body.Value!.Reason ?? string.Empty);
        ActionOutcome outcome = await apps.ReleaseAsync(name, order).ConfigureAwait(false);
        services.Log.Note("release", name.Value, order, outcome);
        return ActionAnswers.Problem(context, outcome) is { } refused ? refused : TypedResults.NoContent();
    }

    private static ProblemResult UnknownApp() => ProblemResult.Of(404, "unknown_app");

    private static ProblemResult? Check(
        BindAppRequest request, ControlOptions options, out AppName app, out RepoName repo, out NetworkName network)
    {
        app = default;
        repo = default;
        network = default;
        return request.AppName is null ? Missing("app_name")
            : request.Repo is null ? Missing("repo")
            : !AppName.TryParse(request.AppName, out app) || options.ReservedApps.Contains(app.Value)
                ? ProblemResult.InvalidField("app_name", "A lowercase DNS label that is not reserved.")
            : !RepoName.TryParse(request.Repo, out repo) ? ProblemResult.InvalidField("repo", "A repository as owner/name.")
            : !NetworkName.TryParse(request.Network ?? NetworkName.Forge1.Value, out network)
                ? ProblemResult.InvalidField("network", "1 to 64 of a-z, 0-9 and -.")
            : !options.HasNetwork(network) ? ProblemResult.Of(422, "invalid_network", "There is no such network here.", "network")
            : null;
    }

    private static ProblemResult Missing(string field) => ProblemResult.Of(400, "missing_fields", $"{field} is missing.", field);

    private static bool Matches(AppEntry app, Filters filters, DateTimeOffset now) =>
        filters.Takes("repo", app.State.Repo.Value)
        && filters.Takes("network", app.State.Network.Value)
        && filters.Takes("trust_root", app.State.TrustRoot)
        && filters.Takes("bound_by", app.State.BoundBy)
        && filters.Takes("status", app.StandingAt(now).Status)
        && filters.Takes("registration_state", app.StandingAt(now).RegistrationState)
        && filters.Takes("allowed", app.StandingAt(now).Allowed);
}
