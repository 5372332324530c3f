using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.Json;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli;

/// <summary>The whole command line: which commands there are, and how an outcome reaches whoever asked.</summary>
internal sealed class CommandTree
{
    private const string JsonName = "--json";

    private const string Description =
        """
        The operator's tool of the EasyEnclave control plane.

        Quotes are judged here, on this machine, without any server:
          ee quote verify quote.bin --collateral collateral.json
        Apps and agents are a server's; say which, and prove who you are:
          export EE_CONTROL_URL=http://127.0.0.1:8088 EE_ADMIN_TOKEN=...
          ee apps list
        Exit codes: 0 accepted or done, 1 refused, 2 wrong usage.
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Option<bool> _json = new(JsonName) { Description = "Print one JSON object instead of tables.", Recursive = true };

    /// <summary>Builds the tree for a shell.</summary>
    public CommandTree(Shell shell)
    {
        Shell = shell;
        Root = new RootCommand(Description) { _json };
        Root.Options.OfType<VersionOption>().Single().Action = new ShowVersion(shell);
        Root.Add(AppsCommands.Build(this));
        Root.Add(AgentsCommands.Build(this));
        Root.Add(NodesCommands.Build(this));
        Root.Add(AccountsCommands.Build(this));
        Root.Add(LedgerCommands.Build(this));
        Root.Add(SettlementsCommands.Build(this));
        Root.Add(AbuseCommands.Build(this));
        Root.Add(EventsCommands.Build(this));
        Root.Add(ClusterCommands.Build(this));
        Root.Add(DoctorCommand.Build(this));
        Root.Add(QuoteCommands.Build(this));
        Root.Add(AllowlistCommands.Build(this));
        Root.Add(VerifyServerCommand.Build(this));
        Root.Add(AttestationCommands.Build(this));
        Root.Add(PlatformCommands.Build(this));
        Root.Add(DnsCommands.Build(this));
        Root.Add(CompletionCommand.Build(this));
    }

    /// <summary>The outside world.</summary>
    public Shell Shell { get; }

    /// <summary>The command <c>ee</c>.</summary>
    public RootCommand Root { get; }

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        // An argument that begins with @ is an argument, not a file of further ones.
        var parsed = Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var streams = new InvocationConfiguration
        {
            Output = Shell.Output,
            Error = Shell.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        if (parsed.Action is HelpAction or ShowVersion || Root.Directives.OfType<SuggestDirective>().Any(asked => parsed.GetResult(asked) is not null))
            return await parsed.InvokeAsync(streams, cancellationToken);
        string[] faults = [.. parsed.Errors.Select(error => error.Message), .. UnknownSwitches(parsed)];
        return faults.Length == 0
            ? await parsed.InvokeAsync(streams, cancellationToken)
            : await TellUsageAsync(parsed, faults, args.Contains(JsonName, StringComparer.Ordinal), cancellationToken);
    }

    /// <summary>Says what a command does when it is called.</summary>
    public Command Bind(Command command, Func<ParseResult, CancellationToken, Task<Outcome>> handler)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return Print(await handler(parsed, cancellationToken), IsJson(parsed));
            }
            catch (Exception bug) when (bug is not OperationCanceledException)
            {
                // Nothing is accepted by accident, and programs get their object even now.
                return Print(Outcome.Refused("internal_error", $"A fault of this program: {bug}"), IsJson(parsed));
            }
        });
        return command;
    }

    /// <summary>Says what a command does that asks nobody but this machine.</summary>
    public Command Bind(Command command, Func<ParseResult, Outcome> handler) =>
        Bind(command, (parsed, _) => Task.FromResult(handler(parsed)));

    /// <summary>True if programs read the output.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Prints an outcome.</summary>
    /// <returns>Its exit code.</returns>
    public int Print(Outcome outcome, bool json)
    {
        if (json)
            Shell.Output.WriteLine(outcome.Json.ToJsonString(Indented));
        else
            Renderer.Write(outcome.IsFault ? Shell.Error : Shell.Output, Shell.Colours, Shell.Width, outcome.View);
        return outcome.ExitCode;
    }

    private async Task<int> TellUsageAsync(ParseResult parsed, string[] faults, bool json, CancellationToken cancellationToken)
    {
        var exitCode = Print(Outcome.Usage("usage", string.Join(' ', faults)), json);
        var command = parsed.CommandResult.Command;
        if (!json && command.Subcommands.Count > 0)
            await Root.Parse([.. PathOf(command), "--help"]).InvokeAsync(new() { Output = Shell.Error }, cancellationToken);
        else if (!json)
            await Shell.Error.WriteLineAsync($"See 'ee {string.Join(' ', PathOf(command))} --help'.");
        return exitCode;
    }

    // The parser takes a switch it does not know for an argument; only behind "--" may a file be called so.
    private static IEnumerable<string> UnknownSwitches(ParseResult parsed) =>
        parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? []
            : from argument in parsed.CommandResult.Children.OfType<ArgumentResult>()
              from token in argument.Tokens
              where token.Value.Length > 1 && token.Value[0] == '-'
              select $"There is no switch {token.Value} here.";

    private static IEnumerable<string> PathOf(Command command) =>
        command is RootCommand ? [] : [.. command.Parents.OfType<Command>().SelectMany(PathOf), command.Name];

    private sealed class ShowVersion(Shell shell) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(CommandTree).Assembly.GetName().Version!;
            shell.Output.WriteLine($"ee {version.ToString(fieldCount: 3)}");
            return ExitCode.Accepted;
        }
    }
}
