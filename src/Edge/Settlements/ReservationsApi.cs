using System.Globalization;
using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Ledger;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Settlements;

/// <summary><c>POST /v1/reservations</c>: credits are locked before the work.</summary>
internal static class ReservationsApi
{
    private const int VcpusMost = 10_000;

    public static void MapReservations(this IEndpointRouteBuilder admin) =>
        admin.MapPost("/reservations", ReserveAsync).ServedByLedgerHolder();

    private static async Task<IResult> ReserveAsync(HttpContext context, LedgerAccounts accounts, UsageDesk desk, CommandsInFlight inFlight)
    {
        (JsonElement body, ProblemResult? problem) =
            await JsonFields.ReadAsync(context.Request, arrays: false, context.RequestAborted).ConfigureAwait(false);
        IdempotencyKey key = default;
        if ((problem ?? IdempotencyKeys.ReadRequired(context, body, out key)) is { } refused)
        {
            return refused;
        }

        JsonFields fields = new(body);
        AccountId account = accounts.Read(fields, "account_id", "missing_account_id");
        NodeId node = fields.Id<NodeId>("node_id", "missing_node_id");
        int? vcpus = fields.Number("vcpus", 1, VcpusMost);
        if (vcpus is null)
        {
            fields.Fail(ProblemResult.Of(400, "missing_fields", null, "vcpus"));
        }

        Period period = PeriodFields.ReadRequired(fields);
        if (fields.Problem is { } fault)
        {
            return fault;
        }

        Caller caller = context.Caller();
        ReserveOrder order = new(node, account, period, vcpus!.Value);
        LedgerRequest request = LedgerRequest.Of(
            caller.Actor, key, Wish.Of("reserve", account.Value, node.Value, period.ToString(), order.Vcpus.ToString(CultureInfo.InvariantCulture)));
        if (!inFlight.TryEnter(request.Id))
        {
            return LedgerProblems.Of(context, null)!;
        }

        try
        {
            UseOutcome outcome = await desk.ReserveAsync(order, request, caller.Actor, context.RequestAborted).ConfigureAwait(false);
            return UseProblems.Of(context, outcome) is { } undone ? undone : Answer(context, order, (UseOutcome.Done)outcome);
        }
        finally
        {
            inFlight.Leave(request.Id);
        }
    }

    private static IResult Answer(HttpContext context, ReserveOrder order, UseOutcome.Done done)
    {
        if (done.Replayed)
        {
            IdempotencyKeys.MarkReplayed(context);
        }

        return TypedResults.Json(
            new ReservationAnswer(
                done.Command.Transfer(ushort.MaxValue).Value,
                done.Lock?.Value,
                order.Account,
                order.Node,
                order.Vcpus,
                order.Period.Start,
                order.Period.End,
                done.Amount,
                done.Amount.Cents),
            RestJson.Default.ReservationAnswer);
    }
}
