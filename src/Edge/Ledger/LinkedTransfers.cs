using System.Globalization;
using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Ledger;

/// <summary>Reads transfers and reversals that belong together.</summary>
internal sealed class LinkedTransfers(LedgerAccounts accounts, IStore store)
{
    private const string Items = "transfers";
    private const string Reverses = "reverses";

    /// <summary>Reads <c>{transfers: […]}</c>, or one transfer or reversal by itself.</summary>
    public async ValueTask<(IReadOnlyList<LedgerCommand> Commands, byte[] Wish, ProblemResult? Problem)> ReadAsync(
        JsonElement body, CancellationToken cancellationToken)
    {
        List<JsonElement> items = [body];
        if (body.TryGetProperty(Items, out JsonElement array))
        {
            if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() is 0 or > Limits.BulkCommands)
            {
                return ([], [], ProblemResult.InvalidField(Items, $"1 to {Limits.BulkCommands} transfers."));
            }

            items = [.. array.EnumerateArray()];
        }

        List<LedgerCommand> commands = new(items.Count);
        using MemoryStream wish = new();
        foreach (JsonElement item in items)
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return ([], [], ProblemResult.InvalidField(Items, "A list of JSON objects."));
            }

            JsonFields fields = new(item);
            (LedgerCommand command, byte[] part) = fields.Find(Reverses) is null
                ? CreditsApi.ReadTransfer(fields, accounts)
                : await ReversalAsync(fields, cancellationToken).ConfigureAwait(false);
            if (fields.Problem is { } problem)
            {
                return ([], [], problem);
            }

            commands.Add(command);
            wish.Write(part);
        }

        return (commands, wish.ToArray(), null);
    }

    private async ValueTask<(LedgerCommand Command, byte[] Wish)> ReversalAsync(JsonFields fields, CancellationToken cancellationToken)
    {
        string memo = fields.Text("memo", Limits.MemoLength, "reason") ?? "";
        if (memo.Length == 0)
        {
            fields.Fail(ProblemResult.Of(400, "missing_fields", "Say why, for the record.", "memo"));
        }

        AccountId? from = fields.Has("from_account") ? accounts.Read(fields, "from_account", "missing_account") : null;
        long? seq = fields.Problem is null ? await SeqAsync(fields, cancellationToken).ConfigureAwait(false) : null;
        Transfer? original = seq is { } place ? await store.ReadTransferAsync(place, cancellationToken).ConfigureAwait(false) : null;
        if (original is null)
        {
            fields.Fail(ProblemResult.Of(404, LedgerRefusals.Code(LedgerRefusal.TransferNotFound), null, Reverses));
        }
        else if (original.Code is TransferCode.StakeDeposit or TransferCode.StakeRelease)
        {
            fields.Fail(ProblemResult.Of(422, LedgerRefusals.Code(LedgerRefusal.NotReversible), "A node's stake is changed by registering it.", Reverses));
        }

        return fields.Problem is null
            ? (new LedgerCommand.Reverse(original!.Seq, from) { Memo = memo },
                Wish.Of("reverse", original.Seq.ToString(CultureInfo.InvariantCulture), from?.Value, memo))
            : (null!, []);
    }

    /// <summary>The place of a transfer that is named by its id or its place; null when there is none.</summary>
    private async ValueTask<long?> SeqAsync(JsonFields fields, CancellationToken cancellationToken)
    {
        JsonElement named = fields.Find(Reverses)!.Value;
        if (named.ValueKind == JsonValueKind.Number && named.TryGetInt64(out long seq))
        {
            return seq;
        }

        if (!TransferId.TryParse(JsonText.Of(named), out TransferId id))
        {
            fields.Fail(ProblemResult.InvalidField(Reverses, "A transfer's transfer_id or seq."));
            return null;
        }

        CommandRow? command = await store.ReadCommandAsync(id.Command, cancellationToken).ConfigureAwait(false);
        return command is not null && id.Place < command.Transfers ? command.FirstSeq + id.Place : null;
    }
}
