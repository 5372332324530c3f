using System.Net;
using System.Net.WebSockets;
using System.Text;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>Nothing is gathered on the way through a front, and upgrades pass: what an app streams arrives as it is sent.</summary>
[Collection(FrontsCollection.Name)]
public sealed class FrontStreamTests(FrontEstate estate)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx, 1)]
    [InlineData(Front.Nginx, 2)]
    [InlineData(Front.Caddy, 1)]
    [InlineData(Front.Caddy, 2)]
    [InlineData(Front.HaProxy, 1)]
    [InlineData(Front.HaProxy, 2)]
    public async Task AnAnswerPassesPieceByPiece(string name, int version)
    {
        using HttpClient http = new(estate.Streaming(name).Handler());
        using HttpRequestMessage request = new(HttpMethod.Get, $"https://{FrontRoutingTests.Host(name)}/answer")
        {
            Version = new Version(version, version == 1 ? 1 : 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using StreamReader body = new(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("one", await body.ReadLineAsync().WaitAsync(Patience));
        estate.Upstream.Released.Release();
        Assert.Equal("two\n", await body.ReadToEndAsync().WaitAsync(Patience));
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task ABodyPassesPieceByPiece(string name)
    {
        using HttpClient http = new(estate.Streaming(name).Handler());
        using HalvesContent content = new("first,", "second", estate.Upstream.Arrived.WaitAsync);
        using HttpResponseMessage answer = await http.PostAsync($"https://{FrontRoutingTests.Host(name)}/body", content);
        Assert.Equal("first,second", await answer.Content.ReadAsStringAsync());
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task AWebSocketPassesBothWays(string name)
    {
        using ClientWebSocket socket = new();
        using HttpMessageInvoker invoker = new(estate.Streaming(name).Handler());
        using CancellationTokenSource patience = new(Patience);
        await socket.ConnectAsync(new Uri($"wss://{FrontRoutingTests.Host(name)}/echo"), invoker, patience.Token);
        byte[] part = new byte[64];
        for (int i = 0; i < 3; i++)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"word {i}"), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            WebSocketReceiveResult back = await socket.ReceiveAsync(part, patience.Token);
            Assert.Equal($"word {i}", Encoding.ASCII.GetString(part, 0, back.Count));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    /// <summary>A body whose second half is sent only once its first half has arrived.</summary>
    private sealed class HalvesContent(string first, string second, Func<TimeSpan, Task<bool>> arrived) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(first));
            await stream.FlushAsync();
            Assert.True(await arrived(Patience), "The first half did not arrive by itself.");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(second));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
