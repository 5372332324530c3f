using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Admin;
using EasyEnclave.Edge.Ledger;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Nodes;

/// <summary><c>POST /v1/nodes/register</c>, <c>GET /v1/nodes</c> and <c>/v1/nodes/{node}</c>.</summary>
internal static class NodesApi
{
    private const string Kind = "nodes";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["amount"] = "stake_amount_usd",
        ["from_account"] = "stake_amount_usd",
        ["to_account"] = "stake_amount_usd",
    };

    public static void MapNodes(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/nodes", ListAsync);
        admin.MapGet("/nodes/{node}", ShowAsync);
        admin.MapNodeSlash();
    }

    /// <summary>The one endpoint that a node may use itself.</summary>
    public static void MapNodeRegistration(this IEndpointRouteBuilder nodes) =>
        nodes.MapPost("/nodes/register", RegisterAsync).ServedByLedgerHolder();

    /// <summary>A problem that names no node.</summary>
    public static ProblemResult UnknownNode() => ProblemResult.Of(404, "unknown_node");

    /// <summary>Why an order about a node was not done; null when it was.</summary>
    public static ProblemResult? Problem(HttpContext context, NodeOutcome outcome) => outcome switch
    {
        NodeOutcome.Done => null,
        NodeOutcome.NotWritten not => LedgerProblems.Of(context, not.Outcome, Names),
        NodeOutcome.Refused { Refusal: { } refusal } => ProblemResult.Of(
            refusal.Verdict switch
            {
                ActionVerdict.Unknown => 404,
                ActionVerdict.Conflict => 409,
                _ => 422,
            },
            refusal.Code,
            null,
            refusal.Field),
        _ => throw new InvalidOperationException("Unknown outcome."),
    };

    private static async Task<IResult> ListAsync(HttpContext context, NodeDirectory nodes, NodeActions actions, NodeViews views)
    {
        if (PageRequest.Read(context.Request.Query, Kind, out PageRequest page) is { } problem)
        {
            return problem;
        }

        Filters filters = new(context.Request.Query);
        (IReadOnlyList<NodeEntry> items, bool more) = page.Of(
            nodes.All.Where(node => filters.Takes("stake_tier", node.State.Tier is { } tier ? StakeTiers.Text(tier) : null)
                && filters.Takes("status", views.Banned(node.State.Id) ? "banned" : "active")),
            node => node.State.Id.Value);
        ILookup<NodeId, Actors.Directory.AgentEntry> agents = views.ByNode();
        List<NodeView> shown = new(items.Count);
        foreach (NodeEntry node in items)
        {
            NodeStake stake = await actions.StakeAsync(node.State.Id, context.RequestAborted).ConfigureAwait(false);
            shown.Add(views.Of(node.State, stake, [.. agents[node.State.Id]]));
        }

        return TypedResults.Json(
            new NodesPage(shown, more ? Cursor.After(Kind, items[^1].State.Id.Value) : null), RestJson.Default.NodesPage);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string node, NodeDirectory nodes, NodeActions actions, NodeViews views)
    {
        if (!NodeId.TryParse(node, out NodeId id) || nodes.Find(id) is not { } entry)
        {
            return UnknownNode();
        }

        context.Response.Headers.ETag = $"\"{entry.State.Version.ToString(CultureInfo.InvariantCulture)}\"";
        NodeStake stake = await actions.StakeAsync(id, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(views.Of(entry.State, stake), RestJson.Default.NodeView);
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, NodeActions actions, NodeViews views, TimeProvider time)
    {
        (JsonElement body, ProblemResult? problem) =
            await JsonFields.ReadAsync(context.Request, arrays: false, context.RequestAborted).ConfigureAwait(false);
        IdempotencyKey? key = null;
        long? version = null;
        if ((problem ?? IdempotencyKeys.Read(context, body, out key) ?? ReadVersion(context, out version)) is { } refused)
        {
            return refused;
        }

        JsonFields fields = new(body);
        NodeRegistration asked = RegistrationReader.Read(fields, version, time.GetUtcNow());
        if (fields.Problem is { } fault)
        {
            return fault;
        }

        Caller caller = context.Caller();
        if (caller.Node is { } own && (own != asked.Node || views.Banned(own)))
        {
            return own == asked.Node
                ? ProblemResult.Of(403, "node_banned")
                : ProblemResult.Of(403, "wrong_node", "A node's token is for that node alone.", "node_id");
        }

        LedgerRequest request = LedgerRequest.Of(caller.Actor, key ?? Fresh(), RegistrationReader.WishOf(asked));
        NodeOutcome outcome = await actions.RegisterAsync(
            asked,
            caller.Node is not null,
            request,
            caller.Actor,
            (state, stake) => JsonSerializer.SerializeToUtf8Bytes(views.Of(state, stake), RestJson.Default.NodeView),
            context.RequestAborted).ConfigureAwait(false);
        if (outcome is not NodeOutcome.Done done)
        {
            return Problem(context, outcome)!;
        }

        if (done.Replayed)
        {
            IdempotencyKeys.MarkReplayed(context);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new RegisterNodeAnswer(JsonSerializer.Deserialize(done.Answer.Span, RestJson.Default.NodeView)!, done.Token), RestJson.Default.RegisterNodeAnswer);
    }

    // A stake is what it shall be, not how much is added: sent twice it is the same, and so needs no key.
    private static IdempotencyKey Fresh() => IdempotencyKey.Parse("register/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    private static ProblemResult? ReadVersion(HttpContext context, out long? version)
    {
        version = null;
        string text = context.Request.Headers.IfMatch.ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (!long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long read))
        {
            return ProblemResult.InvalidField("If-Match", "The version of a node, as its ETag.");
        }

        version = read;
        return null;
    }
}
