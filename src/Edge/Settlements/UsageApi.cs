using System.Text.Json;
using EasyEnclave.Actors.Settlements;
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

/// <summary><c>POST /v1/usage/report</c>: work that was done, one or many; node, account and period make each the same one when it is sent again.</summary>
internal static class UsageApi
{
    // A usage's command has no such transfer, so its name is never that of a lock.
    private const int UsagePlace = ushort.MaxValue;

    public static void MapUsage(this IEndpointRouteBuilder uptime) =>
        uptime.MapPost("/usage/report", ReportAsync).ServedByLedgerHolder();

    private static async Task<IResult> ReportAsync(HttpContext context, LedgerAccounts accounts, UsageDesk desk)
    {
        (JsonElement body, ProblemResult? problem) =
            await JsonFields.ReadAsync(context.Request, arrays: true, context.RequestAborted).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        if (body.ValueKind == JsonValueKind.Array)
        {
            return await ManyAsync(context, body, accounts, desk).ConfigureAwait(false);
        }

        if (TryRead(body, accounts, context.Caller(), out UsageOrder? order) is { } refused)
        {
            return refused;
        }

        UseOutcome outcome = (await desk.ReportAsync([order!], context.Caller().Actor, context.RequestAborted).ConfigureAwait(false))[0];
        if (UseProblems.Of(context, outcome) is { } fault)
        {
            return fault;
        }

        UseOutcome.Done done = (UseOutcome.Done)outcome;
        if (done.Replayed)
        {
            IdempotencyKeys.MarkReplayed(context);
        }

        return TypedResults.Json(Answer(done), RestJson.Default.UsageAnswer);
    }

    private static async Task<IResult> ManyAsync(HttpContext context, JsonElement body, LedgerAccounts accounts, UsageDesk desk)
    {
        int count = body.GetArrayLength();
        if (count > Limits.BulkCommands)
        {
            return ProblemResult.Of(400, "too_many_items", $"At most {Limits.BulkCommands} items at a time.");
        }

        BulkResult<UsageAnswer>[] results = new BulkResult<UsageAnswer>[count];
        List<int> places = new(count);
        List<UsageOrder> orders = new(count);
        foreach ((int place, JsonElement item) in body.EnumerateArray().Index())
        {
            if (TryRead(item, accounts, context.Caller(), out UsageOrder? order) is { } problem)
            {
                results[place] = Refused(problem);
            }
            else
            {
                places.Add(place);
                orders.Add(order!);
            }
        }

        IReadOnlyList<UseOutcome> outcomes = await desk.ReportAsync(orders, context.Caller().Actor, context.RequestAborted).ConfigureAwait(false);
        foreach ((int place, UseOutcome outcome) in places.Zip(outcomes))
        {
            results[place] = outcome is UseOutcome.Done done
                ? new BulkResult<UsageAnswer>(UsageId(done), StatusCodes.Status200OK, done.Replayed, Answer(done), null)
                : Refused(UseProblems.Of(outcome)!);
        }

        return TypedResults.Json(new BulkAnswer<UsageAnswer>(results), RestJson.Default.UsagesAnswer);
    }

    private static ProblemResult? TryRead(JsonElement item, LedgerAccounts accounts, Caller caller, out UsageOrder? order)
    {
        order = null;
        if (item.ValueKind != JsonValueKind.Object)
        {
            return ProblemResult.Of(400, "invalid_json", "The item is not a JSON object.");
        }

        JsonFields fields = new(item);
        AccountId account = accounts.Read(fields, "account_id", "missing_account_id");
        NodeId node = fields.Id<NodeId>("node_id", "missing_node_id");
        VcpuHours hours = ReadHours(fields);
        Period period = PeriodFields.ReadRequired(fields);
        if (fields.Problem is not null)
        {
            return fields.Problem;
        }

        order = new UsageOrder(node, account, period, hours);
        return UseProblems.OutOfScope(caller, node, account);
    }

    private static VcpuHours ReadHours(JsonFields fields)
    {
        const string Field = "vcpu_hours";
        if (fields.Find(Field) is not { } value)
        {
            fields.Fail(ProblemResult.Of(400, "missing_vcpu_hours", null, Field));
        }
        else if (VcpuHours.TryRead(value, out VcpuHours hours) && hours.Millionths > 0)
        {
            return hours;
        }
        else
        {
            fields.Fail(ProblemResult.Of(400, "invalid_vcpu_hours", "A decimal number above zero with at most six decimals.", Field));
        }

        return default;
    }

    private static UsageAnswer Answer(UseOutcome.Done done) => new(UsageId(done), done.Lock?.Value, done.Amount, done.Amount.Cents);

    private static string UsageId(UseOutcome.Done done) => done.Command.Transfer(UsagePlace).Value;

    private static BulkResult<UsageAnswer> Refused(ProblemResult problem) => new(null, problem.Problem.Status, Replayed: false, null, problem.Problem);
}
