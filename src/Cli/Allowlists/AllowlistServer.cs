using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Allowlists;

/// <summary>The verbs of <c>ee allowlist</c> that ask a server: which lists count there, taking one that changed, and trying one.</summary>
internal static class AllowlistServer
{
    private const string Path = "v1/allowlists";

    /// <summary>Adds the verbs.</summary>
    public static void AddTo(ServerCommands commands)
    {
        List(commands);
        Accept(commands);
        DryRun(commands);
    }

    private static void List(ServerCommands commands)
    {
        var repo = new Option<string>("--repo") { Description = "Only of this repository.", HelpName = "OWNER/NAME" };
        var state = new Option<string>("--state") { Description = "Only in this state.", HelpName = "STATE" };
        state.AcceptOnlyFromAmong("current", "changed", "not_found", "refused");
        commands.Add(new Command("list", "List the allowlists that releases brought, and those that changed.") { repo, state }, async (parsed, client, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["repo"] = parsed.GetValue(repo)?.ToLowerInvariant(),
                ["state"] = parsed.GetValue(state),
            };
            var (lists, failure) = await Pages.ReadAllAsync(
                client, Path, filters, RestJson.Default.AllowlistsPage, page => (page.Allowlists, page.NextCursor), cancellationToken);
            return failure is null ? Listed(lists) : failure.ToOutcome();
        });
    }

    private static void Accept(ServerCommands commands)
    {
        var repo = ServerArguments.Id<RepoName>("REPO", "The repository, owner/name.");
        var tag = ServerArguments.Id<ReleaseTag>("TAG", "The release.");
        var sha256 = new Option<string>("--sha256") { Description = "SHA-256 of the new list, as 'allowlist list' shows it.", HelpName = "HEX", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, for the record.", HelpName = "TEXT", Required = true };
        commands.Add(new Command("accept", "Take a changed list in place of the one that was used.") { repo, tag, sha256, reason }, async (parsed, client, cancellationToken) =>
        {
            var (owner, release) = (parsed.GetRequiredValue(repo), parsed.GetRequiredValue(tag));
            var body = new AcceptAllowlistRequest(owner.Value, release.Value, parsed.GetRequiredValue(sha256), parsed.GetRequiredValue(reason));
            var answer = await client.PostAsync(Path + "/accept", body, RestJson.Default.AcceptAllowlistRequest, cancellationToken);
            return ServerCommands.Told(answer, "release", $"{owner.Value}@{release.Value}", "accept");
        });
    }

    private static void DryRun(ServerCommands commands)
    {
        var file = new Argument<string>("FILE") { Description = "The allowlist; - reads standard input." };
        var repo = Id<RepoName>("--repo", "OWNER/NAME", "The repository.");
        var tag = Id<ReleaseTag>("--tag", "TAG", "The release.");
        commands.AddInput(
            new Command("dry-run", "Say which connected agents would be refused under a list, by their stored evidence.") { file, repo, tag },
            async (parsed, shell, client, cancellationToken) =>
            {
                if (!FileInput.TryRead(shell, parsed.GetRequiredValue(file), Allowlist.MaxBytes, out var bytes, out var fault))
                    return fault;
                var body = new AllowlistTrialRequest(
                    parsed.GetRequiredValue(repo)!.Value.Value, parsed.GetRequiredValue(tag)!.Value.Value, Convert.ToBase64String(bytes));
                var answer = await client.PostAsync(Path + "/dry-run", body, RestJson.Default.AllowlistTrialRequest, cancellationToken);
                return AnswerReader.TryRead(answer, RestJson.Default.AllowlistTrialAnswer, out var trial, out var failure)
                    ? Tried(trial)
                    : failure.ToOutcome();
            });
    }

    private static Outcome Listed(IReadOnlyList<AllowlistView> lists)
    {
        var json = new JsonObject
        {
            ["allowlists"] = new JsonArray([.. lists.Select(list => JsonSerializer.SerializeToNode(list, RestJson.Default.AllowlistView))]),
            ["next_cursor"] = null,
        };
        var changed = lists.Count(list => list.Candidate is not null);
        var headline = lists.Count == 1 ? "1 allowlist" : $"{lists.Count} allowlists";
        var rows = lists.Select(list => (IReadOnlyList<string>)
        [
            list.Repo, list.ReleaseTag, list.State, list.Sha256, list.Candidate?.Sha256 ?? "-", Instants.Text(list.PinnedAt),
            list.FetchedAt is { } at ? Instants.Text(at) : "-",
        ]);
        return new Outcome(ExitCode.Accepted, json, new View(changed == 0 ? Tone.Plain : Tone.Bad, headline)
        {
            Detail = changed == 0 ? null : $"{changed} changed: agents of these releases are refused until the new list is accepted.",
            Sections = lists.Count == 0
                ? []
                : [new Section.Table("", ["repo", "release", "state", "sha256", "changed to", "pinned", "fetched"], [.. rows])],
        });
    }

    private static Outcome Tried(AllowlistTrialAnswer trial)
    {
        var json = JsonSerializer.SerializeToNode(trial, RestJson.Default.AllowlistTrialAnswer)!.AsObject();
        var rows = trial.Agents.Select(agent => (IReadOnlyList<string>)
        [
            agent.AgentId.Value, agent.AppName.Value, agent.Network.Value, agent.Passes ? "passes" : agent.Reason ?? "refused", agent.Detail ?? "",
        ]);
        var headline = trial.Failing == 0
            ? $"All {trial.Passing} connected agents of this release would pass"
            : $"{trial.Failing} of {trial.Passing + trial.Failing} connected agents of this release would be refused";
        return new Outcome(trial.Failing == 0 ? ExitCode.Accepted : ExitCode.Refused, json, new View(trial.Failing == 0 ? Tone.Good : Tone.Bad, headline)
        {
            Sections = trial.Agents.Count == 0 ? [] : [new Section.Table("", ["agent", "app", "network", "verdict", "detail"], [.. rows])],
        });
    }

    private static Option<TId?> Id<TId>(string name, string form, string description)
        where TId : struct, IId<TId> => new(name)
        {
            Description = description,
            HelpName = form,
            Required = true,
            CustomParser = result =>
            {
                if (TId.TryParse(result.Tokens.Single().Value, out var id))
                    return id;
                result.AddError($"{name} is not of the form that {typeof(TId).Name} has.");
                return null;
            },
        };
}
