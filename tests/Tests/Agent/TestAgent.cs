using EasyEnclave.Agent;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Agent;

/// <summary>An agent in this process, against a scripted control plane.</summary>
internal sealed class TestAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedControlPlane _plane;
    private readonly Task _run;

    public TestAgent(ScriptedControlPlane plane, AgentOptions options, TimeProvider time, IQuoteSource? quotes = null, double jitter = 0)
    {
        _plane = plane;
        _run = AgentHost.RunAsync(options, time, NullLoggerFactory.Instance, quotes ?? new EchoQuotes(), () => jitter, _stop.Token);
    }

    public static AgentOptions Options(Uri control, BackendAddress? backend = null) => new()
    {
        ControlUrl = control,
        AllowPrivateControl = true,
        Repo = RepoName.Parse("acme/hello"),
        ReleaseTag = ReleaseTag.Parse("v1.0.0"),
        App = AppName.Parse("hello"),
        Network = NetworkName.Sandbox1,
        AgentId = AgentId.Parse("agent-1"),
        NodeId = NodeId.Parse("agent-1"),
        Backend = backend ?? new BackendAddress.Http("127.0.0.1", 1),
        VmImageId = "image-1",
    };

    /// <summary>Stops it and waits for its end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _plane.HangUp();
        await _run;
        _stop.Dispose();
    }
}
