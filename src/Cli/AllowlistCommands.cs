using System.CommandLine;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Cli.Allowlists;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Quotes;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli;

/// <summary><c>ee allowlist</c>: a release's list before it is published, and on a server afterwards.</summary>
internal static class AllowlistCommands
{
    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var commands = new ServerCommands(tree, "allowlist", "Lists of measurements that releases publish: make, check, try and accept them.");
        commands.Noun.Add(Check(tree));
        commands.Noun.Add(AllowlistMake.Build(tree));
        AllowlistServer.AddTo(commands);
        return commands.Noun;
    }

    private static Command Check(CommandTree tree)
    {
        var file = new Argument<string>("FILE") { Description = "The allowlist; - reads standard input." };
        var network = new Option<string>("--network")
        {
            Description = "The network it is meant for: each wants other registers pinned.",
            DefaultValueFactory = _ => NetworkPolicy.Forge1Name,
        };
        network.AcceptOnlyFromAmong(QuoteJudge.Networks);
        var tag = new Option<string>("--tag") { Description = "The release it is published at; its own release_tag when absent.", HelpName = "TAG" };
        var quote = new Option<string>("--quote")
        {
            Description = "Also compare the registers of this quote, which is not verified by that.",
            HelpName = "FILE",
        };
        return tree.Bind(new Command("check", "Read an allowlist as the server would.") { file, network, tag, quote }, parsed =>
        {
            if (!FileInput.TryRead(tree.Shell, parsed.GetRequiredValue(file), Allowlist.MaxBytes, out var bytes, out var fault))
                return fault;
            Quote? compared = null;
            if (parsed.GetValue(quote) is { } path)
            {
                if (!FileInput.TryRead(tree.Shell, path, QuoteText.MaxFileBytes, out var content, out fault))
                    return fault;
                if (!Quote.TryParse(QuoteText.Decode(content, out _), out compared, out _))
                    return Outcome.Usage("quote_malformed", $"{path} holds no TDX quote.");
            }

            var policy = parsed.GetRequiredValue(network) == NetworkPolicy.Forge1Name
                ? NetworkPolicy.Forge1
                : NetworkPolicy.Sandbox1(development: false);
            return AllowlistReport.Of(bytes, parsed.GetValue(tag), policy, compared?.Body);
        });
    }
}
