using System.Globalization;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Admin;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Ledger;

/// <summary><c>GET /v1/balances/{account}</c> and <c>/v1/accounts/{account}/entries</c>.</summary>
internal static class AccountsApi
{
    private const string Kind = "entries";

    public static void MapAccounts(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/balances/{account}", BalanceAsync);
        admin.MapGet("/accounts/{account}/entries", EntriesAsync);
    }

    private static async Task<IResult> BalanceAsync(HttpContext context, string account, LedgerAccounts accounts, IStore store)
    {
        if (!accounts.TryResolve(account, out AccountId id))
        {
            return NoAccount();
        }

        CancellationToken cancellationToken = context.RequestAborted;
        (Balance balance, long seq) = (default, 0);
        if (PageRequest.Text(context.Request.Query, "at") is { } text)
        {
            // A plus sign of an offset is a blank in a query, and nothing else here can be one.
            if (!Instants.TryParse(text.Replace(' ', '+'), out DateTimeOffset at))
            {
                return ProblemResult.InvalidField("at", "RFC 3339 with an offset, as 2026-11-22T14:00:00Z.");
            }

            seq = await store.ReadSeqAtAsync(at, cancellationToken).ConfigureAwait(false);
            balance = await store.ReadBalanceAsync(id, seq, cancellationToken).ConfigureAwait(false);
        }
        else if (await store.ReadAccountAsync(id, cancellationToken).ConfigureAwait(false) is { } state)
        {
            (balance, seq) = (state.Balance, state.Trail.Last);
        }

        return TypedResults.Json(
            new BalanceAnswer
            {
                AccountId = account,
                LedgerAccount = id,
                BalanceCents = balance.Available.Cents,
                BalanceUsd = balance.Posted,
                AvailableUsd = balance.Available,
                PendingOutUsd = balance.PendingOut,
                PendingInUsd = balance.PendingIn,
                Seq = seq,
            },
            RestJson.Default.BalanceAnswer);
    }

    private static async Task<IResult> EntriesAsync(HttpContext context, string account, LedgerAccounts accounts, IStore store)
    {
        if (PageRequest.Read(context.Request.Query, Kind, out PageRequest page) is { } problem)
        {
            return problem;
        }

        if (!accounts.TryResolve(account, out AccountId id))
        {
            return NoAccount();
        }

        long before = long.MaxValue;
        if (page.After is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            return ProblemResult.InvalidField("cursor", "A next_cursor of this list.");
        }

        IReadOnlyList<Transfer> entries = await store.ReadEntriesAsync(id, before, page.Limit, context.RequestAborted).ConfigureAwait(false);
        string? next = entries.Count == page.Limit ? Cursor.After(Kind, entries[^1].Seq.ToString(CultureInfo.InvariantCulture)) : null;
        return TypedResults.Json(new EntriesPage([.. entries.Select(entry => TransferViews.Of(entry, id))], next), RestJson.Default.EntriesPage);
    }

    private static ProblemResult NoAccount() =>
        ProblemResult.InvalidField("account", "1 to 128 characters of A-Z a-z 0-9 . _ @ -, a registered node's id, or one of the system's accounts.");
}
