using System.CommandLine;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Platforms;
using EasyEnclave.Cli.Quotes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli;

/// <summary><c>ee quote</c>: what a quote says, whether it holds, and simulated ones.</summary>
internal static class QuoteCommands
{
    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree) => new("quote", "Verify, show and simulate TDX quotes, without a server.")
    {
        Verify(tree),
        Show(tree),
        QuoteSimulation.Build(tree),
    };

    private static Command Verify(CommandTree tree)
    {
        var file = File();
        var collateral = new Option<string>("--collateral")
        {
            Description = "Intel's statements about the platform: one JSON document, or a directory of its parts.",
            HelpName = "FILE|DIR",
        };
        var at = ArgumentText.Instant("--at", "The instant to judge at; now when absent.");
        var network = new Option<string>("--network")
        {
            Description = "The network whose rules are applied.",
            DefaultValueFactory = _ => NetworkPolicy.Forge1Name,
        };
        var networks = new Option<string>("--networks")
        {
            Description = "A file of networks, as a server has it in EE_NETWORKS_FILE.",
            HelpName = "FILE",
        };
        var platform = new Option<string>("--platform")
        {
            Description = "Trust this simulated platform's root instead of Intel's. Development only.",
            HelpName = "DIR",
        };
        var command = new Command("verify", "Verify a quote in full and say whether a network's rules let it pass.")
        {
            file, collateral, at, network, networks, platform,
        };
        return tree.Bind(command, parsed =>
        {
            if (!FileInput.TryRead(tree.Shell, parsed.GetRequiredValue(file), QuoteText.MaxFileBytes, out var content, out var fault))
                return fault;
            var root = TrustRoot.Intel;
            if (parsed.GetValue(platform) is { } directory)
            {
                if (!PlatformInput.TryLoad(directory, out var simulated, out fault))
                    return fault;
                root = simulated.TrustRoot;
            }

            if (!NetworkInput.TryRead(tree.Shell, parsed.GetValue(networks), parsed.GetRequiredValue(network), root, out var policy, out fault))
                return fault;
            var reading = CollateralInput.Read(tree.Shell, parsed.GetValue(collateral));
            if (reading is CollateralReading.Unreadable unreadable)
                return unreadable.Fault;
            var now = parsed.GetValue(at) ?? tree.Shell.Time.GetUtcNow();
            return VerdictReport.Of(QuoteJudge.Judge(
                QuoteText.Decode(content, out _), reading, root, policy, now));
        });
    }

    private static Command Show(CommandTree tree)
    {
        var file = File();
        return tree.Bind(new Command("show", "Show every field of a quote without verifying anything.") { file }, parsed =>
            FileInput.TryRead(tree.Shell, parsed.GetRequiredValue(file), QuoteText.MaxFileBytes, out var content, out var fault)
                ? ShowFields(content)
                : fault);
    }

    private static Outcome ShowFields(byte[] content)
    {
        if (!Quote.TryParse(QuoteText.Decode(content, out var form), out var quote, out var failure))
            return Outcome.Refused($"quote_invalid:{VerificationFailures.Code(failure)}", "The bytes are no well-formed TDX quote.");
        var header = QuoteFields.Header(quote);
        var report = QuoteFields.TdReport(quote.Body);
        var signature = QuoteFields.Signature(quote.Signature);
        var view = new View(Tone.Plain, $"TDX quote version {quote.Version}, NOT VERIFIED")
        {
            Detail = "These are claims of whoever wrote the file. 'ee quote verify' says whether they hold.",
            Sections =
            [
                new Section.Facts("Quote header", header),
                new Section.Facts("TD report", report),
                new Section.Facts("Signature data", signature),
            ],
        };
        return new Outcome(ExitCode.Accepted, new JsonObject
        {
            ["verified"] = false,
            ["form"] = $"{form}".ToLowerInvariant(),
            ["header"] = header,
            ["td_report"] = report,
            ["signature"] = signature,
        }, view);
    }

    private static Argument<string> File() => new("FILE")
    {
        Description = "The quote: binary, hex text or base64 text; - reads standard input.",
    };
}
