using System.Text.Json;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Settlements.Verdicts;
using EasyEnclave.Edge.Access;
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

namespace EasyEnclave.Edge.Settlements;

/// <summary><c>POST /v1/settlements/{period}/finalize</c>: settles one node, or all that used exactly this period; again, and it is the first verdict.</summary>
internal static class FinalizeApi
{
    private const int PageRows = 1000;

    public static void MapFinalize(this IEndpointRouteBuilder admin) =>
        admin.MapPost("/settlements/{period}/finalize", FinalizeAsync).ServedByLedgerHolder();

    private static async Task<IResult> FinalizeAsync(HttpContext context, string period, ISettlementStore store, Settler settler)
    {
        JsonElement body = JsonDocument.Parse("{}").RootElement;
        if (context.Request.ContentLength is not 0 and not null || context.Request.ContentType is not null)
        {
            (body, ProblemResult? problem) =
                await JsonFields.ReadAsync(context.Request, arrays: false, context.RequestAborted).ConfigureAwait(false);
            if (problem is not null)
            {
                return problem;
            }
        }

        if (!Period.TryParse(period, out Period named))
        {
            return SettlementsApi.InvalidPeriod();
        }

        JsonFields fields = new(body);
        NodeId? node = fields.Find("node_id") is null ? null : fields.Id<NodeId>("node_id", "missing_node_id");
        Resolution? resolution = ReadResolution(fields, node, context.Caller().Actor);
        if (PeriodFields.Read(fields) is { } again && again != named)
        {
            fields.Fail(ProblemResult.Of(400, "period_mismatch", "The body names another period than the path.", "period_start"));
        }

        if (fields.Problem is { } fault)
        {
            return fault;
        }

        return node is { } one
            ? await OneAsync(context, store, settler, one, named, resolution).ConfigureAwait(false)
            : await AllAsync(context, store, settler, named).ConfigureAwait(false);
    }

    private static async Task<IResult> OneAsync(
        HttpContext context, ISettlementStore store, Settler settler, NodeId node, Period period, Resolution? resolution)
    {
        SettleOutcome outcome =
            await settler.SettleAsync(node, period, resolution, context.Caller().Actor, context.RequestAborted).ConfigureAwait(false);
        return outcome is SettleOutcome.Judged judged
            ? TypedResults.Json(await ViewAsync(store, judged, whole: true, context.RequestAborted).ConfigureAwait(false), RestJson.Default.SettlementView)
            : Problem(context, outcome);
    }

    private static async Task<IResult> AllAsync(HttpContext context, ISettlementStore store, Settler settler, Period period)
    {
        List<SettlementView> views = [];
        PeriodQuery query = new(PageRows) { Period = period };
        while (true)
        {
            IReadOnlyList<PeriodState> page = await store.ReadPeriodsAsync(query, context.RequestAborted).ConfigureAwait(false);
            foreach (PeriodState state in page)
            {
                SettleOutcome outcome =
                    await settler.SettleAsync(state.Node, period, null, context.Caller().Actor, context.RequestAborted).ConfigureAwait(false);
                if (outcome is not SettleOutcome.Judged judged)
                {
                    return Problem(context, outcome);
                }

                views.Add(await ViewAsync(store, judged, whole: false, context.RequestAborted).ConfigureAwait(false));
            }

            if (page.Count < PageRows)
            {
                break;
            }

            query = query with { After = (page[^1].Period.Start, page[^1].Node.Value) };
        }

        return views.Count == 0
            ? Problem(context, new SettleOutcome.NotFound())
            : TypedResults.Json(
                new FinalizeAnswer(views, views.Sum(view => view.Settled), views.Sum(view => view.Failed)), RestJson.Default.FinalizeAnswer);
    }

    private static async ValueTask<SettlementView> ViewAsync(
        ISettlementStore store, SettleOutcome.Judged judged, bool whole, CancellationToken cancellationToken)
    {
        IReadOnlyList<PeriodState> states =
            await store.ReadOverlappingAsync(judged.Node, judged.Period, cancellationToken).ConfigureAwait(false);
        return SettlementViews.Of(states.First(state => state.Period == judged.Period), judged.Stored, whole);
    }

    private static Resolution? ReadResolution(JsonFields fields, NodeId? node, string actor)
    {
        string? resolve = fields.Text("resolve", Limits.NetworkLength);
        string? reason = fields.Text("reason", Limits.MemoLength);
        if (resolve is null)
        {
            return null;
        }

        if (resolve is not ("pass" or "fail"))
        {
            fields.Fail(ProblemResult.Of(400, "invalid_action", "pass or fail.", "resolve"));
        }

        if (node is null)
        {
            fields.Fail(ProblemResult.Of(400, "missing_node_id", "One node's halt is resolved at a time.", "node_id"));
        }

        if (string.IsNullOrEmpty(reason))
        {
            fields.Fail(ProblemResult.Of(400, "missing_fields", "Say why, for the record.", "reason"));
        }

        return new Resolution(resolve == "pass", reason ?? "", actor);
    }

    private static ProblemResult Problem(HttpContext context, SettleOutcome outcome) => outcome switch
    {
        SettleOutcome.NotOver => ProblemResult.Of(409, "period_not_over", "A period is settled after its end and EE_SETTLEMENT_GRACE_SEC."),
        SettleOutcome.NotHalted => ProblemResult.Of(409, "period_not_halted", "Only a halted period is resolved."),
        SettleOutcome.NotWritten not => LedgerProblems.Of(context, not.Outcome) ?? ProblemResult.Of(503, "store_unavailable"),
        _ => ProblemResult.Of(404, "period_not_found", "Nobody reserved or used anything in exactly this period."),
    };
}
