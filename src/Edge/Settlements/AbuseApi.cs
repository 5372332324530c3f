using System.Text.Json;
using EasyEnclave.Actors.Settlements;
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

namespace EasyEnclave.Edge.Settlements;

/// <summary>Reports of abuse: launchers bring them, admins decide them once.</summary>
internal static class AbuseApi
{
    private const string Kind = "abuse_reports";

    private static readonly string[] States = ["pending", "authorized", "denied"];
    private static readonly string[] Reversals = ["none", "due", "done", "short"];

    public static void MapAbuseReports(this IEndpointRouteBuilder launcher) =>
        launcher.MapPost("/abuse/reports", ReportAsync).ServedByLedgerHolder();

    public static void MapAbuseDecisions(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/abuse/reports", ListAsync);
        admin.MapPost("/abuse/reports/{id}/authorize", DecideAsync).ServedByLedgerHolder();
    }

    private static async Task<IResult> ReportAsync(HttpContext context, AbuseDesk desk)
    {
        (JsonElement body, ProblemResult? problem) =
            await JsonFields.ReadAsync(context.Request, arrays: false, context.RequestAborted).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        JsonFields fields = new(body);
        NodeId node = fields.Id<NodeId>("node_id", "missing_node_id");
        Period? period = PeriodFields.Read(fields);
        string reason = fields.Text("reason", Limits.MemoLength) ?? "";
        string? reportedBy = fields.Text("reported_by", Limits.ReferenceLength);
        if (reason.Length == 0)
        {
            fields.Fail(ProblemResult.Of(400, "missing_fields", "Say what happened.", "reason"));
        }

        if (fields.Problem is { } fault)
        {
            return fault;
        }

        Caller caller = context.Caller();
        if (UseProblems.OutOfScope(caller, node, null) is { } outside)
        {
            return outside;
        }

        return Answer(
            context, await desk.ReportAsync(node, period, reason, reportedBy, caller.Actor, context.RequestAborted).ConfigureAwait(false));
    }

    private static async Task<IResult> DecideAsync(HttpContext context, string id, AbuseDesk desk)
    {
        (JsonElement body, ProblemResult? problem) =
            await JsonFields.ReadAsync(context.Request, arrays: false, context.RequestAborted).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        JsonFields fields = new(body);
        string action = fields.Text("action", Limits.NetworkLength) ?? "";
        string reason = fields.Text("reason", Limits.MemoLength) ?? "";
        if (action is not ("authorize" or "deny"))
        {
            fields.Fail(ProblemResult.Of(400, "invalid_action", "authorize or deny.", "action"));
        }

        return fields.Problem is { } fault
            ? fault
            : Answer(
                context, await desk.DecideAsync(id, action == "authorize", reason, context.Caller().Actor, context.RequestAborted).ConfigureAwait(false));
    }

    private static async Task<IResult> ListAsync(HttpContext context, ISettlementStore store)
    {
        IQueryCollection asked = context.Request.Query;
        AbuseQuery query = new(1);
        if ((PageRequest.Read(asked, Kind, out PageRequest page) ?? Read(asked, page, out query)) is { } problem)
        {
            return problem;
        }

        List<AbuseReport> found = [.. await store.ReadAbusesAsync(query with { Limit = page.Limit }, context.RequestAborted).ConfigureAwait(false)];
        bool more = found.Count == page.Limit && (await store.ReadAbusesAsync(
            query with { Limit = 1, After = (found[^1].At, found[^1].Id) }, context.RequestAborted).ConfigureAwait(false)).Count > 0;
        string? next = more ? Cursor.After(Kind, InstantCursor.Write(found[^1].At, found[^1].Id)) : null;
        return TypedResults.Json(new AbusesPage([.. found.Select(View)], next), RestJson.Default.AbusesPage);
    }

    private static ProblemResult? Read(IQueryCollection asked, PageRequest page, out AbuseQuery query)
    {
        query = new AbuseQuery(1);
        if (PageRequest.Text(asked, "node_id") is { } node)
        {
            if (!NodeId.TryParse(node, out NodeId id))
            {
                return ProblemResult.InvalidField("node_id", "1 to 128 characters of A-Z a-z 0-9 . _ : -.");
            }

            query = query with { Node = id };
        }

        if (PageRequest.Text(asked, "status") is { } status)
        {
            int state = Array.IndexOf(States, status);
            if (state < 0)
            {
                return ProblemResult.InvalidField("status", "pending, authorized or denied.");
            }

            query = query with { State = (AbuseState)state };
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

    private static IResult Answer(HttpContext context, AbuseOutcome outcome) => outcome switch
    {
        AbuseOutcome.Done done => TypedResults.Json(View(done.Report), RestJson.Default.AbuseView),
        AbuseOutcome.NodeNotFound => ProblemResult.Of(404, "node_not_found", null, "node_id"),
        AbuseOutcome.NotStarted => ProblemResult.Of(422, "period_not_started", "Nothing can have happened before it begins.", "period_start"),
        AbuseOutcome.ReportNotFound => ProblemResult.Of(404, "report_not_found"),
        AbuseOutcome.AlreadyDecided decided => ProblemResult.Of(409, "already_decided", $"The report is {States[(int)decided.Report.State]}; the first decision stands."),
        AbuseOutcome.NotWritten not => LedgerProblems.Of(context, not.Outcome) ?? ProblemResult.Of(503, "store_unavailable"),
        _ => throw new InvalidOperationException("Unknown outcome."),
    };

    private static AbuseView View(AbuseReport report) => new()
    {
        ReportId = report.Id,
        Status = States[(int)report.State],
        NodeId = report.Node,
        PeriodStart = report.Period.Start,
        PeriodEnd = report.Period.End,
        Reason = report.Reason,
        ReportedBy = report.ReportedBy,
        Reporter = report.Reporter,
        CreatedAt = report.At,
        DecidedAt = report.DecidedAt,
        AuthorizedBy = report.DecidedBy,
        DecisionReason = report.DecisionReason,
        Reversal = Reversals[(int)report.Reversal],
    };
}
