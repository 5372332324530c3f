using System.Text.Json;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Admin;
using EasyEnclave.Edge.Ledger;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Nodes;

/// <summary><c>POST /v1/nodes/{node}/slash</c>: an admin takes stake; nothing here takes any by itself.</summary>
internal static class NodeSlashApi
{
    public static void MapNodeSlash(this IEndpointRouteBuilder admin) => admin.MapPost("/nodes/{node}/slash", SlashAsync).ServedByLedgerHolder();

    private static async Task<IResult> SlashAsync(
        HttpContext context, string node, NodeDirectory nodes, NodeActions actions, NodeViews views, BanActions bans, IStore store)
    {
        (JsonElement body, ProblemResult? problem) =
            await JsonFields.ReadAsync(context.Request, arrays: false, context.RequestAborted).ConfigureAwait(false);
        IdempotencyKey key = default;
        if ((problem ?? IdempotencyKeys.ReadRequired(context, body, out key)) is { } refused)
        {
            return refused;
        }

        JsonFields fields = new(body);
        SlashKind kind = ReadKind(fields);
        Period? period = ReadPeriod(fields);
        string reason = fields.Text("reason", Limits.MemoLength) ?? "";
        if (reason.Length == 0)
        {
            fields.Fail(ProblemResult.Of(400, "missing_fields", "Say why, for the record.", "reason"));
        }

        if (fields.Problem is { } fault)
        {
            return fault;
        }

        if (!NodeId.TryParse(node, out NodeId id) || nodes.Find(id) is null)
        {
            return NodesApi.UnknownNode();
        }

        Caller caller = context.Caller();
        LedgerRequest request = LedgerRequest.Of(caller.Actor, key, Wish.Of("slash", id.Value, SlashKinds.Text(kind), period?.ToString(), reason));
        if (kind == SlashKind.Fraud && await BanAsync(id, reason, request, caller, bans, store, context).ConfigureAwait(false) is { } unbanned)
        {
            return unbanned;
        }

        NodeOutcome outcome = await actions.SlashAsync(
            id,
            kind,
            period,
            reason,
            request,
            caller.Actor,
            (state, stake, taken) => JsonSerializer.SerializeToUtf8Bytes(
                new SlashNodeAnswer(views.Of(state, stake), SlashKinds.Text(kind), taken, taken.Cents), RestJson.Default.SlashNodeAnswer),
            context.RequestAborted).ConfigureAwait(false);
        if (outcome is not NodeOutcome.Done done)
        {
            return NodesApi.Problem(context, outcome)!;
        }

        if (done.Replayed)
        {
            IdempotencyKeys.MarkReplayed(context);
        }

        return TypedResults.Bytes(done.Answer, "application/json; charset=utf-8");
    }

    /// <summary>Bans first: a node that cheated must be out even where its stake cannot be taken now, and asking again goes on from there.</summary>
    private static async ValueTask<ProblemResult?> BanAsync(
        NodeId node, string reason, LedgerRequest request, Caller caller, BanActions bans, IStore store, HttpContext context)
    {
        // A slash that is only told again must not bring back a ban that was lifted since.
        if (await store.ReadCommandAsync(request.Id, context.RequestAborted).ConfigureAwait(false) is not null)
        {
            return null;
        }

        ActionOutcome banned = await bans.BanAsync(new BanTarget(BanScope.Node, node.Value), new OperatorOrder(caller.Actor, reason)).ConfigureAwait(false);
        return ActionAnswers.Problem(context, banned);
    }

    private static SlashKind ReadKind(JsonFields fields)
    {
        string text = fields.Text("kind", Limits.NetworkLength) ?? "";
        if (!SlashKinds.TryParse(text, out SlashKind kind))
        {
            fields.Fail(text.Length == 0 ? ProblemResult.Of(400, "missing_fields", null, "kind") : ProblemResult.InvalidField("kind", "downtime or fraud."));
        }

        return kind;
    }

    private static Period? ReadPeriod(JsonFields fields)
    {
        if (fields.Text("period", Limits.NetworkLength) is not { } text)
        {
            return null;
        }

        if (Period.TryParse(text, out Period period))
        {
            return period;
        }

        fields.Fail(ProblemResult.InvalidField("period", "As 2026-11-22, 2026-11-22T14, 2026-11 or 20261122T1400Z--20261122T1600Z."));
        return null;
    }
}
