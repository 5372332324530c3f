using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Quotes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Allowlists;

/// <summary><c>ee allowlist make</c>: a release's list from quotes of machines that run it.</summary>
internal sealed class AllowlistMake
{
    // As many sets as a list may have.
    private const int QuotesMax = 64;
    private const int ClaimsBytesMax = 64 * 1024;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Argument<string[]> _quotes = new("QUOTE")
    {
        Description = "Quotes of machines that run the release: binary, hex or base64. They are not verified by that.",
        Arity = new ArgumentArity(1, QuotesMax),
    };

    private readonly Option<string> _tag = new("--tag") { Description = "The release.", HelpName = "TAG", Required = true };
    private readonly Option<string> _claims = new("--claims")
    {
        Description = "A JSON object of the claims that its agents make, sealed among them.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string[]> _pin = Registers("--pin", "Registers to pin, separated by commas; mrtd and rtmr0 to rtmr3 when absent.");
    private readonly Option<string[]> _any = Registers("--any", "Registers to leave open in so many words, separated by commas.");
    private readonly Option<string> _network = new("--network")
    {
        Description = "The network it is meant for: each wants other registers pinned.",
        DefaultValueFactory = _ => NetworkPolicy.Forge1Name,
    };

    private readonly Option<string> _out = new("--out") { Description = "Where the list is written.", HelpName = "FILE", Required = true };

    private AllowlistMake() => _network.AcceptOnlyFromAmong(QuoteJudge.Networks);

    /// <summary>Builds the verb.</summary>
    public static Command Build(CommandTree tree)
    {
        var make = new AllowlistMake();
        var command = new Command("make", "Write the list of a release from quotes of machines that run it.")
        {
            make._quotes, make._tag, make._claims, make._pin, make._any, make._network, make._out,
        };
        return tree.Bind(command, parsed => make.Run(parsed, tree.Shell));
    }

    private Outcome Run(ParseResult parsed, Shell shell)
    {
        var reports = new List<TdReport>();
        foreach (var path in parsed.GetRequiredValue(_quotes))
        {
            if (!FileInput.TryRead(shell, path, QuoteText.MaxFileBytes, out var content, out var fault))
                return fault;
            if (!Quote.TryParse(QuoteText.Decode(content, out _), out var quote, out _))
                return Outcome.Usage("quote_malformed", $"{path} holds no TDX quote.");
            reports.Add(quote.Body);
        }

        if (!TryClaims(shell, parsed.GetRequiredValue(_claims), out var claims, out var unreadable))
            return unreadable;
        string[] open = parsed.GetValue(_any) ?? [];
        string[] pinned = parsed.GetValue(_pin) is { Length: > 0 } given ? given : [.. TdRegisters.Measured.Except(open)];
        if (pinned.Intersect(open).FirstOrDefault() is { } both)
            return Outcome.Usage("register_twice", $"{both} cannot be pinned and left open.");

        var tag = parsed.GetRequiredValue(_tag);
        var list = AllowlistMaking.Make(reports, tag, claims, pinned, open, shell.Time.GetUtcNow());
        var bytes = Encoding.UTF8.GetBytes(list.ToJsonString(Readable) + "\n");
        var policy = parsed.GetRequiredValue(_network) == NetworkPolicy.Forge1Name ? NetworkPolicy.Forge1 : NetworkPolicy.Sandbox1(development: false);
        if (AllowlistMaking.Fault(bytes, tag, policy, reports) is { } refused)
            return Outcome.Refused("allowlist_invalid", $"Nothing was written: {refused}.");
        return FileOutput.TryWrite(parsed.GetRequiredValue(_out), bytes) ?? Told(parsed.GetRequiredValue(_out), bytes, list, reports, policy);
    }

    private static Outcome Told(string path, byte[] bytes, JsonObject list, List<TdReport> reports, NetworkPolicy policy)
    {
        var json = new JsonObject
        {
            ["written"] = path,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            ["network"] = policy.Name,
            ["quotes"] = reports.Count,
            ["allowlist"] = list,
        };
        var warnings = new List<string> { "The quotes were read and not verified: 'ee quote verify' says whether they hold." };
        if (reports.Exists(report => (report.TdAttributeBits & TdAttributeBits.Debug) != 0))
            warnings.Add("A quote is of a TD in debug mode: its registers are no production machine's.");
        return new Outcome(ExitCode.Accepted, json, new View(Tone.Good, $"Wrote {path}")
        {
            Warnings = warnings,
            Detail = $"Well-formed, and it pins what {policy.Name} asks for.",
            Sections = [new Section.Facts("Registers", (JsonObject)list["quote_measurements"]!)],
        });
    }

    private static bool TryClaims(Shell shell, string path, [NotNullWhen(true)] out JsonObject? claims, [NotNullWhen(false)] out Outcome? fault)
    {
        claims = null;
        if (!FileInput.TryRead(shell, path, ClaimsBytesMax, out var bytes, out fault))
            return false;
        try
        {
            claims = JsonNode.Parse(bytes) as JsonObject;
        }
        catch (JsonException)
        {
            // Told below, as any other JSON is.
        }

        fault = claims is null ? Outcome.Usage("claims_malformed", $"{path} holds no JSON object.") : null;
        return claims is not null;
    }

    private static Option<string[]> Registers(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "REGISTERS",
        CustomParser = result =>
        {
            string[] names = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
            if (names.FirstOrDefault(register => !TdRegisters.Pinnable.Contains(register)) is { } unknown)
                result.AddError($"{name} takes {string.Join(", ", TdRegisters.Pinnable)}, and not {unknown}.");
            return names;
        },
    };
}
