using System.Net.WebSockets;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Tunnel;

/// <summary>Which answers of an agent were asked for.</summary>
public sealed class AgentTunnelTests
{
    private static readonly ExchangeResult Busy = new ExchangeResult.Busy();

    [Fact]
    public async Task AnAnswerIsAskedForOnceAndAnInventedOneNever()
    {
        using WebSocket socket = WebSocket.CreateFromStream(Stream.Null, new WebSocketCreationOptions { IsServer = true });
        AgentTunnel tunnel = Tunnel(socket);
        ControlFrame.ProxyRequest request = Request();

        Task<ExchangeResult> waiting = tunnel.ExchangeAsync(request, CancellationToken.None).AsTask();
        Assert.False(tunnel.Answer(RequestId.New().Value, Busy));
        Assert.True(tunnel.Answer(request.RequestId.Value, Busy));
        Assert.False(tunnel.Answer(request.RequestId.Value, Busy));

        Assert.Same(Busy, await waiting);
    }

    [Fact]
    public async Task AnAnswerThatComesTooLateWasAskedForToo()
    {
        using WebSocket socket = WebSocket.CreateFromStream(Stream.Null, new WebSocketCreationOptions { IsServer = true });
        AgentTunnel tunnel = Tunnel(socket);
        ControlFrame.ProxyRequest request = Request();
        using CancellationTokenSource impatience = new();

        Task<ExchangeResult> waiting = tunnel.ExchangeAsync(request, impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.True(tunnel.Answer(request.RequestId.Value, Busy));
        Assert.False(tunnel.Answer(request.RequestId.Value, Busy));
    }

    private static AgentTunnel Tunnel(WebSocket socket) =>
        new(socket, default, certificate: null, [], new TunnelOptions(), new ManualTime());

    private static ControlFrame.ProxyRequest Request() => new(RequestId.New(), "GET", "/", [], default);
}
