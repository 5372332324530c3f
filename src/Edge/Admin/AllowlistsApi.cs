using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Releases;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Admin;

/// <summary><c>GET /v1/allowlists</c>, <c>POST /v1/allowlists/accept|dry-run</c>: which lists count, and what happens with one that changed.</summary>
internal static class AllowlistsApi
{
    private const string Kind = "allowlists";
    private const int Sha256Characters = 64;

    public static void MapAllowlists(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/allowlists", ListAsync);
        admin.MapPost("/allowlists/accept", AcceptAsync);
        admin.MapPost("/allowlists/dry-run", TryAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IReleaseLists releases)
    {
        if (PageRequest.Read(context.Request.Query, Kind, out PageRequest page) is { } problem)
        {
            return problem;
        }

        // One more than is wanted shows whether the list goes on.
        if (await releases.ListAsync(page.After, page.Limit + 1, context.RequestAborted).ConfigureAwait(false) is not { } found)
        {
            return Unavailable(context);
        }

        Filters filters = new(context.Request.Query);
        IReadOnlyList<ReleaseList> items = [.. found.Take(page.Limit)];
        return TypedResults.Json(
            new AllowlistsPage(
                [.. items.Where(list => filters.Takes("repo", list.Repo) && filters.Takes("state", list.State)).Select(View)],
                found.Count > page.Limit ? Cursor.After(Kind, items[^1].Key) : null),
            RestJson.Default.AllowlistsPage);
    }

    private static async Task<IResult> AcceptAsync(HttpContext context, IReleaseLists releases, ActionServices services)
    {
        AdminBody<AcceptAllowlistRequest> body =
            await AdminBody<AcceptAllowlistRequest>.ReadAsync(context.Request, null, context.RequestAborted).ConfigureAwait(false);
        RepoName repo = default;
        ReleaseTag tag = default;
        if ((body.Problem ?? Release(body.Value!.Repo, body.Value.ReleaseTag, out repo, out tag)
            ?? Hash(body.Value.Sha256) ?? Reasons.Check(body.Value.Reason, required: true)) is { } problem)
        {
            return problem;
        }

        OperatorOrder order = new(context.Caller().Actor, body.Value!.Reason!);
        ActionOutcome outcome = await releases
            .AcceptAsync(repo, tag, body.Value.Sha256!.ToLowerInvariant(), order, context.RequestAborted).ConfigureAwait(false);
        services.Log.Note("accept_allowlist", $"{repo.Value}@{tag.Value}", order, outcome);
        if (ActionAnswers.Problem(context, outcome) is { } refused)
        {
            return refused;
        }

        return await releases.FindAsync(repo, tag, context.RequestAborted).ConfigureAwait(false) is { } list
            ? TypedResults.Json(View(list), RestJson.Default.AllowlistView)
            : TypedResults.NoContent();
    }

    private static async Task<IResult> TryAsync(HttpContext context, AllowlistTrial trial)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Limits.AllowlistBodyBytes;
        }

        AdminBody<AllowlistTrialRequest> body = await AdminBody<AllowlistTrialRequest>
            .ReadAsync(context.Request, null, Limits.AllowlistBodyBytes, context.RequestAborted).ConfigureAwait(false);
        RepoName repo = default;
        ReleaseTag tag = default;
        byte[] list = [];
        if ((body.Problem ?? Release(body.Value!.Repo, body.Value.ReleaseTag, out repo, out tag)
            ?? Decode(body.Value.AllowlistB64, out list)) is { } problem)
        {
            return problem;
        }

        if (!Allowlist.TryParse(list, tag.Value, out Allowlist? parsed, out string fault))
        {
            return ProblemResult.Of(422, "allowlist_invalid", fault, "allowlist_b64");
        }

        IReadOnlyList<TrialResult> results = await trial.RunAsync(repo, tag, list, context.RequestAborted).ConfigureAwait(false);
        int passing = results.Count(result => result.Reason is null);
        return TypedResults.Json(
            new AllowlistTrialAnswer(parsed.Sha256, passing, results.Count - passing,
            [
                .. results.Select(result => new AllowlistTrialAgent(
                    result.Agent, result.App, result.Network, result.Reason is null, result.Reason, result.Detail)),
            ]),
            RestJson.Default.AllowlistTrialAnswer);
    }

    private static AllowlistView View(ReleaseList list) => new()
    {
        Repo = list.Repo,
        ReleaseTag = list.ReleaseTag,
        State = list.State,
        Origin = list.Pin.Origin,
        Sha256 = list.Pin.Sha256,
        PinnedAt = list.PinnedAt,
        FetchedAt = list.FetchedAt,
        Candidate = list.Candidate is { } candidate ? new AllowlistCandidate(candidate.Origin, candidate.Sha256, list.CandidateSeenAt) : null,
    };

    private static ProblemResult? Release(string? repo, string? tag, out RepoName repoName, out ReleaseTag releaseTag)
    {
        repoName = default;
        releaseTag = default;
        return repo is null ? Missing("repo")
            : tag is null ? Missing("release_tag")
            : !RepoName.TryParse(repo, out repoName) ? ProblemResult.InvalidField("repo", "A repository as owner/name.")
            : !ReleaseTag.TryParse(tag, out releaseTag) ? ProblemResult.InvalidField("release_tag", "A git tag in printable ASCII.")
            : null;
    }

    private static ProblemResult? Hash(string? sha256) =>
        sha256 is null ? Missing("sha256")
        : sha256.Length != Sha256Characters || !sha256.All(char.IsAsciiHexDigit) ? ProblemResult.InvalidField("sha256", "64 hex digits.")
        : null;

    private static ProblemResult? Decode(string? text, out byte[] bytes)
    {
        bytes = new byte[(text?.Length ?? 0) / 4 * 3];
        if (text is null)
        {
            return Missing("allowlist_b64");
        }

        if (!Convert.TryFromBase64String(text, bytes, out int length))
        {
            return ProblemResult.InvalidField("allowlist_b64", "Base64.");
        }

        bytes = bytes[..length];
        return null;
    }

    private static ProblemResult Missing(string field) => ProblemResult.Of(400, "missing_fields", $"{field} is missing.", field);

    private static ProblemResult Unavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return ProblemResult.Of(503, "store_unavailable");
    }
}
