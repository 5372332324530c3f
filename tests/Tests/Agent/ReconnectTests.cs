using System.Net.WebSockets;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Testing;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Tests.Agent;

/// <summary>When an agent comes back, over real sockets; the drawn jitter is zero, so only the rules' least delays remain.</summary>
public sealed class ReconnectTests
{
    private static readonly TimeSpan LongDelay = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task ALostTunnelIsOpenedAnewAndRegisteredAnew()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), _time);
        ScriptedTunnel first = await plane.AcceptAsync();
        await first.AttestAsync(Nonce.New());

        first.Abort();

        ScriptedTunnel second = await plane.AcceptAsync();
        Assert.IsType<AgentFrame.Register>(await second.ReceiveAsync());
    }

    [Fact]
    public async Task ARefusalIsAnsweredByTheLongDelay()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), _time);
        ScriptedTunnel tunnel = await plane.AcceptAsync();
        await tunnel.ReceiveAsync<AgentFrame.Register>();

        await tunnel.TellAsync(StatusState.Invalid, "measurement_mismatch:mrtd");
        await tunnel.CloseAsync(WebSocketCloseStatus.PolicyViolation, "measurement_mismatch:mrtd");

        await ComesBackAfterAsync(plane, LongDelay);
    }

    [Fact]
    public async Task AFaultyFrameIsNoRefusalOfTheAgent()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), _time);
        ScriptedTunnel tunnel = await plane.AcceptAsync();
        await tunnel.ReceiveAsync<AgentFrame.Register>();

        await tunnel.TellAsync(StatusState.Invalid, "unexpected_attestation");
        await tunnel.CloseAsync(WebSocketCloseStatus.InternalServerError, "restart");

        await plane.AcceptAsync();
    }

    [Fact]
    public async Task ARetryAfterReplacesTheDelay()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        plane.Refuse = context => Answer(context, 503, "17");
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), _time);
        await Until.TrueAsync(() => plane.Dialled == 1);
        plane.Refuse = _ => false;

        await ComesBackAfterAsync(plane, TimeSpan.FromSeconds(17));
    }

    [Fact]
    public async Task AClientErrorIsAnsweredByTheLongDelay()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        plane.Refuse = context => Answer(context, 403, retryAfter: null);
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), _time);
        await Until.TrueAsync(() => plane.Dialled == 1);
        plane.Refuse = _ => false;

        await ComesBackAfterAsync(plane, LongDelay);
    }

    [Fact]
    public async Task AServerThatLeavesIsReplacedBeforeItsRunningRequestsEnd()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestBackend backend = await TestBackend.StartAsync(context => context.Request.Path == "/slow" ? release.Task : Task.CompletedTask);
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url, backend.Address), _time, jitter: 0.5);
        ScriptedTunnel old = await plane.AcceptAsync();
        await old.AttestAsync(Nonce.New());
        ControlFrame.ProxyRequest slow = new(RequestId.New(), "GET", "/slow", [], ReadOnlyMemory<byte>.Empty);
        await old.SendAsync(slow);

        await old.TellAsync(StatusState.Warning, "draining");
        ScriptedTunnel successor = await plane.AcceptAsync();
        await successor.AttestAsync(Nonce.New());
        release.SetResult();

        Assert.Equal(slow.RequestId, (await old.ReceiveAsync<AgentFrame.ProxyResponse>()).RequestId);
        await old.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "drained");
        await successor.SendAsync(slow);
        Assert.Equal(200, (await successor.ReceiveAsync<AgentFrame.ProxyResponse>()).Status);
        Assert.Equal(2, plane.Dialled);
    }

    [Fact]
    public async Task AStrangerToldToLeaveKeepsToTheDelays()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), _time, jitter: 0.5);
        ScriptedTunnel tunnel = await plane.AcceptAsync();
        await tunnel.ReceiveAsync<AgentFrame.Register>();

        await tunnel.TellAsync(StatusState.Warning, "draining");

        await ComesBackAfterAsync(plane, TimeSpan.FromSeconds(1));
    }

    private async Task ComesBackAfterAsync(ScriptedControlPlane plane, TimeSpan delay)
    {
        await Until.TrueAsync(() => _time.UntilNextTimer == delay);
        _time.Advance(delay - TimeSpan.FromTicks(1));
        Assert.False(plane.HasTunnel);
        _time.Advance(TimeSpan.FromTicks(1));
        await plane.AcceptAsync();
    }

    private static bool Answer(HttpContext context, int status, string? retryAfter)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return true;
    }
}
