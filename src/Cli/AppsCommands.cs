using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli;

/// <summary><c>ee apps</c>: names, what they are bound to, and whether they can be reached.</summary>
internal static class AppsCommands
{
    private const string Path = "v1/apps";

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "apps", "Apps of a control plane: their names and whether they can be reached.");
        List(commands);
        Show(commands);
        Add(commands);
        Release(commands);
        return commands.Noun;
    }

    private static void List(ServerCommands commands)
    {
        var network = new Option<string>("--network") { Description = "Only of this network.", HelpName = "NAME" };
        var status = new Option<string>("--status") { Description = "Only with this status.", HelpName = "STATUS" };
        commands.Add(new Command("list", "List all apps.") { network, status }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["network"] = parsed.GetValue(network),
                ["status"] = parsed.GetValue(status),
            };
            var (apps, failure) = await Pages.ReadAllAsync(
                client, Path, filters, RestJson.Default.AppsPage, page => (page.Apps, page.NextCursor), cancellationToken);
            return failure is null ? Listed(apps) : failure.ToOutcome();
        });
    }

    private static void Show(ServerCommands commands)
    {
        var app = App();
        commands.Add(new Command("show", "Show one app.") { app }, async (parsed, client, cancellationToken) =>
        {
            var answer = await client.GetAsync(PathOf(parsed.GetRequiredValue(app)), cancellationToken);
            if (!AnswerReader.TryRead(answer, RestJson.Default.AppView, out var view, out var failure))
                return failure.ToOutcome();
            var json = JsonSerializer.SerializeToNode(view, RestJson.Default.AppView)!.AsObject();
            return new Outcome(ExitCode.Accepted, json, new View(view.Allowed ? Tone.Good : Tone.Bad, $"{view.AppName}: {view.Status}")
            {
                Sections = [new Section.Facts("", json)],
            });
        });
    }

    private static void Add(ServerCommands commands)
    {
        var app = App();
        var repo = new Option<string>("--repo") { Description = "The repository it is bound to.", HelpName = "OWNER/NAME", Required = true };
        var network = new Option<string>("--network") { Description = "The network it is bound to.", DefaultValueFactory = _ => NetworkName.Forge1.Value };
        commands.Add(
            new Command("add", "Bind a name before its first agent attests.") { app, repo, network },
            async (parsed, client, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(app).Value;
                var body = new BindAppRequest(name, parsed.GetRequiredValue(repo), parsed.GetRequiredValue(network));
                var answer = await client.PostAsync(Path, body, RestJson.Default.BindAppRequest, cancellationToken);
                return ServerCommands.Told(answer, "app_name", name, "add");
            });
    }

    private static void Release(ServerCommands commands)
    {
        var app = App();
        commands.Add(
            new Command("release", "Release a name, so that whoever attests next may bind it.") { app },
            async (parsed, client, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(app);
                var answer = await client.DeleteAsync(PathOf(name), cancellationToken);
                return ServerCommands.Told(answer, "app_name", name.Value, "release");
            });
    }

    private static Outcome Listed(IReadOnlyList<AppView> apps)
    {
        var json = new JsonObject
        {
            ["apps"] = new JsonArray([.. apps.Select(app => JsonSerializer.SerializeToNode(app, RestJson.Default.AppView))]),
            ["next_cursor"] = null,
        };
        var rows = apps.Select(app => (IReadOnlyList<string>)
        [
            app.AppName.Value, app.Status, $"{app.Agents.Eligible}/{app.Agents.Total}", app.Network.Value, app.Repo.Value,
            app.TrustRoot ?? "-", app.RegistrationState,
        ]);
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Plain, apps.Count == 1 ? "1 app" : $"{apps.Count} apps")
        {
            Sections = apps.Count == 0
                ? []
                : [new Section.Table("", ["app", "status", "agents", "network", "repo", "trust root", "registration"], [.. rows])],
        });
    }

    private static string PathOf(AppName app) => $"{Path}/{Uri.EscapeDataString(app.Value)}";

    private static Argument<AppName> App() => ServerArguments.Id<AppName>("APP", "The app's name.");
}
