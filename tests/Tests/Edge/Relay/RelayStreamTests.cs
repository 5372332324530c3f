using System.Text;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Relay;

/// <summary>Exchanges between an asker and the node that has the agent, over a real stream.</summary>
public sealed class RelayStreamTests : IAsyncLifetime
{
    private readonly BodyBudget _askers = new(8 * 1024 * 1024);
    private RelayHost _host = null!;
    private RelayedAgent _agent = null!;
    private int _looks;

    [Fact]
    public async Task TheAgentReadsTheAskersFrameAndTheAskerTheAgents()
    {
        ControlFrame.ProxyRequest request = Request("body");
        Task<ExchangeResult> asked = Ask(request);

        string frame = await _agent.ReceiveAsync();
        Assert.True(FrameCodec.TryReadControlFrame(Encoding.UTF8.GetBytes(frame), out ControlFrame? read, out _));
        Assert.Equal(("GET", "/a?b"), (((ControlFrame.ProxyRequest)read).Method, ((ControlFrame.ProxyRequest)read).Path));
        Assert.True(_agent.Say(Answer(request.RequestId, "hello")));

        ExchangeResult.Answered answered = Assert.IsType<ExchangeResult.Answered>(await asked);
        Assert.Equal((200, "hello"), (answered.Response.Status, Encoding.UTF8.GetString(answered.Response.Body.Span)));
        Assert.Equal(0, _agent.Tunnel.InFlight);
    }

    [Fact]
    public async Task LargeFramesCrossInPiecesAndGiveBackWhatTheyTook()
    {
        string large = new('x', 700_000);
        ControlFrame.ProxyRequest request = Request(large);
        Task<ExchangeResult> asked = Ask(request);

        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(large)), await _agent.ReceiveAsync(), StringComparison.Ordinal);
        Assert.True(_agent.Say(Answer(request.RequestId, large)));

        Assert.Equal(large.Length, Assert.IsType<ExchangeResult.Answered>(await asked).Response.Body.Length);
        await Until.TrueAsync(() => _host.Budget.Used == 0 && _askers.Used == 0);
    }

    [Fact]
    public async Task ASmallExchangePassesALargeOneThatIsUnderWay()
    {
        ControlFrame.ProxyRequest large = Request(new string('x', 2_000_000));
        Task<ExchangeResult> first = Ask(large);
        ControlFrame.ProxyRequest small = Request("small");
        Task<ExchangeResult> second = Ask(small);

        string[] frames = [await _agent.ReceiveAsync(), await _agent.ReceiveAsync()];
        Assert.Contains(small.RequestId.Value, frames[0], StringComparison.Ordinal);
        _agent.Say(Answer(small.RequestId, "s"));
        _agent.Say(Answer(large.RequestId, "l"));

        Assert.Equal(1, Assert.IsType<ExchangeResult.Answered>(await second).Response.Body.Length);
        Assert.IsType<ExchangeResult.Answered>(await first);
    }

    [Fact]
    public async Task AnOwnerThatDoesNotHaveTheTunnelSaysSoAndTheAskerLooksAgain()
    {
        Assert.Equal(new ExchangeResult.Closed(Reached: false), await Ask(Request("a"), epoch: 2));
        Assert.Equal(new ExchangeResult.Closed(Reached: false), await Ask(Request("a"), agent: "agent-2"));

        Assert.Equal(2, _looks);
    }

    [Fact]
    public async Task APeerThatIsNoMemberAnyMoreIsNotServedOnItsOldStreamEither()
    {
        ControlFrame.ProxyRequest request = Request("a");
        Task<ExchangeResult> asked = Ask(request);
        await _agent.ReceiveAsync();
        _agent.Say(Answer(request.RequestId, "a"));
        Assert.IsType<ExchangeResult.Answered>(await asked);

        _host.PeerLives = false;
        Assert.Equal(new ExchangeResult.Closed(Reached: false), await Ask(Request("b")));
    }

    [Fact]
    public async Task WhoeverGivesUpGivesBackThePlaceInTheTunnel()
    {
        using CancellationTokenSource impatience = new();
        ControlFrame.ProxyRequest request = Request("a");
        Task<ExchangeResult> asked = Ask(request, cancellationToken: impatience.Token);
        await _agent.ReceiveAsync();
        Assert.Equal(1, _agent.Tunnel.InFlight);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Until.TrueAsync(() => _agent.Tunnel.InFlight == 0);
        Assert.False(_agent.Say(Answer(request.RequestId, "late")));
    }

    [Fact]
    public async Task ATunnelThatEndsUnderTheRequestIsToldAsReached()
    {
        Task<ExchangeResult> asked = Ask(Request("a"));
        await _agent.ReceiveAsync();

        _agent.Tunnel.Break();
        Assert.Equal(new ExchangeResult.Closed(Reached: true), await asked);
        Assert.Equal(new ExchangeResult.Closed(Reached: false), await Ask(Request("b")));
    }

    [Fact]
    public async Task AnOwnerThatVanishesIsToldAsReached()
    {
        Task<ExchangeResult> asked = Ask(Request("a"));
        await _agent.ReceiveAsync();

        _host.Clients.Dispose();
        Assert.Equal(new ExchangeResult.Closed(Reached: true), await asked);
        await Until.TrueAsync(() => _agent.Tunnel.InFlight == 0);
    }

    [Fact]
    public async Task AnOwnerThatGoesFinishesWhatItTookAndTakesNoMore()
    {
        ControlFrame.ProxyRequest request = Request("a");
        Task<ExchangeResult> asked = Ask(request);
        await _agent.ReceiveAsync();

        Task stopping = _host.StopAsync();
        await TestCluster.UntilAsync(async () => await Ask(Request("b")) is ExchangeResult.Closed { Reached: false });
        Assert.False(asked.IsCompleted);
        Assert.True(_agent.Say(Answer(request.RequestId, "at last")));

        Assert.IsType<ExchangeResult.Answered>(await asked);
        await stopping;
    }

    [Fact]
    public async Task WithoutBudgetALargeFrameIsRefusedAndSmallOnesGoOn()
    {
        Assert.True(_host.Budget.TryTake(8 * 1024 * 1024));
        Assert.Equal(new ExchangeResult.Busy(), await Ask(Request(new string('x', 500_000))));

        ControlFrame.ProxyRequest request = Request("a");
        Task<ExchangeResult> asked = Ask(request);
        await _agent.ReceiveAsync();
        Assert.True(_askers.TryTake(8 * 1024 * 1024));
        _agent.Say(Answer(request.RequestId, new string('x', 500_000)));
        Assert.Equal(new ExchangeResult.Busy(), await asked);

        request = Request("b");
        asked = Ask(request);
        await _agent.ReceiveAsync();
        _agent.Say(Answer(request.RequestId, "b"));
        Assert.IsType<ExchangeResult.Answered>(await asked);
    }

    [Fact]
    public async Task WhatIsTooLargeForAnyAgentOrAskerIsRefused()
    {
        Assert.Equal(new ExchangeResult.RequestTooLarge(), await Ask(Request(new string('x', Limits.EnvelopeFrameBytes))));

        ControlFrame.ProxyRequest request = Request("a");
        Task<ExchangeResult> asked = Ask(request);
        await _agent.ReceiveAsync();
        _agent.Say(Answer(request.RequestId, new string('x', 2_000_000)));
        Assert.Equal(new ExchangeResult.ResponseTooLarge(), await asked);
    }

    [Theory]
    [InlineData("""{"type":"proxy_response","request_id":"ID","status":9,"headers":{},"body_b64":""}""", "status")]
    [InlineData("""{"type":"proxy_response","request_id":"ID","request_id":"ID","status":200,"headers":{},"body_b64":""}""", "frame")]
    [InlineData("""{"type":"health","request_id":"ID","status":"pass"}""", "type")]
    [InlineData("""{"type":"proxy_response","request_id":"ID",""", "frame")]
    public async Task AnAnswerThatIsNoneIsToldAsMalformed(string frame, string field)
    {
        ControlFrame.ProxyRequest request = Request("a");
        Task<ExchangeResult> asked = Ask(request);
        await _agent.ReceiveAsync();
        Assert.True(_agent.Say(frame.Replace("ID", request.RequestId.Value, StringComparison.Ordinal)));

        Assert.Equal(new ExchangeResult.Malformed(field), await asked);
    }

    [Fact]
    public async Task ManyExchangesAtOnceEachGetTheirOwnAnswer()
    {
        Task<ExchangeResult>[] asked = [.. Enumerable.Range(0, 200).Select(place => Ask(Request(new string('q', place * 300))))];
        for (int i = 0; i < asked.Length; i++)
        {
            Assert.True(FrameCodec.TryReadControlFrame(Encoding.UTF8.GetBytes(await _agent.ReceiveAsync()), out ControlFrame? read, out _));
            ControlFrame.ProxyRequest request = (ControlFrame.ProxyRequest)read;
            Assert.True(_agent.Say(Answer(request.RequestId, Encoding.UTF8.GetString(request.Body.Span))));
        }

        ExchangeResult[] answers = await Task.WhenAll(asked);
        Assert.Equal(Enumerable.Range(0, 200).Select(place => place * 300), answers.Select(answer => Assert.IsType<ExchangeResult.Answered>(answer).Response.Body.Length));
        await Until.TrueAsync(() => _host.Budget.Used == 0 && _askers.Used == 0);
    }

    public async Task InitializeAsync()
    {
        _host = await RelayHost.StartAsync();
        _agent = await RelayedAgent.ConnectAsync(_host.Directory);
    }

    public async Task DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static ControlFrame.ProxyRequest Request(string body) =>
        new(RequestId.New(), "GET", "/a?b", [new EnvelopeHeader("accept", "*/*")], Encoding.UTF8.GetBytes(body));

    private static string Answer(RequestId id, string body) =>
        $$$"""{"type":"proxy_response","request_id":"{{{id}}}","status":200,"headers":{},"body_b64":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(body))}}}"}""";

    private Task<ExchangeResult> Ask(ControlFrame.ProxyRequest request, string agent = "agent-1", long epoch = 1, CancellationToken cancellationToken = default)
    {
        PeerTunnels peers = new(
            _host.Clients,
            _ =>
            {
                _looks++;
                return ValueTask.CompletedTask;
            },
            _askers,
            new TunnelOptions { ResponseBodyBytes = 1024 * 1024 });
        return peers.To(_host.Row, AgentId.Parse(agent), epoch).ExchangeAsync(request, cancellationToken).AsTask();
    }
}
