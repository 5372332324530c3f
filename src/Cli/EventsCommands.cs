using System.CommandLine;
using System.Text.Json;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee events</c>: what happened, and what happens.</summary>
internal static class EventsCommands
{
    private const string Path = "v1/events";

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "events", "What happened on a control plane, oldest first.");
        List(commands);
        Tail(commands, tree);
        return commands.Noun;
    }

    private static void List(ServerCommands commands)
    {
        var stream = Stream();
        var after = After();
        var limit = new Option<int>("--limit") { Description = "At most this many.", DefaultValueFactory = _ => 100 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > Limits.PageRows)
                result.AddError($"--limit takes 1 to {Limits.PageRows}.");
        });
        commands.Add(new Command("list", "List one page of events.") { stream, after, limit }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["stream"] = parsed.GetValue(stream),
                ["limit"] = $"{parsed.GetValue(limit)}",
            };
            var answer = await client.GetAsync(Path + Pages.QueryOf(filters, parsed.GetValue(after)), cancellationToken);
            return AnswerReader.TryRead(answer, RestJson.Default.EventsPage, out var page, out var failure) ? Listed(page) : failure.ToOutcome();
        });
    }

    private static void Tail(ServerCommands commands, CommandTree tree)
    {
        var stream = Stream();
        var after = After();
        commands.Add(
            new Command("tail", "Follow events as they happen, one a line; with --json one object a line.") { stream, after },
            async (parsed, client, cancellationToken) =>
            {
                var filters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["stream"] = parsed.GetValue(stream) };
                var json = tree.IsJson(parsed);
                return await EventTail.FollowAsync(
                    client, Path + Pages.QueryOf(filters, parsed.GetValue(after)), entry => Print(tree.Shell.Output, entry, json), cancellationToken);
            });
    }

    private static Outcome Listed(EventsPage page)
    {
        var json = JsonSerializer.SerializeToNode(page, RestJson.Default.EventsPage)!.AsObject();
        var rows = page.Events.Select(entry => (IReadOnlyList<string>)
            [entry.Cursor, Instants.Text(entry.At), entry.Stream, entry.Type, entry.Actor]);
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, page.Events.Count == 1 ? "1 event" : $"{page.Events.Count} events")
        {
            Detail = page.NextCursor is { } next ? $"There may be more: --after {next}" : null,
            Sections = page.Events.Count == 0 ? [] : [new Section.Table("", ["cursor", "at", "stream", "type", "actor"], [.. rows])],
        });
    }

    private static void Print(TextWriter output, EventView entry, bool json)
    {
        output.WriteLine(json
            ? JsonSerializer.Serialize(entry, RestJson.Default.EventView)
            : PlainText.Of($"{Instants.Text(entry.At)}  {entry.Stream}  {entry.Type}  by {entry.Actor}  {entry.Data.GetRawText()}"));
        output.Flush();
    }

    private static Option<string> Stream() => new("--stream") { Description = "Only of this entity, as agent/ID or app/NAME.", HelpName = "STREAM" };

    private static Option<string> After() => new("--after") { Description = "Only behind this cursor.", HelpName = "CURSOR" };
}
