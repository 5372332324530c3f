using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation;
using EasyEnclave.Upstream.Allowlists;
using EasyEnclave.Upstream.Collateral;
using EasyEnclave.Upstream.ControlPlanes;
using EasyEnclave.Upstream.Http;
using EasyEnclave.Upstream.Keeping;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Agent.Control;

/// <summary>Attested TLS both ways: the certificate this agent shows, and its judgement of the one it is shown.</summary>
internal sealed class AttestedTls : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    private AttestedTls(AgentOptions options, ControlTrust by, IQuoteSource quotes, TimeProvider time, ILoggerFactory loggers)
    {
        Own = new AgentCertificate(quotes, time);
        Trust = new ControlPlaneTrust(new ControlPlaneJudge(Anchors(options, by, time, loggers), Policy(options), List(by.Allowlist, time, loggers), time), time);
    }

    /// <summary>What this agent shows.</summary>
    public AgentCertificate Own { get; }

    /// <summary>Whom it takes for its control plane.</summary>
    public ControlPlaneTrust Trust { get; }

    /// <summary>Puts it together; null where the options do not ask for it.</summary>
    /// <exception cref="IOException">The simulated platform's folder cannot be read.</exception>
    /// <exception cref="InvalidDataException">The simulated platform's folder holds no platform.</exception>
    public static AttestedTls? Of(AgentOptions options, IQuoteSource quotes, TimeProvider time, ILoggerFactory loggers) =>
        options.RaTls is { } by ? new AttestedTls(options, by, quotes, time, loggers) : null;

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    // The control plane is judged by the rules of the network it lets this agent into; those of a network this program does not know are forge-1's.
    private static NetworkPolicy Policy(AgentOptions options)
    {
        bool development = options.DevelopmentPlatform is not null;
        NetworkPolicy policy = options.Network == NetworkName.Sandbox1 ? NetworkPolicy.Sandbox1(development) : NetworkPolicy.Forge1;
        return development ? policy with { TrustRoots = new HashSet<string> { TrustRoot.IntelName, TrustRoot.DevelopmentName } } : policy;
    }

    private List<ControlPlaneAnchor> Anchors(AgentOptions options, ControlTrust by, TimeProvider time, ILoggerFactory loggers)
    {
        // What is kept of the network lives as long as this process: an agent in a sealed machine has no other place.
        CollateralKeeping keeping = CollateralKeeping.InProcess();
        ICollateralSource intel = Keep<ICollateralSource>(by.CollateralDirectory is { } folder
            ? new CollateralDirectory(folder, TrustRoot.Intel, keeping, time, loggers.CreateLogger<CollateralDirectory>())
            : new PcsCollateralSource(
                by.PccsUrl is { } url ? PcsServer.Caching(url) : PcsServer.Intel,
                TrustRoot.Intel,
                keeping,
                new UpstreamLimits(),
                time,
                loggers.CreateLogger<PcsCollateralSource>()));
        List<ControlPlaneAnchor> anchors = [new(new QuoteVerifier(TrustRoot.Intel), intel)];
        if (options.DevelopmentPlatform is { } directory)
        {
            SimulatedPlatform platform = SimulatedPlatform.Load(directory);
            anchors.Add(new ControlPlaneAnchor(new QuoteVerifier(platform.TrustRoot), new SimulatedCollateralSource(platform, time)));
        }

        return anchors;
    }

    private ControlPlaneList? List(ControlAllowlist? list, TimeProvider time, ILoggerFactory loggers) => list switch
    {
        null => null,
        ControlAllowlist.InFile file => ControlPlaneList.File(file.Path, file.Tag?.Value),
        ControlAllowlist.OfRelease release => new ControlPlaneList(
            Keep(new GitHubAllowlists(
                new GitHubOptions { Asset = release.Asset, Token = release.Token }, new ProcessMemory(), time, loggers.CreateLogger<GitHubAllowlists>())),
            release.Repo.Value,
            release.Tag.Value),
        _ => throw new InvalidOperationException("Unknown allowlist."),
    };

    private T Keep<T>(T owned)
    {
        if (owned is IDisposable disposable)
            _owned.Add(disposable);
        return owned;
    }
}
