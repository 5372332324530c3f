using EasyEnclave.Actors.Ledger;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Edge.Ledger;

/// <summary><c>POST /v1/credits/purchase</c> and <c>/v1/credits/transfer</c>, one or many at a time.</summary>
internal static class CreditsApi
{
    private const string Amount = "amount_usd";
    private const string Memo = "memo";
    private const string DefaultRail = "purchase";

    private static readonly MoneyEndpoint<PurchaseAnswer> Purchases = new()
    {
        Read = Purchase,
        Names = new Dictionary<string, string>(StringComparer.Ordinal) { ["amount"] = Amount, ["to_account"] = "account_id", ["from_account"] = "rail" },
        Json = RestJson.Default.PurchaseAnswer,
        BulkJson = RestJson.Default.PurchasesAnswer,
    };

    private static readonly MoneyEndpoint<TransferAnswer> Transfers = new()
    {
        Read = Transfer,
        Names = new Dictionary<string, string>(StringComparer.Ordinal) { ["amount"] = Amount },
        Json = RestJson.Default.TransferAnswer,
        BulkJson = RestJson.Default.TransfersAnswer,
    };

    public static void MapCredits(this IEndpointRouteBuilder admin)
    {
        admin.MapPost("/credits/purchase", (HttpContext context, LedgerAccounts accounts, LedgerCalls calls) => Purchases.RunAsync(context, accounts, calls))
            .ServedByLedgerHolder();
        admin.MapPost("/credits/transfer", (HttpContext context, LedgerAccounts accounts, LedgerCalls calls) => Transfers.RunAsync(context, accounts, calls))
            .ServedByLedgerHolder();
    }

    /// <summary>Reads who pays whom, how much and why: what a transfer is in every form of request.</summary>
    public static (LedgerCommand Command, byte[] Wish) ReadTransfer(JsonFields fields, LedgerAccounts accounts)
    {
        AccountId from = accounts.Read(fields, "from_account", "missing_account");
        AccountId to = accounts.Read(fields, "to_account", "missing_account");
        Usd amount = fields.Amount(Amount, "amount");
        string memo = fields.Text(Memo, Limits.MemoLength, "reason") ?? "";
        return fields.Problem is null
            ? (LedgerCommand.Transfer(from, to, amount, memo), Wish.Of("transfer", from.Value, to.Value, amount.ToString(), memo))
            : (null!, []);
    }

    private static MoneyOrder<TransferAnswer> Transfer(JsonFields fields, LedgerAccounts accounts)
    {
        (LedgerCommand command, byte[] wish) = ReadTransfer(fields, accounts);
        return new MoneyOrder<TransferAnswer>(
            command, wish, transfer => new TransferAnswer(transfer.Id, transfer.Debit, transfer.Credit, transfer.Amount, transfer.At));
    }

    private static MoneyOrder<PurchaseAnswer> Purchase(JsonFields fields, LedgerAccounts accounts)
    {
        AccountId account = accounts.Read(fields, "account_id", "missing_account_id");
        Usd amount = fields.Amount(Amount, "amount");
        string? reference = fields.Text("reference", Limits.ReferenceLength);
        string memo = fields.Text(Memo, Limits.MemoLength, "reason") ?? "";
        string rail = fields.Text("rail", Limits.NetworkLength) ?? DefaultRail;
        if (!AccountId.TryParse("external:" + rail, out AccountId external))
        {
            fields.Fail(ProblemResult.InvalidField("rail", "1 to 64 characters of a-z 0-9 -."));
        }

        if (fields.Problem is not null)
        {
            return null!;
        }

        string asked = JsonText.Of(fields.Find("account_id")!.Value)!;
        LedgerCommand command = new LedgerCommand.Move(TransferCode.Purchase, external, account, amount, reference is "" ? null : reference) { Memo = memo };
        return new MoneyOrder<PurchaseAnswer>(
            command,
            Wish.Of("purchase", account.Value, amount.ToString(), reference, memo, rail),
            transfer =>
            {
                Balance after = transfer.CreditSide.After;
                return new PurchaseAnswer(asked, after.Available.Cents, after.Posted, after.Available, transfer.Amount, transfer.Id);
            });
    }
}
