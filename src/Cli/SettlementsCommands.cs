using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee settlements</c>: periods, their verdicts, and a verdict worked out again without any server.</summary>
internal static class SettlementsCommands
{
    private const string Path = "v1/settlements";
    private const int DocumentBytesMost = 32 * 1024 * 1024;

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "settlements", "Periods of nodes and their verdicts.");
        List(commands);
        Show(commands);
        Finalize(commands);
        Verify(tree, commands);
        return commands.Noun;
    }

    private static void List(ServerCommands commands)
    {
        var state = new Option<string>("--state") { Description = "Only in this state.", HelpName = "open|closing|halted|settled|failed" };
        var node = new Option<string>("--node") { Description = "Only of this node.", HelpName = "NODE" };
        commands.Add(new Command("list", "List all periods.") { state, node }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["state"] = parsed.GetValue(state),
                ["node_id"] = parsed.GetValue(node),
            };
            var (settlements, failure) = await Pages.ReadAllAsync(
                client, Path, filters, RestJson.Default.SettlementsPage, page => (page.Settlements, page.NextCursor), cancellationToken);
            return failure is null ? Listed(settlements) : failure.ToOutcome();
        });
    }

    private static void Show(ServerCommands commands)
    {
        var period = PeriodArgument();
        var node = new Option<string>("--node") { Description = "This node's alone, with its signed verdict.", HelpName = "NODE" };
        commands.Add(new Command("show", "Show who used a period, and the verdicts.") { period, node }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["node_id"] = parsed.GetValue(node) };
            var (settlements, failure) = await Pages.ReadAllAsync(
                client,
                $"{Path}/{Uri.EscapeDataString(parsed.GetRequiredValue(period))}",
                filters,
                RestJson.Default.SettlementsPage,
                page => (page.Settlements, page.NextCursor),
                cancellationToken);
            return failure is not null ? failure.ToOutcome()
                : settlements is [var one] && parsed.GetValue(node) is not null ? One(one)
                : Listed(settlements);
        });
    }

    private static void Finalize(ServerCommands commands)
    {
        var period = PeriodArgument();
        var node = new Option<string>("--node") { Description = "This node's alone; default: all that used exactly this period.", HelpName = "NODE" };
        var resolve = new Option<string>("--resolve") { Description = "How a halted period ends.", HelpName = "pass|fail" };
        resolve.AcceptOnlyFromAmong("pass", "fail");
        var reason = new Option<string>("--reason") { Description = "Why it is resolved so, for the record.", HelpName = "TEXT" };
        commands.Add(new Command("finalize", "Settle a period now.") { period, node, resolve, reason }, async (parsed, client, cancellationToken) =>
        {
            var body = new JsonObject
            {
                ["node_id"] = parsed.GetValue(node),
                ["resolve"] = parsed.GetValue(resolve),
                ["reason"] = parsed.GetValue(reason),
            };
            var answer = await client.PostAsync($"{Path}/{Uri.EscapeDataString(parsed.GetRequiredValue(period))}/finalize", body, cancellationToken);
            if (parsed.GetValue(node) is not null)
                return AnswerReader.TryRead(answer, RestJson.Default.SettlementView, out var one, out var fault) ? One(one) : fault.ToOutcome();
            return AnswerReader.TryRead(answer, RestJson.Default.FinalizeAnswer, out var all, out var failure) ? Listed(all.Settlements) : failure.ToOutcome();
        });
    }

    private static void Verify(CommandTree tree, ServerCommands commands)
    {
        var file = new Argument<string>("FILE") { Description = "A signed verdict, or the answer of `ee settlements show --json` that holds it; - is standard input." };
        var keys = new Option<string>("--keys") { Description = "The control plane's key set (its /.well-known/jwks.json), to check the signature.", HelpName = "FILE" };
        commands.Noun.Add(tree.Bind(
            new Command("verify", "Work a verdict out again from its own facts, without any server.") { file, keys },
            parsed =>
            {
                if (!FileInput.TryRead(tree.Shell, parsed.GetRequiredValue(file), DocumentBytesMost, out var bytes, out var unreadable))
                    return unreadable;
                JsonWebKeySet? known = null;
                if (parsed.GetValue(keys) is { } path)
                {
                    if (!FileInput.TryRead(tree.Shell, path, JsonWebKeySet.MaxBytes, out var set, out var missing))
                        return missing;
                    if (!JsonWebKeySet.TryParse(set, out known))
                        return Outcome.Usage("invalid_keys", $"{path} is no key set.");
                }

                return SettlementReport.Of(bytes, known, DocumentBytesMost);
            }));
    }

    private static Argument<string> PeriodArgument()
    {
        var period = new Argument<string>("PERIOD") { Description = "As 2026-11-22, 2026-11-22T14, 2026-11 or 20261122T1400Z--20261122T1600Z." };
        period.Validators.Add(result =>
        {
            if (!Period.TryParse(result.GetValueOrDefault<string>(), out _))
                result.AddError("PERIOD is a day, an hour, a month, or two instants on whole hours.");
        });
        return period;
    }

    private static Outcome One(SettlementView settlement)
    {
        var json = JsonSerializer.SerializeToNode(settlement, RestJson.Default.SettlementView)!.AsObject();
        var facts = json.DeepClone().AsObject();
        facts.Remove("document");
        return new Outcome(ExitCode.Accepted, json, new View(ToneOf(settlement), $"{settlement.NodeId} {settlement.Period}: {settlement.Verdict ?? settlement.State}")
        {
            Sections = [new Section.Facts("", facts)],
        });
    }

    private static Outcome Listed(IReadOnlyList<SettlementView> settlements)
    {
        var json = new JsonObject
        {
            ["settlements"] = new JsonArray([.. settlements.Select(one => JsonSerializer.SerializeToNode(one, RestJson.Default.SettlementView))]),
            ["next_cursor"] = null,
        };
        var rows = settlements.Select(one => (IReadOnlyList<string>)
        [
            one.Period, one.NodeId.Value, one.State, one.Verdict ?? "-", string.Join(' ', one.Reasons), one.PaidUsd?.ToString() ?? "-", one.RefundedUsd?.ToString() ?? "-",
        ]);
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, settlements.Count == 1 ? "1 period" : $"{settlements.Count} periods")
        {
            Sections = settlements.Count == 0 ? [] : [new Section.Table("", ["period", "node", "state", "verdict", "reasons", "paid", "refunded"], [.. rows])],
        });
    }

    private static Tone ToneOf(SettlementView settlement) => settlement.Verdict switch
    {
        "pass" => Tone.Good,
        null => Tone.Plain,
        _ => Tone.Bad,
    };
}
