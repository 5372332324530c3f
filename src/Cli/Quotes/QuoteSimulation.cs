using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Platforms;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Cli.Quotes;

/// <summary><c>ee quote simulate</c>: a quote over given report data by a simulated platform, and the collateral that goes with it.</summary>
internal sealed class QuoteSimulation
{
    private const int ReportDataBytes = 64;
    private const string NotHardware = "SIMULATED: no hardware made this quote, and only a verifier told to trust the platform accepts it.";

    private static readonly Dictionary<string, TcbStatus> Statuses =
        Enum.GetValues<TcbStatus>().ToDictionary(TcbStatuses.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, QuoteForm> Forms =
        Enum.GetValues<QuoteForm>().ToDictionary(form => $"{form}".ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly Dictionary<string, PckCa> Authorities = new(StringComparer.Ordinal)
    {
        ["platform"] = PckCa.Platform,
        ["processor"] = PckCa.Processor,
    };

    private static readonly Dictionary<string, int> Versions = new(StringComparer.Ordinal) { ["4"] = 4, ["5"] = 5 };

    private readonly Option<string> _platform = new("--platform") { Description = "The simulated platform's folder.", HelpName = "DIR", Required = true };
    private readonly Option<ReadOnlyMemory<byte>?> _reportData = ArgumentText.Hex(
        "--report-data", "What the quote binds: 64 bytes; fewer are filled up with zeros behind.", 1, ReportDataBytes);

    private readonly Option<string> _out = new("--out") { Description = "Where the quote is written.", HelpName = "FILE", Required = true };
    private readonly Option<string> _collateralOut = new("--collateral-out")
    {
        Description = "Where the collateral is written with which the quote shows its status.",
        HelpName = "FILE",
    };

    private readonly Option<TcbStatus?> _tcb = ArgumentText.Word("--tcb", "The TCB status to come to; UpToDate when absent.", Statuses);
    private readonly Option<bool> _debug = new("--debug") { Description = "Of a TD in debug mode." };
    private readonly Option<bool> _migratable = new("--migratable") { Description = "Of a TD that can be moved to another platform." };
    private readonly Option<int?> _version = ArgumentText.Word(
        "--quote-version", "4 with TD report 1.0, or 5 with 1.5. The relaunch statuses need 5 and take it by themselves.", Versions);

    private readonly Option<PckCa?> _ca = ArgumentText.Word("--ca", "The authority behind the platform's certificate.", Authorities);
    private readonly Option<QuoteForm?> _form = ArgumentText.Word("--form", "How the quote is written.", Forms);
    private readonly Option<string> _td = new("--td")
    {
        Description = "A label that MRTD and RTMR0 to RTMR2 follow from.",
        HelpName = "LABEL",
        DefaultValueFactory = _ => "simulated",
    };

    private readonly Dictionary<string, Option<ReadOnlyMemory<byte>?>> _registers = TdRegisters.Measured.ToDictionary(
        name => name,
        name => ArgumentText.Hex($"--{name}", $"The value of {name.ToUpperInvariant()}.", SimulatedTd.RegisterSize, SimulatedTd.RegisterSize),
        StringComparer.Ordinal);

    private readonly Option<DateTimeOffset?> _at = ArgumentText.Instant("--at", "The instant the collateral is issued for; now when absent.");

    private QuoteSimulation() => _reportData.Required = true;

    /// <summary>Builds the verb.</summary>
    public static Command Build(CommandTree tree)
    {
        var simulation = new QuoteSimulation();
        var command = new Command("simulate", "Make a quote on a simulated platform. Development only.")
        {
            simulation._platform, simulation._reportData, simulation._out, simulation._collateralOut, simulation._tcb, simulation._debug,
            simulation._migratable, simulation._version, simulation._ca, simulation._form, simulation._td, simulation._at,
        };
        foreach (var register in simulation._registers.Values)
            command.Add(register);
        return tree.Bind(command, parsed => simulation.Run(parsed, tree.Shell));
    }

    private Outcome Run(ParseResult parsed, Shell shell)
    {
        if (!PlatformInput.TryLoad(parsed.GetRequiredValue(_platform), out var platform, out var fault))
            return fault;
        var status = parsed.GetValue(_tcb) ?? TcbStatus.UpToDate;
        var ca = parsed.GetValue(_ca) ?? PckCa.Platform;
        var reportData = new byte[ReportDataBytes];
        parsed.GetRequiredValue(_reportData)!.Value.CopyTo(reportData);
        var bytes = platform.Quote(Td(parsed), reportData, QuoteOptions.ForStatus(status) with { Ca = ca });

        var path = parsed.GetRequiredValue(_out);
        if (FileOutput.TryWrite(path, Encode(bytes, parsed.GetValue(_form) ?? QuoteForm.Raw)) is { } unwritable)
            return unwritable;
        if (parsed.GetValue(_collateralOut) is not { } collateralPath)
            return Report(bytes, path, null, status);
        return WriteCollateral(platform, ca, parsed.GetValue(_at) ?? shell.Time.GetUtcNow(), collateralPath)
            ?? Report(bytes, path, collateralPath, status);
    }

    private SimulatedTd Td(ParseResult parsed)
    {
        var td = SimulatedTd.From(parsed.GetRequiredValue(_td));
        td = td with
        {
            Mrtd = Register(parsed, TdRegisters.Mrtd, td.Mrtd),
            Rtmr0 = Register(parsed, TdRegisters.Rtmr0, td.Rtmr0),
            Rtmr1 = Register(parsed, TdRegisters.Rtmr1, td.Rtmr1),
            Rtmr2 = Register(parsed, TdRegisters.Rtmr2, td.Rtmr2),
            Rtmr3 = Register(parsed, TdRegisters.Rtmr3, td.Rtmr3),
        };
        if (parsed.GetValue(_debug))
            td = td with { TdAttributes = td.TdAttributes | SimulatedTd.Debug };
        if (parsed.GetValue(_migratable))
            td = td with { TdAttributes = td.TdAttributes | SimulatedTd.Migratable };
        return parsed.GetValue(_version) == 5 ? td.AsV5() : td;
    }

    private ReadOnlyMemory<byte> Register(ParseResult parsed, string name, ReadOnlyMemory<byte> otherwise) =>
        parsed.GetValue(_registers[name]) ?? otherwise;

    private static byte[] Encode(byte[] quote, QuoteForm form) => form switch
    {
        QuoteForm.Hex => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(quote) + "\n"),
        QuoteForm.Base64 => Encoding.ASCII.GetBytes(Convert.ToBase64String(quote) + "\n"),
        _ => quote,
    };

    private static Outcome? WriteCollateral(SimulatedPlatform platform, PckCa ca, DateTimeOffset at, string path) =>
        FileOutput.TryWrite(path, CollateralText.Write(platform.IssueCollateral(at, new CollateralOptions { Ca = ca })));

    private static Outcome Report(byte[] quote, string path, string? collateralPath, TcbStatus status)
    {
        if (!Quote.TryParse(quote, out var parsed, out _))
            throw new InvalidOperationException("The simulated platform made something that is no quote.");
        var json = new JsonObject
        {
            ["simulated"] = true,
            ["quote"] = path,
            ["collateral"] = collateralPath,
            ["tcb_status"] = TcbStatuses.Name(status),
            ["header"] = QuoteFields.Header(parsed),
            ["td_report"] = QuoteFields.TdReport(parsed.Body),
        };
        var view = new View(Tone.Good, $"Wrote {path}")
        {
            Warnings = [NotHardware],
            Detail = collateralPath is null ? null : $"Its collateral is in {collateralPath}.",
            Sections = [new Section.Facts("TD report", (JsonObject)json["td_report"]!)],
        };
        return new Outcome(ExitCode.Accepted, json, view);
    }
}
