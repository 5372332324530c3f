using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Server;

/// <summary>What the nouns of a server have in common: the switch that names it, and how actions are told.</summary>
internal sealed class ServerCommands
{
    private readonly CommandTree _tree;

    private readonly Option<string> _server = new("--server")
    {
        Description = "The control plane; else EE_CONTROL_URL, else http://127.0.0.1:8088. The token is taken from EE_ADMIN_TOKEN alone.",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>Makes a noun of a server's.</summary>
    public ServerCommands(CommandTree tree, string name, string description)
    {
        _tree = tree;
        Noun = new Command(name, description) { _server };
    }

    /// <summary>The noun, to which verbs are added.</summary>
    public Command Noun { get; }

    /// <summary>Adds a verb that asks the server.</summary>
    public void Add(Command verb, Func<ParseResult, ControlClient, CancellationToken, Task<Outcome>> handler) =>
        AddInput(verb, (parsed, _, client, cancellationToken) => handler(parsed, client, cancellationToken));

    /// <summary>Adds a verb that asks the server about something it reads.</summary>
    public void AddInput(Command verb, Func<ParseResult, Shell, ControlClient, CancellationToken, Task<Outcome>> handler) =>
        Noun.Add(_tree.Bind(verb, async (parsed, cancellationToken) =>
        {
            if (!ServerAddress.TryResolve(_tree.Shell, parsed.GetValue(_server), out var address, out var fault))
                return fault;
            using var client = new ControlClient(_tree.Shell, address);
            return await handler(parsed, _tree.Shell, client, cancellationToken);
        }));

    /// <summary>Says what the noun itself does, which has no verbs.</summary>
    public Command Bind(Func<ParseResult, Shell, ServerAddress, CancellationToken, Task<Outcome>> handler) =>
        _tree.Bind(Noun, async (parsed, cancellationToken) =>
            ServerAddress.TryResolve(_tree.Shell, parsed.GetValue(_server), out var address, out var fault)
                ? await handler(parsed, _tree.Shell, address, cancellationToken)
                : fault);

    /// <summary>The server that was named, for verbs that need no token and may need no server.</summary>
    public bool TryOpen(ParseResult parsed, [NotNullWhen(true)] out ControlClient? client, [NotNullWhen(false)] out Outcome? fault)
    {
        client = ServerAddress.TryResolveOpen(_tree.Shell, parsed.GetValue(_server), out var address, out fault)
            ? new ControlClient(_tree.Shell, address)
            : null;
        return client is not null;
    }

    /// <summary>The outcome of an action: what was asked of whom, and what the server said to it.</summary>
    public static Outcome Told(ServerAnswer answer, string subject, string name, string action)
    {
        if (answer is ServerAnswer.Failed failed)
            return failed.ToOutcome();
        var json = new JsonObject
        {
            [subject] = name,
            ["action"] = action,
            ["done"] = true,
            ["answer"] = AnswerReader.Raw((ServerAnswer.Done)answer),
        };
        var view = new View(Tone.Good, $"{action}: {name}")
        {
            Sections = json["answer"] is JsonObject { Count: > 0 } said ? [new Section.Facts("", said)] : [],
        };
        return new Outcome(ExitCode.Accepted, json, view);
    }
}
