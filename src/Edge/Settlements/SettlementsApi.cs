using EasyEnclave.Actors.Settlements;
using EasyEnclave.Edge.Admin;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Settlements;

/// <summary><c>GET /v1/settlements</c> and <c>/v1/settlements/{period}</c>.</summary>
internal static class SettlementsApi
{
    private const string Kind = "settlements";

    public static void MapSettlements(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/settlements", (HttpContext context, ISettlementStore store) => ListAsync(context, store, null));
        admin.MapGet("/settlements/{period}", ShowAsync);
        admin.MapFinalize();
    }

    /// <summary>A period in a path that is none.</summary>
    public static ProblemResult InvalidPeriod() =>
        ProblemResult.InvalidField("period", "As 2026-11-22, 2026-11-22T14, 2026-11 or 20261122T1400Z--20261122T1600Z.");

    private static Task<IResult> ShowAsync(HttpContext context, string period, ISettlementStore store) =>
        Period.TryParse(period, out Period named) ? ListAsync(context, store, named) : Task.FromResult<IResult>(InvalidPeriod());

    private static async Task<IResult> ListAsync(HttpContext context, ISettlementStore store, Period? period)
    {
        IQueryCollection asked = context.Request.Query;
        PeriodQuery query = new(1);
        if ((PageRequest.Read(asked, Kind, out PageRequest page) ?? Read(asked, page, period, out query)) is { } problem)
        {
            return problem;
        }

        List<PeriodState> found = [.. await store.ReadPeriodsAsync(query with { Limit = page.Limit }, context.RequestAborted).ConfigureAwait(false)];
        bool more = found.Count == page.Limit
            && (await store.ReadPeriodsAsync(query with { Limit = 1, After = Key(found[^1]) }, context.RequestAborted).ConfigureAwait(false)).Count > 0;

        // The whole documents are for one period; a list of all of them would be far too long.
        List<SettlementView> views = [];
        foreach (PeriodState state in found)
        {
            StoredVerdict? verdict = await store.ReadVerdictAsync(state.Node, state.Period, context.RequestAborted).ConfigureAwait(false);
            views.Add(SettlementViews.Of(state, verdict, whole: period is not null && query.Node is not null));
        }

        return TypedResults.Json(new SettlementsPage(views, more ? Cursor.After(Kind, CursorOf(found[^1])) : null), RestJson.Default.SettlementsPage);
    }

    private static ProblemResult? Read(IQueryCollection asked, PageRequest page, Period? period, out PeriodQuery query)
    {
        query = new PeriodQuery(1) { Period = period };
        if (PageRequest.Text(asked, "node_id") is { } node)
        {
            if (!NodeId.TryParse(node, out NodeId id))
            {
                return ProblemResult.InvalidField("node_id", "1 to 128 characters of A-Z a-z 0-9 . _ : -.");
            }

            query = query with { Node = id };
        }

        if (PageRequest.Text(asked, "state") is { } state)
        {
            if (!PeriodPhases.TryParse(state, out PeriodPhase phase))
            {
                return ProblemResult.InvalidField("state", "open, closing, halted, settled or failed.");
            }

            query = query with { Phase = phase };
        }

        if (page.After is { } after)
        {
            if (!InstantCursor.TryRead(after, out (DateTimeOffset At, string Id) place))
            {
                return ProblemResult.InvalidField("cursor", "A next_cursor of this list.");
            }

            query = query with { After = place };
        }

        return null;
    }

    private static (DateTimeOffset Start, string Node) Key(PeriodState state) => (state.Period.Start, state.Node.Value);

    private static string CursorOf(PeriodState state) => InstantCursor.Write(state.Period.Start, state.Node.Value);
}
