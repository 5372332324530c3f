using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Cli.ControlPlanes;
using EasyEnclave.Cli.Inputs;
using EasyEnclave.Cli.Platforms;
using EasyEnclave.Cli.Quotes;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation;
using EasyEnclave.Upstream.Allowlists;
using EasyEnclave.Upstream.Collateral;
using EasyEnclave.Upstream.ControlPlanes;
using EasyEnclave.Upstream.Http;
using EasyEnclave.Upstream.Keeping;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Cli;

/// <summary><c>ee verify-server</c>: whether a control plane is the one that an allowlist describes, in one verdict.</summary>
internal sealed class VerifyServerCommand
{
    private readonly Shell _shell;
    private readonly Argument<string> _server = new("URL") { Description = "The control plane's address, https://." };
    private readonly Option<string> _allowlist = new("--allowlist") { Description = "The allowlist it must match, as a file.", HelpName = "FILE" };
    private readonly Option<string> _repo = new("--repo") { Description = "Or the repository on GitHub whose release publishes it.", HelpName = "OWNER/NAME" };
    private readonly Option<string> _tag = new("--tag") { Description = "The release; with a file, the one that it must name.", HelpName = "TAG" };
    private readonly Option<string> _asset = new("--asset")
    {
        Description = "The name of the release's asset.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ControlPlaneList.DefaultAsset,
    };

    private readonly Option<string> _collateral = new("--collateral")
    {
        Description = "Intel's statements about the platform: one JSON document, or a directory of its parts. Intel is asked when absent.",
        HelpName = "FILE|DIR",
    };

    private readonly Option<string> _network = new("--network")
    {
        Description = "The network whose rules are applied.",
        DefaultValueFactory = _ => NetworkPolicy.Forge1Name,
    };

    private readonly Option<string> _platform = new("--platform")
    {
        Description = "Trust this simulated platform's root instead of Intel's. Development only.",
        HelpName = "DIR",
    };

    private VerifyServerCommand(Shell shell)
    {
        _shell = shell;
        _network.AcceptOnlyFromAmong(QuoteJudge.Networks);
    }

    /// <summary>Builds the command.</summary>
    public static Command Build(CommandTree tree)
    {
        var verify = new VerifyServerCommand(tree.Shell);
        return tree.Bind(
            new Command("verify-server", "Verify a control plane: its quote, its measurements, its TLS key and its token key.")
            {
                verify._server, verify._allowlist, verify._repo, verify._tag, verify._asset, verify._collateral, verify._network, verify._platform,
            },
            verify.RunAsync);
    }

    private async Task<Outcome> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var text = parsed.GetRequiredValue(_server);
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var server)
            || server.Scheme is not ("http" or "https") || server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0)
            return Outcome.Usage("server_invalid", "URL is an address like https://control.example.com.");
        if (!TryList(parsed, out var list, out var fault) || !TryAnchor(parsed, out var anchor, out fault))
            return fault;

        using var owned = list.Source as IDisposable;
        using var kept = anchor.Collateral as IDisposable;
        var network = parsed.GetRequiredValue(_network);
        var policy = network == NetworkPolicy.Forge1Name ? NetworkPolicy.Forge1 : NetworkPolicy.Sandbox1(development: false);
        var roots = new HashSet<string>(StringComparer.Ordinal) { anchor.Verifier.Root.Name };
        var judge = new ControlPlaneJudge([anchor], policy with { TrustRoots = roots }, list, _shell.Time);

        using var reader = new EvidenceReader(_shell, server);
        var (evidence, unread) = await reader.ReadAsync(cancellationToken);
        return evidence is null
            ? unread!
            : ServerReport.Of(server, await new ServerVerdict(judge, network, _shell.Time).JudgeAsync(server, evidence, cancellationToken));
    }

    private bool TryList(ParseResult parsed, [NotNullWhen(true)] out ControlPlaneList? list, [NotNullWhen(false)] out Outcome? fault)
    {
        (list, fault) = (null, null);
        var file = parsed.GetValue(_allowlist);
        var repo = parsed.GetValue(_repo);
        var tag = parsed.GetValue(_tag);
        if (file is null == repo is null)
            fault = Outcome.Usage("allowlist_missing", "Say what the control plane must measure: --allowlist FILE, or --repo OWNER/NAME --tag TAG.");
        else if (tag is not null && !ReleaseTag.TryParse(tag, out _))
            fault = Outcome.Usage("tag_invalid", "--tag is a release's git tag.");
        else if (file is not null && !File.Exists(file))
            fault = Outcome.Usage("file_unreadable", $"{file} cannot be read: it is not there.");
        else if (file is not null)
            list = ControlPlaneList.File(file, tag);
        else if (tag is null || !RepoName.TryParse(repo, out _))
            fault = Outcome.Usage("allowlist_missing", "--repo is a repository on GitHub as OWNER/NAME, and needs --tag.");
        else
            list = new ControlPlaneList(Releases(parsed.GetRequiredValue(_asset)), repo!, tag);
        return list is not null;
    }

    private GitHubAllowlists Releases(string asset)
    {
        var options = new GitHubOptions { Asset = asset, Token = Unempty("EE_GITHUB_TOKEN") };
        return new GitHubAllowlists(options, new ProcessMemory(), _shell.Time, NullLogger<GitHubAllowlists>.Instance);
    }

    private bool TryAnchor(ParseResult parsed, [NotNullWhen(true)] out ControlPlaneAnchor? anchor, [NotNullWhen(false)] out Outcome? fault)
    {
        anchor = null;
        var root = TrustRoot.Intel;
        SimulatedPlatform? platform = null;
        if (parsed.GetValue(_platform) is { } directory)
        {
            if (!PlatformInput.TryLoad(directory, out platform, out fault))
                return false;
            root = platform.TrustRoot;
        }

        var reading = CollateralInput.Read(_shell, parsed.GetValue(_collateral));
        fault = reading switch
        {
            CollateralReading.Unreadable unreadable => unreadable.Fault,
            CollateralReading.Malformed malformed => Outcome.Usage("collateral_malformed", malformed.Detail),
            _ => null,
        };
        if (fault is not null)
            return false;
        ICollateralSource source = reading is CollateralReading.Read read ? new GivenCollateral(read.Bundle)
            : platform is not null ? new SimulatedCollateralSource(platform, _shell.Time)
            : new PcsCollateralSource(
                PcsServer.Intel, root, CollateralKeeping.InProcess(), new UpstreamLimits(), _shell.Time, NullLogger<PcsCollateralSource>.Instance);
        anchor = new ControlPlaneAnchor(new QuoteVerifier(root), source);
        return true;
    }

    private string? Unempty(string variable) => _shell.Variable(variable) is { Length: > 0 } value ? value : null;
}
