using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee ledger</c>: balances, entries, money that moves, and the journal as a file.</summary>
internal static class LedgerCommands
{
    private const int PageMost = 1000;

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "ledger", "The ledger of a control plane: balances, entries and transfers; and its journal as a file.");
        Balance(commands);
        Entries(commands);
        Transfer(commands);
        Purchase(commands);
        TrialBalance(commands);
        Export(commands);
        Verify(tree, commands);
        return commands.Noun;
    }

    private static void Balance(ServerCommands commands)
    {
        var account = Account();
        var at = ArgumentText.Instant("--at", "As it was at this instant.");
        commands.Add(new Command("balance", "Show what an account holds.") { account, at }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["at"] = parsed.GetValue(at) is { } instant ? Instants.Text(instant) : null };
            var answer = await client.GetAsync(
                $"v1/balances/{Uri.EscapeDataString(parsed.GetRequiredValue(account))}{Pages.QueryOf(filters, null)}", cancellationToken);
            if (!AnswerReader.TryRead(answer, RestJson.Default.BalanceAnswer, out var balance, out var failure))
                return failure.ToOutcome();
            var json = JsonSerializer.SerializeToNode(balance, RestJson.Default.BalanceAnswer)!.AsObject();
            return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, $"{balance.AccountId}: {balance.AvailableUsd} USD available")
            {
                Sections = [new Section.Facts("", json)],
            });
        });
    }

    private static void Entries(ServerCommands commands)
    {
        var account = Account();
        var limit = new Option<int>("--limit") { Description = $"At most this many, 1 to {PageMost}.", HelpName = "N", DefaultValueFactory = _ => 100 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > PageMost)
                result.AddError($"--limit takes 1 to {PageMost}.");
        });
        var cursor = new Option<string>("--cursor") { Description = "Go on where an earlier list ended: its next_cursor.", HelpName = "CURSOR" };
        commands.Add(
            new Command("entries", "List an account's transfers, the latest first.") { account, limit, cursor },
            async (parsed, client, cancellationToken) =>
            {
                var filters = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["limit"] = parsed.GetValue(limit).ToString(System.Globalization.CultureInfo.InvariantCulture),
                };
                var name = parsed.GetRequiredValue(account);
                var answer = await client.GetAsync(
                    $"v1/accounts/{Uri.EscapeDataString(name)}/entries{Pages.QueryOf(filters, parsed.GetValue(cursor))}", cancellationToken);
                return AnswerReader.TryRead(answer, RestJson.Default.EntriesPage, out var page, out var failure) ? Listed(name, page) : failure.ToOutcome();
            });
    }

    private static void Transfer(ServerCommands commands)
    {
        var from = new Argument<string>("FROM") { Description = "The account that pays." };
        var to = new Argument<string>("TO") { Description = "The account that gets it." };
        var amount = MoneyArgument.Amount();
        var memo = Memo();
        var key = KeyedOrder.Key();
        commands.Add(new Command("transfer", "Move credits between accounts.") { from, to, amount, memo, key }, (parsed, client, cancellationToken) =>
        {
            var (payer, payee, much) = (parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetRequiredValue(amount));
            var body = new JsonObject
            {
                ["from_account"] = payer,
                ["to_account"] = payee,
                ["amount_usd"] = much.ToString(),
                ["memo"] = parsed.GetValue(memo),
            };
            return KeyedOrder.SendAsync(
                client, "v1/credits/transfer", body, parsed.GetValue(key), $"{much} USD from {payer} to {payee}", cancellationToken);
        });
    }

    private static void Purchase(ServerCommands commands)
    {
        var account = Account();
        var amount = MoneyArgument.Amount();
        var reference = new Option<string>("--reference") { Description = "The payment's number; each is booked but once a rail.", HelpName = "TEXT" };
        var rail = new Option<string>("--rail") { Description = "How it was paid, as card; default purchase.", HelpName = "NAME" };
        var memo = Memo();
        var key = KeyedOrder.Key();
        commands.Add(
            new Command("purchase", "Give an account credits that were paid for.") { account, amount, reference, rail, memo, key },
            (parsed, client, cancellationToken) =>
            {
                var (name, much) = (parsed.GetRequiredValue(account), parsed.GetRequiredValue(amount));
                var body = new JsonObject
                {
                    ["account_id"] = name,
                    ["amount_usd"] = much.ToString(),
                    ["reference"] = parsed.GetValue(reference),
                    ["rail"] = parsed.GetValue(rail),
                    ["memo"] = parsed.GetValue(memo),
                };
                return KeyedOrder.SendAsync(client, "v1/credits/purchase", body, parsed.GetValue(key), $"{name} bought {much} USD", cancellationToken);
            });
    }

    private static void TrialBalance(ServerCommands commands) =>
        commands.Add(new Command("trial-balance", "Show the whole ledger in a few numbers; refused when they do not add up."), async (_, client, cancellationToken) =>
        {
            var answer = await client.GetAsync("v1/ledger/trial-balance", cancellationToken);
            if (!AnswerReader.TryRead(answer, RestJson.Default.TrialBalanceAnswer, out var trial, out var failure))
                return failure.ToOutcome();
            var json = JsonSerializer.SerializeToNode(trial, RestJson.Default.TrialBalanceAnswer)!.AsObject();
            var good = trial is { Balanced: true, Frozen: false };
            var rows = trial.Kinds.Append(trial.Total).Select(kind => (IReadOnlyList<string>)
            [
                kind.Kind, $"{kind.Accounts}", $"{kind.PostedUsd}", $"{kind.PendingOutUsd}", $"{kind.PendingInUsd}",
            ]);
            return new Outcome(good ? ExitCode.Accepted : ExitCode.Refused, json, new View(
                good ? Tone.Good : Tone.Bad, good ? $"Balanced at transfer {trial.Seq}" : trial.Frozen ? "The ledger is frozen" : "The ledger does not balance")
            {
                Detail = trial.Violation is { } found ? $"{found.Invariant}: {found.Detail}" : $"Head {trial.Hash}",
                Sections = [new Section.Table("", ["kind", "accounts", "posted", "pending out", "pending in"], [.. rows])],
            });
        });

    private static void Export(ServerCommands commands)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it is checked before it gets this name." };
        commands.Add(new Command("export", "Write the whole journal into a file.") { file }, async (parsed, client, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            var draft = path + ".part";
            try
            {
                await using (var output = File.Create(draft))
                {
                    if (await client.DownloadAsync("v1/ledger/export", output, cancellationToken) is { } failure)
                        return failure.ToOutcome();
                }

                var outcome = JournalReport.Of(draft);
                if (outcome.ExitCode == ExitCode.Accepted)
                    File.Move(draft, path, overwrite: true);
                return outcome;
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                return Outcome.Usage("file_unwritable", $"{path} cannot be written: {unwritable.Message}");
            }
            finally
            {
                File.Delete(draft);
            }
        });
    }

    private static void Verify(CommandTree tree, ServerCommands commands)
    {
        var file = new Argument<string>("FILE") { Description = "A journal, as export writes it." };
        commands.Noun.Add(tree.Bind(
            new Command("verify", "Check a journal by nothing but itself: every hash, sum and rule.") { file },
            parsed => JournalReport.Of(parsed.GetRequiredValue(file))));
    }

    private static Outcome Listed(string account, EntriesPage page)
    {
        var json = JsonSerializer.SerializeToNode(page, RestJson.Default.EntriesPage)!.AsObject();
        var rows = page.Entries.Select(entry => (IReadOnlyList<string>)
        [
            $"{entry.Seq}", Instants.Text(entry.At), entry.Kind, entry.Code, entry.Direction ?? "-",
            entry.Direction == "in" ? entry.FromAccount.Value : entry.ToAccount.Value, $"{entry.AmountUsd}", $"{entry.BalanceUsd}", $"{entry.AvailableUsd}",
            entry.Actor, entry.Memo,
        ]);
        var count = page.Entries.Count == 1 ? "1 entry" : $"{page.Entries.Count} entries";
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, $"{account}: {count}")
        {
            Detail = page.NextCursor is { } next ? $"More follow: --cursor {next}" : null,
            Sections = page.Entries.Count == 0
                ? []
                : [new Section.Table("", ["seq", "at", "kind", "code", "", "other side", "amount", "posted", "available", "actor", "memo"], [.. rows])],
        });
    }

    private static Argument<string> Account() => new("ACCOUNT") { Description = "A user's account, a node's id, or one of the system's, as stake:node-1." };

    private static Option<string> Memo() => new("--memo") { Description = "Why, for the record.", HelpName = "TEXT" };
}
