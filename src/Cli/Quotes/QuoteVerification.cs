using System.CommandLine;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Platforms;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Upstream.Collateral;

namespace EasyEnclave.Cli.Quotes;

/// <summary><c>ee quote verify</c>: a quote in full, with collateral that was given or is fetched.</summary>
internal sealed class QuoteVerification
{
    private static readonly Dictionary<string, TcbChannel> Channels = new(StringComparer.Ordinal)
    {
        ["standard"] = TcbChannel.Standard,
        ["early"] = TcbChannel.Early,
    };

    private readonly Argument<string> _file = QuoteCommands.File();
    private readonly Option<string> _collateral = new("--collateral")
    {
        Description = "Intel's statements about the platform: one JSON document, or a directory of its parts.",
        HelpName = "FILE|DIR",
    };

    private readonly Option<bool> _fetch = new("--fetch") { Description = "Ask Intel's service for the collateral instead." };
    private readonly Option<TcbChannel?> _channel = ArgumentText.Word(
        "--channel", "With --fetch: what is demanded now, or what early adopters know will be; standard when absent.", Channels);

    private readonly Option<string> _pccs = new("--pccs") { Description = "With --fetch: ask this caching service instead of Intel.", HelpName = "URL" };
    private readonly Option<string> _collateralOut = new("--collateral-out")
    {
        Description = "With --fetch: where the collateral is written, as --collateral takes it.",
        HelpName = "FILE",
    };

    private readonly Option<DateTimeOffset?> _at = ArgumentText.Instant("--at", "The instant to judge at; now when absent.");
    private readonly Option<string> _network = new("--network")
    {
        Description = "The network whose rules are applied.",
        DefaultValueFactory = _ => NetworkPolicy.Forge1Name,
    };

    private readonly Option<string> _networks = new("--networks")
    {
        Description = "A file of networks, as a server has it in EE_NETWORKS_FILE.",
        HelpName = "FILE",
    };

    private readonly Option<string> _platform = new("--platform")
    {
        Description = "Trust this simulated platform's root instead of Intel's. Development only.",
        HelpName = "DIR",
    };

    /// <summary>Builds the verb.</summary>
    public static Command Build(CommandTree tree)
    {
        var verification = new QuoteVerification();
        var command = new Command("verify", "Verify a quote in full and say whether a network's rules let it pass.")
        {
            verification._file, verification._collateral, verification._fetch, verification._channel, verification._pccs,
            verification._collateralOut, verification._at, verification._network, verification._networks,
            verification._platform,
        };
        return tree.Bind(command, (parsed, cancellationToken) => verification.RunAsync(parsed, tree.Shell, cancellationToken));
    }

    private async Task<Outcome> RunAsync(ParseResult parsed, Shell shell, CancellationToken cancellationToken)
    {
        if (Contradiction(parsed) is { } contradiction)
            return contradiction;
        if (!FileInput.TryRead(shell, parsed.GetRequiredValue(_file), QuoteText.MaxFileBytes, out var content, out var fault))
            return fault;
        var root = TrustRoot.Intel;
        if (parsed.GetValue(_platform) is { } directory)
        {
            if (!PlatformInput.TryLoad(directory, out var simulated, out fault))
                return fault;
            root = simulated.TrustRoot;
        }

        if (!NetworkInput.TryRead(shell, parsed.GetValue(_networks), parsed.GetRequiredValue(_network), root, out var policy, out fault))
            return fault;
        var quote = QuoteText.Decode(content, out _);
        var (reading, failed) = await CollateralAsync(parsed, shell, quote, root, cancellationToken);
        return failed ?? VerdictReport.Of(QuoteJudge.Judge(
            quote, reading!, root, policy, parsed.GetValue(_at) ?? shell.Time.GetUtcNow()));
    }

    private Outcome? Contradiction(ParseResult parsed)
    {
        var fetches = parsed.GetValue(_fetch);
        if (fetches && parsed.GetValue(_collateral) is not null)
            return Outcome.Usage("collateral_twice", "--fetch and --collateral exclude each other.");
        if (!fetches && (parsed.GetValue(_channel) is not null || parsed.GetValue(_pccs) is not null || parsed.GetValue(_collateralOut) is not null))
            return Outcome.Usage("fetch_missing", "--channel, --pccs and --collateral-out belong to --fetch.");
        return parsed.GetValue(_pccs) is { } pccs && !Uri.TryCreate(pccs, UriKind.Absolute, out _)
            ? Outcome.Usage("pccs_invalid", "--pccs takes a URL.")
            : null;
    }

    private async Task<(CollateralReading? Reading, Outcome? Fault)> CollateralAsync(
        ParseResult parsed, Shell shell, byte[] quote, TrustRoot root, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(_fetch))
        {
            var read = CollateralInput.Read(shell, parsed.GetValue(_collateral));
            return read is CollateralReading.Unreadable unreadable ? (null, unreadable.Fault) : (read, null);
        }

        var server = parsed.GetValue(_pccs) is { } url ? PcsServer.Caching(new Uri(url)) : PcsServer.Intel;
        server = server with { Channel = parsed.GetValue(_channel) ?? TcbChannel.Standard };
        var (bundle, fault) = await CollateralFetching.FetchAsync(quote, root, server, shell.Time, cancellationToken);
        if (bundle is null)
            return (new CollateralReading.NotGiven(), fault);
        return parsed.GetValue(_collateralOut) is { } path && FileOutput.TryWrite(path, CollateralText.Write(bundle)) is { } unwritable
            ? (null, unwritable)
            : (new CollateralReading.Read(bundle), null);
    }
}
