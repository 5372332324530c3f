using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Ledger;

/// <summary>An endpoint that takes one order to move money, or an array of orders each of which stands by itself.</summary>
internal sealed class MoneyEndpoint<T>
    where T : class
{
    private const string Id = "id";

    /// <summary>Reads an order; the fields hold the fault where there is one.</summary>
    public required Func<JsonFields, LedgerAccounts, MoneyOrder<T>> Read { get; init; }

    /// <summary>The request's names of the ledger's fields.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    /// <summary>How one answer is written.</summary>
    public required JsonTypeInfo<T> Json { get; init; }

    /// <summary>How the answer to an array is written.</summary>
    public required JsonTypeInfo<BulkAnswer<T>> BulkJson { get; init; }

    /// <summary>Carries out what a request asks.</summary>
    public async Task<IResult> RunAsync(HttpContext context, LedgerAccounts accounts, LedgerCalls calls)
    {
        (JsonElement body, ProblemResult? problem) =
            await JsonFields.ReadAsync(context.Request, arrays: true, context.RequestAborted).ConfigureAwait(false);
        return problem is not null ? problem
            : body.ValueKind == JsonValueKind.Array ? await ManyAsync(context, body, accounts, calls).ConfigureAwait(false)
            : await OneAsync(context, body, accounts, calls).ConfigureAwait(false);
    }

    private async Task<IResult> OneAsync(HttpContext context, JsonElement body, LedgerAccounts accounts, LedgerCalls calls)
    {
        if (IdempotencyKeys.ReadRequired(context, body, out IdempotencyKey key) is { } keyless)
        {
            return keyless;
        }

        JsonFields fields = new(body);
        MoneyOrder<T> order = Read(fields, accounts);
        if (fields.Problem is { } problem)
        {
            return problem;
        }

        LedgerOutcome? outcome = await calls.RunAsync(Entry(context.Caller(), key, order)).ConfigureAwait(false);
        if (outcome is not LedgerOutcome.Committed committed)
        {
            return LedgerProblems.Of(context, outcome, Names)!;
        }

        if (committed.Replayed)
        {
            IdempotencyKeys.MarkReplayed(context);
        }

        // Whole and with its length: small answers are worth no chunks.
        return TypedResults.Bytes(JsonSerializer.SerializeToUtf8Bytes(order.Answer(committed.Transfers[0]), Json), "application/json; charset=utf-8");
    }

    private async Task<IResult> ManyAsync(HttpContext context, JsonElement body, LedgerAccounts accounts, LedgerCalls calls)
    {
        int count = body.GetArrayLength();
        if (count > Limits.BulkCommands)
        {
            return ProblemResult.Of(400, "too_many_items", $"At most {Limits.BulkCommands} items at a time.");
        }

        Caller caller = context.Caller();
        BulkResult<T>[] results = new BulkResult<T>[count];
        HashSet<string> ids = new(count, StringComparer.Ordinal);
        List<(int Place, string Id, MoneyOrder<T> Order)> orders = new(count);
        List<LedgerEntry> entries = new(count);
        foreach ((int place, JsonElement item) in body.EnumerateArray().Index())
        {
            if (TryRead(item, accounts, ids, out IdempotencyKey key, out MoneyOrder<T>? order) is { } problem)
            {
                results[place] = Refused(key, problem);
            }
            else
            {
                orders.Add((place, key.Value, order!));
                entries.Add(Entry(caller, key, order!));
            }
        }

        IReadOnlyList<LedgerOutcome?> outcomes = await calls.RunAllAsync(entries).ConfigureAwait(false);
        foreach ((int index, (int place, string id, MoneyOrder<T> order)) in orders.Index())
        {
            results[place] = outcomes[index] is LedgerOutcome.Committed committed
                ? new BulkResult<T>(id, StatusCodes.Status200OK, committed.Replayed, order.Answer(committed.Transfers[0]), null)
                : Refused(id, LedgerProblems.Of(outcomes[index], Names)!);
        }

        return TypedResults.Json(new BulkAnswer<T>(results), BulkJson);
    }

    private ProblemResult? TryRead(
        JsonElement item, LedgerAccounts accounts, HashSet<string> ids, out IdempotencyKey key, out MoneyOrder<T>? order)
    {
        key = default;
        order = null;
        if (item.ValueKind != JsonValueKind.Object)
        {
            return ProblemResult.Of(400, "invalid_json", "The item is not a JSON object.");
        }

        JsonFields fields = new(item);
        if (fields.Find(Id) is not { } id)
        {
            return ProblemResult.Of(400, "idempotency_key_required", "Each item has an id of its own, so that sending it again does nothing more.", Id);
        }

        if (!IdempotencyKey.TryParse(JsonText.Of(id), out key))
        {
            return ProblemResult.InvalidField(Id, "1 to 255 printable ASCII characters.");
        }

        if (!ids.Add(key.Value))
        {
            return ProblemResult.InvalidField(Id, "Another item has this id.");
        }

        order = Read(fields, accounts);
        return fields.Problem;
    }

    private static LedgerEntry Entry(Caller caller, IdempotencyKey key, MoneyOrder<T> order) =>
        LedgerEntry.Of(LedgerRequest.Of(caller.Actor, key, order.Wish), caller.Actor, order.Command);

    private static BulkResult<T> Refused(IdempotencyKey key, ProblemResult problem) => Refused(key == default ? null : key.Value, problem);

    private static BulkResult<T> Refused(string? id, ProblemResult problem) =>
        new(id, problem.Problem.Status, Replayed: false, null, problem.Problem);
}
