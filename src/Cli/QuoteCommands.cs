using System.CommandLine;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Quotes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli;

/// <summary><c>ee quote</c>: what a quote says, whether it holds, and simulated ones.</summary>
internal static class QuoteCommands
{
    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree) => new("quote", "Verify, show and simulate TDX quotes, without a server.")
    {
        QuoteVerification.Build(tree),
        Show(tree),
        QuoteSimulation.Build(tree),
    };

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

    /// <summary>The argument that names a quote.</summary>
    internal static Argument<string> File() => new("FILE")
    {
        Description = "The quote: binary, hex text or base64 text; - reads standard input.",
    };
}
