using System.Globalization;
using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Journal;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Admin;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Ledger;

/// <summary><c>POST|GET /v1/ledger/transfers</c>, <c>GET /v1/ledger/trial-balance</c> and <c>/v1/ledger/export</c>.</summary>
internal static class LedgerApi
{
    private const string Kind = "transfers";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { ["amount"] = "amount_usd", ["transfer"] = "reverses" };

    public static void MapLedger(this IEndpointRouteBuilder admin)
    {
        admin.MapPost("/ledger/transfers", WriteAsync).ServedByLedgerHolder();
        admin.MapGet("/ledger/transfers", ListAsync);
        admin.MapGet("/ledger/trial-balance", TrialBalanceAsync);
        admin.MapGet("/ledger/export", ExportAsync);
    }

    /// <summary>Transfers and reversals that are done together or not at all.</summary>
    private static async Task<IResult> WriteAsync(HttpContext context, LinkedTransfers linked, LedgerCalls calls)
    {
        (JsonElement body, ProblemResult? problem) =
            await JsonFields.ReadAsync(context.Request, arrays: false, context.RequestAborted).ConfigureAwait(false);
        IdempotencyKey key = default;
        if ((problem ?? IdempotencyKeys.ReadRequired(context, body, out key)) is { } refused)
        {
            return refused;
        }

        (IReadOnlyList<LedgerCommand> commands, byte[] wish, ProblemResult? fault) =
            await linked.ReadAsync(body, context.RequestAborted).ConfigureAwait(false);
        if (fault is not null)
        {
            return fault;
        }

        Caller caller = context.Caller();
        LedgerOutcome? outcome = await calls.RunAsync(
            LedgerEntry.Of(LedgerRequest.Of(caller.Actor, key, wish), caller.Actor, [.. commands])).ConfigureAwait(false);
        if (outcome is not LedgerOutcome.Committed committed)
        {
            ProblemResult told = LedgerProblems.Of(context, outcome, Names)!;
            return outcome is LedgerOutcome.Refused at
                ? ProblemResult.Of(told.Problem.Status, told.Problem.Error, $"Transfer {at.Command + 1} of {commands.Count}; none was done.", told.Problem.Field)
                : told;
        }

        if (committed.Replayed)
        {
            IdempotencyKeys.MarkReplayed(context);
        }

        return TypedResults.Json(
            new TransfersPage([.. committed.Transfers.Select(transfer => TransferViews.Of(transfer))], null), RestJson.Default.TransfersPage);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IStore store)
    {
        if (PageRequest.Read(context.Request.Query, Kind, out PageRequest page) is { } problem)
        {
            return problem;
        }

        long after = 0;
        if (page.After is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return ProblemResult.InvalidField("cursor", "A next_cursor of this list.");
        }

        IReadOnlyList<Transfer> transfers = await store.ReadTransfersAsync(after, page.Limit, context.RequestAborted).ConfigureAwait(false);
        string? next = transfers.Count == page.Limit ? Cursor.After(Kind, transfers[^1].Seq.ToString(CultureInfo.InvariantCulture)) : null;
        return TypedResults.Json(
            new TransfersPage([.. transfers.Select(transfer => TransferViews.Of(transfer))], next), RestJson.Default.TransfersPage);
    }

    private static async Task<IResult> TrialBalanceAsync(HttpContext context, IStore store, LedgerWriter writer)
    {
        TrialBalance trial = await store.ReadTrialBalanceAsync(context.RequestAborted).ConfigureAwait(false);
        LedgerViolation? violation = writer.Violation;
        return TypedResults.Json(
            new TrialBalanceAnswer
            {
                Balanced = trial.Balanced,
                Frozen = violation is not null,
                Violation = violation is null ? null : new TrialBalanceAnswer.LedgerFault(
                    JsonNamingPolicy.SnakeCaseLower.ConvertName(violation.Invariant.ToString()), violation.Detail, violation.Seq, violation.Account),
                Seq = trial.Head.Seq,
                Hash = Convert.ToHexStringLower(trial.Head.Hash.Span),
                At = trial.Head.At,
                OpenPending = trial.OpenPending,
                Kinds = [.. trial.Kinds.Select(kind => Totals(kind.Kind.ToString(), kind.Accounts, kind.Balance))],
                Total = Totals("total", trial.Kinds.Sum(kind => kind.Accounts), trial.Sum),
            },
            RestJson.Default.TrialBalanceAnswer);
    }

    /// <summary>The journal as a file that <c>ee ledger verify</c> checks by itself and an empty ledger takes.</summary>
    private static async Task ExportAsync(HttpContext context, IStore store)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=ledger.ndjson";
        await JournalFile.WriteAsync(store, context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static TrialBalanceAnswer.KindTotals Totals(string kind, long accounts, Balance balance) =>
        new(JsonNamingPolicy.SnakeCaseLower.ConvertName(kind), accounts, balance.Posted, balance.PendingOut, balance.PendingIn);
}
