using System.CommandLine;
using System.Text.Json;
using EasyEnclave.Cli.Cluster;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee cluster</c>: the nodes that make up a control plane, and what an operator does about one.</summary>
internal static class ClusterCommands
{
    private const string Path = "v1/cluster";
    private const int LongestWait = 3600;

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "cluster", "The nodes of a control plane; any of them may be asked, about any of them.");
        Show(commands);
        Order(commands, "drain", "Send its agents and requests to the others; it goes on running.");
        Order(commands, "resume", "Let a drained node work again.");
        Order(commands, "leave", "Drain it, then end its process in order.");
        Order(commands, "down", "Declare it dead, whatever it does: it writes no more, and its agents are taken over.");
        Tail(commands, tree);
        return commands.Noun;
    }

    private static void Show(ServerCommands commands) =>
        commands.Add(new Command("show", "Show all nodes."), async (_, client, cancellationToken) =>
        {
            var answer = await client.GetAsync(Path, cancellationToken);
            return AnswerReader.TryRead(answer, RestJson.Default.ClusterPage, out var page, out var failure) ? Shown(page) : failure.ToOutcome();
        });

    private static void Order(ServerCommands commands, string action, string description)
    {
        var node = new Argument<string>("NODE") { Description = "The node's name, as cluster show tells it." };
        var reason = new Option<string>("--reason") { Description = "Why, for the record.", HelpName = "TEXT" };
        var wait = new Option<int>("--wait")
        {
            Description = "Wait up to this many seconds until it is done: emptied, gone, or back.",
            HelpName = "SECONDS",
        };
        wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > LongestWait)
                result.AddError($"--wait takes 0 to {LongestWait}.");
        });
        commands.AddInput(new Command(action, description) { node, reason, wait }, async (parsed, shell, client, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(node);
            var answer = await client.PostAsync(
                $"{Path}/nodes/{Uri.EscapeDataString(name)}/{action}",
                new ActionRequest(parsed.GetValue(reason)),
                RestJson.Default.ActionRequest,
                cancellationToken);
            if (answer is ServerAnswer.Done && parsed.GetValue(wait) is > 0 and var seconds)
            {
                var late = await new OrderWait(client, Path, shell.Time).UntilAsync(name, action, TimeSpan.FromSeconds(seconds), cancellationToken);
                if (late is not null)
                    return late;
            }

            var told = ServerCommands.Told(answer, "node", name, action);
            return AnswerReader.TryRead(answer, RestJson.Default.ClusterPage, out var page, out _)
                ? told with { View = told.View with { Sections = [Table(page)] } }
                : told;
        });
    }

    private static void Tail(ServerCommands commands, CommandTree tree) =>
        commands.AddInput(
            new Command("tail", "Follow who comes, goes, drains and holds the ledger, one change a line; with --json one object a line."),
            async (parsed, shell, client, cancellationToken) =>
            {
                var json = tree.IsJson(parsed);
                return await new ClusterTail(client, Path, shell.Time).FollowAsync(change => Print(shell, change, json), cancellationToken);
            });

    private static void Print(Shell shell, ClusterChange change, bool json)
    {
        shell.Output.WriteLine(json ? change.ToJson().ToJsonString() : PlainText.Of($"{Instants.Text(change.At)}  {change.Node}  {change.Kind}  {change.Detail}".TrimEnd()));
        shell.Output.Flush();
    }

    private static Outcome Shown(ClusterPage page)
    {
        var json = JsonSerializer.SerializeToNode(page, RestJson.Default.ClusterPage)!.AsObject();
        var live = page.Members.Count(member => member.State != "dead");
        var holder = page.Members.Any(member => member.HoldsLedger);
        return new Outcome(ExitCode.Accepted, json, new View(holder ? Tone.Good : Tone.Bad, $"{live} of {page.Members.Count} nodes live")
        {
            Detail = holder ? null : "No node holds the ledger now: orders of money are answered with 503.",
            Sections = [Table(page)],
        });
    }

    private static Section.Table Table(ClusterPage page)
    {
        var rows = page.Members.Select(member => (IReadOnlyList<string>)
        [
            member.Node, member.State, member.HoldsLedger ? "ledger" : "", $"{member.Agents}", $"{member.Reaches}", member.Version,
            member.CoveredTo is { } covered ? Instants.Text(covered) : "",
        ]);
        return new Section.Table("", ["node", "state", "holds", "agents", "reaches", "version", "covered to"], [.. rows]);
    }
}
