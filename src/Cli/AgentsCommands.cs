using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee agents</c>: who serves the apps, and what an operator does about it.</summary>
internal static class AgentsCommands
{
    private const string Path = "v1/agents";

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "agents", "Agents of a control plane: who they are, and what to do about them.");
        List(commands);
        Show(commands);
        Act(commands, "attest", "Challenge it now instead of at its next turn.");
        Act(commands, "approve", "Let it serve its app, or stand in for its node's proof.");
        Act(commands, "disconnect", "Close its tunnel; it may come back.");
        Ban(commands, "ban", "Close its tunnels and keep it out.");
        Ban(commands, "unban", "Let it in again.");
        return commands.Noun;
    }

    private static void List(ServerCommands commands)
    {
        var app = new Option<string>("--app") { Description = "Only of this app.", HelpName = "APP" };
        var network = new Option<string>("--network") { Description = "Only of this network.", HelpName = "NAME" };
        var status = new Option<string>("--status") { Description = "Only with this status.", HelpName = "STATUS" };
        commands.Add(new Command("list", "List all agents.") { app, network, status }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["app_name"] = parsed.GetValue(app),
                ["network"] = parsed.GetValue(network),
                ["status"] = parsed.GetValue(status),
            };
            var (agents, failure) = await Pages.ReadAllAsync(
                client, Path, filters, RestJson.Default.AgentsPage, page => (page.Agents, page.NextCursor), cancellationToken);
            return failure is null ? Listed(agents) : failure.ToOutcome();
        });
    }

    private static void Show(ServerCommands commands)
    {
        var agent = Agent();
        commands.Add(new Command("show", "Show one agent.") { agent }, async (parsed, client, cancellationToken) =>
        {
            var answer = await client.GetAsync(PathOf(parsed.GetRequiredValue(agent)), cancellationToken);
            if (!AnswerReader.TryRead(answer, RestJson.Default.AgentView, out var view, out var failure))
                return failure.ToOutcome();
            var json = JsonSerializer.SerializeToNode(view, RestJson.Default.AgentView)!.AsObject();
            return new Outcome(ExitCode.Accepted, json, new View(view.Eligible ? Tone.Good : Tone.Bad, $"{view.AgentId}: {view.Status}")
            {
                Detail = view.LastReason is { } reason ? $"Last reason: {reason}" : null,
                Sections = [new Section.Facts("", json)],
            });
        });
    }

    private static void Act(ServerCommands commands, string action, string description)
    {
        var agent = Agent();
        var reason = Reason();
        commands.Add(new Command(action, description) { agent, reason }, async (parsed, client, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(agent);
            var body = new ActionRequest(parsed.GetValue(reason));
            var answer = await client.PostAsync($"{PathOf(id)}/{action}", body, RestJson.Default.ActionRequest, cancellationToken);
            return ServerCommands.Told(answer, "agent_id", id.Value, action);
        });
    }

    private static void Ban(ServerCommands commands, string action, string description)
    {
        var agent = Agent();
        var reason = Reason();
        reason.Required = true;
        var scope = new Option<string>("--scope")
        {
            Description = "What of the agent's is meant.",
            DefaultValueFactory = _ => BanScopes.Text(BanScope.Agent),
        };
        scope.AcceptOnlyFromAmong([.. Enum.GetValues<BanScope>().Select(BanScopes.Text)]);
        var value = new Option<string>("--value") { Description = "Another value than this agent's own.", HelpName = "VALUE" };
        commands.Add(new Command(action, description) { agent, scope, value, reason }, async (parsed, client, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(agent);
            var body = new BanRequest(parsed.GetRequiredValue(scope), parsed.GetValue(value), parsed.GetValue(reason));
            var answer = await client.PostAsync($"{PathOf(id)}/{action}", body, RestJson.Default.BanRequest, cancellationToken);
            return ServerCommands.Told(answer, "agent_id", id.Value, action);
        });
    }

    private static Outcome Listed(IReadOnlyList<AgentView> agents)
    {
        var json = new JsonObject
        {
            ["agents"] = new JsonArray([.. agents.Select(agent => JsonSerializer.SerializeToNode(agent, RestJson.Default.AgentView))]),
            ["next_cursor"] = null,
        };
        var rows = agents.Select(agent => (IReadOnlyList<string>)
        [
            agent.AgentId.Value, agent.AppName.Value, agent.Status, agent.Network.Value, agent.ReleaseTag.Value, agent.TcbStatus,
            agent.HealthStatus, Instants.Text(agent.LastAttestedAt), agent.TrustRoot,
        ]);
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, agents.Count == 1 ? "1 agent" : $"{agents.Count} agents")
        {
            Sections = agents.Count == 0
                ? []
                : [new Section.Table(
                    "", ["agent", "app", "status", "network", "release", "tcb", "health", "last attested", "trust root"], [.. rows])],
        });
    }

    private static string PathOf(AgentId agent) => $"{Path}/{Uri.EscapeDataString(agent.Value)}";

    private static Argument<AgentId> Agent() => ServerArguments.Id<AgentId>("AGENT", "The agent's id.");

    private static Option<string> Reason() => new("--reason") { Description = "Why, for the record.", HelpName = "TEXT" };
}
