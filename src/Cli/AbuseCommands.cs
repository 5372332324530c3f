using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee abuse</c>: reports about nodes, and what was decided of them.</summary>
internal static class AbuseCommands
{
    private const string Path = "v1/abuse/reports";

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "abuse", "Reports of abuse: an authorized one fails the periods it touches.");
        List(commands);
        Report(commands);
        Authorize(commands);
        return commands.Noun;
    }

    private static void List(ServerCommands commands)
    {
        var status = new Option<string>("--status") { Description = "Only with this status.", HelpName = "pending|authorized|denied" };
        var node = new Option<string>("--node") { Description = "Only about this node.", HelpName = "NODE" };
        commands.Add(new Command("list", "List all reports, oldest first.") { status, node }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["status"] = parsed.GetValue(status),
                ["node_id"] = parsed.GetValue(node),
            };
            var (reports, failure) = await Pages.ReadAllAsync(
                client, Path, filters, RestJson.Default.AbusesPage, page => (page.Reports, page.NextCursor), cancellationToken);
            return failure is null ? Listed(reports) : failure.ToOutcome();
        });
    }

    private static void Report(ServerCommands commands)
    {
        var node = ServerArguments.Id<NodeId>("NODE", "The node.");
        var reason = new Option<string>("--reason") { Description = "What happened.", HelpName = "TEXT", Required = true };
        var from = ArgumentText.Instant("--from", "Since when, on a whole hour; default: this hour.");
        var to = ArgumentText.Instant("--to", "Until when.");
        var by = new Option<string>("--reported-by") { Description = "A remark on who saw it.", HelpName = "TEXT" };
        commands.Add(new Command("report", "Report abuse.") { node, reason, from, to, by }, async (parsed, client, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(node).Value;
            var body = new JsonObject { ["node_id"] = name, ["reason"] = parsed.GetValue(reason), ["reported_by"] = parsed.GetValue(by) };
            if (parsed.GetValue(from) is { } start)
                body["period_start"] = Instants.Text(start);
            if (parsed.GetValue(to) is { } end)
                body["period_end"] = Instants.Text(end);
            return Told(await client.PostAsync(Path, body, cancellationToken));
        });
    }

    private static void Authorize(ServerCommands commands)
    {
        var id = new Argument<string>("REPORT") { Description = "The report's id." };
        var deny = new Option<bool>("--deny") { Description = "Deny it instead." };
        var reason = new Option<string>("--reason") { Description = "Why, for the record.", HelpName = "TEXT" };
        commands.Add(new Command("authorize", "Decide a report, once and for ever.") { id, deny, reason }, async (parsed, client, cancellationToken) =>
        {
            var body = new JsonObject
            {
                ["action"] = parsed.GetValue(deny) ? "deny" : "authorize",
                ["reason"] = parsed.GetValue(reason),
            };
            return Told(await client.PostAsync($"{Path}/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/authorize", body, cancellationToken));
        });
    }

    private static Outcome Told(ServerAnswer answer)
    {
        if (!AnswerReader.TryRead(answer, RestJson.Default.AbuseView, out var report, out var failure))
            return failure.ToOutcome();
        var json = JsonSerializer.SerializeToNode(report, RestJson.Default.AbuseView)!.AsObject();
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Good, $"{report.ReportId}: {report.Status}") { Sections = [new Section.Facts("", json)] });
    }

    private static Outcome Listed(IReadOnlyList<AbuseView> reports)
    {
        var json = new JsonObject
        {
            ["reports"] = new JsonArray([.. reports.Select(report => JsonSerializer.SerializeToNode(report, RestJson.Default.AbuseView))]),
            ["next_cursor"] = null,
        };
        var rows = reports.Select(report => (IReadOnlyList<string>)
        [
            report.ReportId, report.Status, report.NodeId.Value, Instants.Text(report.PeriodStart), Instants.Text(report.PeriodEnd), report.Reporter, report.Reason,
        ]);
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, reports.Count == 1 ? "1 report" : $"{reports.Count} reports")
        {
            Sections = reports.Count == 0 ? [] : [new Section.Table("", ["report", "status", "node", "from", "to", "by", "reason"], [.. rows])],
        });
    }
}
