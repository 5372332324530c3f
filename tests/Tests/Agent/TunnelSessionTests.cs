using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Agent.Backend;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Agent.Tunnel;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Agent;

/// <summary>One tunnel's life over a real socket, the control plane's side played by the test.</summary>
public sealed class TunnelSessionTests
{
    private static readonly Nonce Nonce = Nonce.Parse(string.Concat(Enumerable.Repeat("00112233445566778899aabbccddeeff", 2)));

    [Fact]
    public async Task AnAgentRegistersAsWhatItWasToldToBe()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), new ManualTime());

        ScriptedTunnel tunnel = await plane.AcceptAsync();

        Assert.Equal(
            new AgentFrame.Register(
                RepoName.Parse("acme/hello"), ReleaseTag.Parse("v1.0.0"), AppName.Parse("hello"), NetworkName.Sandbox1, AgentId.Parse("agent-1"),
                NodeId.Parse("agent-1"), TunnelVersion: 1),
            await tunnel.ReceiveAsync());
    }

    [Fact]
    public async Task AChallengeIsAnsweredOverTheClaimsAndTheBindingOfTheProtocol()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), new ManualTime());

        (_, AgentFrame.AttestResponse response) = await (await plane.AcceptAsync()).AttestAsync(Nonce);

        Assert.Equal(Nonce.Value, response.Nonce);
        Assert.Equal(Convert.ToHexStringLower(response.Quote.Span), response.ReportData);
        Assert.True(Claims.TryParse(response.Measurements, out Claims? claims, out _));
        Assert.Equal(claims.Digest(), response.Quote[..32].ToArray());
        // The protocol page's own vector: every field of it is this agent's.
        Assert.Equal("605fffa18c9de8118d23ddb39776484543b2d38a40743455175924dddfa4be71", Convert.ToHexStringLower(response.Quote.Span[32..]));
        Assert.Equal(["agent_sha256", "config_sha256", "sealed", "vm_image_id"], claims.Members.Keys);
        Assert.Null(response.NodeProof);
    }

    [Fact]
    public async Task ANodeTokenIsProvedOverTheNonceAndNeverSent()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url) with { NodeToken = "s3cret" }, new ManualTime());

        (_, AgentFrame.AttestResponse response) = await (await plane.AcceptAsync()).AttestAsync(Nonce);

        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes("s3cret"));
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(Nonce.Value))), response.NodeProof);
    }

    [Fact]
    public async Task HealthIsToldOnlyOnceAttestedAndThenAtEachInterval()
    {
        int asked = 0;
        await using TestBackend backend = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref asked) == 1 ? 404 : 500;
            return Task.CompletedTask;
        });
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        ManualTime time = new();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url, backend.Address), time);
        ScriptedTunnel tunnel = await plane.AcceptAsync();

        await tunnel.AttestAsync(Nonce);

        Assert.Equal(new AgentFrame.Health(true), await tunnel.ReceiveAsync());
        await Until.TrueAsync(() => time.UntilNextTimer == TimeSpan.FromSeconds(60));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(new AgentFrame.Health(false), await tunnel.ReceiveAsync());
    }

    [Fact]
    public async Task RequestsAreAnsweredSideBySideWhileOneHangsAndAChallengeComes()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestBackend backend = await TestBackend.StartAsync(async context =>
        {
            if (context.Request.Path == "/slow")
                await release.Task;
            await context.Response.WriteAsync(context.Request.Path);
        });
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url, backend.Address), new ManualTime());
        ScriptedTunnel tunnel = await plane.AcceptAsync();
        await tunnel.AttestAsync(Nonce);
        ControlFrame.ProxyRequest slow = Get("/slow");
        ControlFrame.ProxyRequest fast = Get("/fast");

        await tunnel.SendAsync(slow);
        await tunnel.SendAsync(fast);
        AgentFrame.ProxyResponse first = await tunnel.ReceiveAsync<AgentFrame.ProxyResponse>();
        await tunnel.SendAsync(new ControlFrame.AttestRequest(Nonce, 30, "periodic"));
        AgentFrame.AttestResponse quoted = await tunnel.ReceiveAsync<AgentFrame.AttestResponse>();
        release.SetResult();
        AgentFrame.ProxyResponse second = await tunnel.ReceiveAsync<AgentFrame.ProxyResponse>();

        Assert.Equal((fast.RequestId, "/fast"), (first.RequestId, Encoding.UTF8.GetString(first.Body.Span)));
        Assert.Equal(Nonce.Value, quoted.Nonce);
        Assert.Equal((slow.RequestId, "/slow"), (second.RequestId, Encoding.UTF8.GetString(second.Body.Span)));
    }

    [Fact]
    public async Task ASlowQuoteHoldsUpNoRequestAndIsGivenUpAtItsDeadline()
    {
        StuckQuotes quotes = new();
        await using TestBackend backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("here"));
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        ManualTime time = new();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url, backend.Address), time, quotes);
        ScriptedTunnel tunnel = await plane.AcceptAsync();
        await tunnel.ReceiveAsync<AgentFrame.Register>();

        await tunnel.SendAsync(new ControlFrame.AttestRequest(Nonce, 30, "register"));
        await quotes.Asked.WaitAsync(ScriptedTunnel.Patience);
        await tunnel.SendAsync(Get("/"));
        Assert.Equal(200, (await tunnel.ReceiveAsync<AgentFrame.ProxyResponse>()).Status);
        Assert.False(quotes.GivenUp.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));

        await quotes.GivenUp.WaitAsync(ScriptedTunnel.Patience);
    }

    [Fact]
    public async Task WhatIsNoFrameIsPassedOver()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), new ManualTime());
        ScriptedTunnel tunnel = await plane.AcceptAsync();

        await tunnel.SendAsync("{\"type\":"u8.ToArray(), WebSocketMessageType.Text);
        await tunnel.SendAsync("{\"type\":\"of a later version\"}"u8.ToArray(), WebSocketMessageType.Text);

        await tunnel.AttestAsync(Nonce);
    }

    [Fact]
    public async Task ABinaryFrameEndsTheTunnel()
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), new ManualTime());
        ScriptedTunnel tunnel = await plane.AcceptAsync();

        await tunnel.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary);

        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await tunnel.EndedAsync());
    }

    [Theory]
    [InlineData(Limits.EnvelopeFrameBytes, null)]
    [InlineData(Limits.EnvelopeFrameBytes + 1, WebSocketCloseStatus.MessageTooBig)]
    public async Task AFrameOverTheLimitEndsTheTunnelAndOneOfExactlyThatSizeDoesNot(int bytes, WebSocketCloseStatus? end)
    {
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url), new ManualTime());
        ScriptedTunnel tunnel = await plane.AcceptAsync();

        await tunnel.SendAsync(Encoding.ASCII.GetBytes("{}".PadRight(bytes)), WebSocketMessageType.Text);

        if (end is null)
            await tunnel.AttestAsync(Nonce);
        else
            Assert.Equal(end, await tunnel.EndedAsync());
    }

    [Fact]
    public async Task AStoppedAgentSaysGoodbyeAndCancelsItsRequests()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestBackend backend = await TestBackend.StartAsync(async context =>
        {
            if (context.Request.Path != "/hang")
                return;
            entered.SetResult();
            context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        await using ScriptedControlPlane plane = await ScriptedControlPlane.StartAsync();
        await using TestAgent agent = new(plane, TestAgent.Options(plane.Url, backend.Address), new ManualTime());
        ScriptedTunnel tunnel = await plane.AcceptAsync();
        await tunnel.AttestAsync(Nonce);
        await tunnel.SendAsync(Get("/hang"));
        await entered.Task.WaitAsync(ScriptedTunnel.Patience);

        Task stopping = agent.StopAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, await tunnel.EndedAsync());
        await aborted.Task.WaitAsync(ScriptedTunnel.Patience);
        await stopping.WaitAsync(ScriptedTunnel.Patience);
    }

    [Fact]
    public async Task ATunnelThatEndsWasNotToldToLeave()
    {
        AgentOptions options = TestAgent.Options(new Uri("ws://localhost"));
        ManualTime time = new();
        using LocalForwarder forwarder = new(options, time);
        using Heartbeat heartbeat = new(options, time);
        Attestor attestor = new(options, ClaimsSource.Of(options), new EchoQuotes());
        SessionParts parts = new(options, attestor, forwarder, heartbeat, time, NullLogger<TunnelSession>.Instance);
        using TunnelSession session = new(parts, WebSocket.CreateFromStream(Stream.Null, new WebSocketCreationOptions()), ChannelKeys.None);

        Assert.IsType<TunnelEnd.Lost>(await session.RunAsync(CancellationToken.None));

        // Whoever waits for either must not take the one for the other.
        Assert.False(session.Draining.IsCompleted);
    }

    private static ControlFrame.ProxyRequest Get(string path) => new(RequestId.New(), "GET", path, [], ReadOnlyMemory<byte>.Empty);

    /// <summary>A quoting service that never comes back.</summary>
    private sealed class StuckQuotes : IQuoteSource
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public Task GivenUp => _givenUp.Task;

        public async Task<QuoteAnswer> QuoteAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
        {
            _asked.SetResult();
            await using (cancellationToken.Register(() => _givenUp.TrySetResult()))
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
