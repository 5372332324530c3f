using EasyEnclave.Agent;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Upstream.Allowlists;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Development;

/// <summary>The agent of development mode: the real one, with simulated quotes.</summary>
internal sealed class SampleAgent
{
    private readonly AgentOptions _options;

    private SampleAgent(AgentOptions options) => _options = options;

    /// <summary>The agent of an app whose backend is known.</summary>
    public static SampleAgent Of(NodeOptions node, Uri control, DevelopmentApp app)
    {
        UriBuilder tunnel = new(control) { Scheme = control.Scheme == "https" ? "wss" : "ws", Path = "/v1/tunnel" };
        return new SampleAgent(new AgentOptions
        {
            ControlUrl = tunnel.Uri,
            AllowPrivateControl = true,
            Repo = RepoName.Parse("easyenclave/" + app.Name),
            ReleaseTag = ReleaseTag.Parse("v1.0.0"),
            App = app.Name,
            Network = NetworkName.Sandbox1,
            AgentId = AgentId.Parse(app.Name + "-1"),
            NodeId = NodeId.Parse(app.Name + "-1"),
            Backend = app.Backend ?? throw new ArgumentException("It has no backend.", nameof(app)),
            HealthInterval = TimeSpan.FromSeconds(15),
            ReconnectDelay = TimeSpan.FromSeconds(1),
            QuoteProvider = QuoteProvider.Simulated,
            DevelopmentPlatform = node.DevelopmentPlatform,
            VmImageId = "development",
            RaTls = node.RaTls ? new ControlTrust { Allowlist = new ControlAllowlist.InFile(ControlList(node.AllowlistDirectory!), null) } : null,
        });
    }

    /// <summary>Writes the allowlist that a real release would publish.</summary>
    public void Publish(string allowlists, DateTimeOffset now)
    {
        string file = Path.Combine(allowlists, AllowlistDirectory.FileOf(_options.Repo.Value, _options.ReleaseTag.Value));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(
            file,
            SimulatedRelease.Allowlist(SimulatedQuoteSource.TdOf(_options), ClaimsSource.Of(_options), _options.ReleaseTag.Value, now));

        // A control plane's own claims are looked at by nobody: any will do.
        SimulatedTd control = SimulatedTd.From(OwnQuotes.DevelopmentTd);
        File.WriteAllBytes(
            ControlList(allowlists),
            SimulatedRelease.Allowlist(control, SimulatedRelease.Claims(OwnQuotes.DevelopmentTd, isSealed: false), ControlPlane.Version, now));
    }

    private static string ControlList(string allowlists) => Path.Combine(allowlists, "control-plane.json");

    /// <summary>Runs it until it is stopped.</summary>
    public Task RunAsync(ILoggerFactory loggers, CancellationToken cancellationToken) =>
        AgentHost.RunAsync(_options, TimeProvider.System, loggers, null, cancellationToken);
}
