using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>Stands where the proxy listener stands: answers, reads and upgrades piece by piece, which tunnels of version 1 do not do, and judges nobody.</summary>
internal sealed class StreamUpstream : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private StreamUpstream()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(context => context.Request.Path.Value switch
        {
            "/answer" => AnswerAsync(context),
            "/body" => ReadAsync(context),
            "/headers" => context.Response.WriteAsync(EchoBackend.Describe(context.Request, 0), context.RequestAborted),
            "/plain" => context.Response.WriteAsync("passed", context.RequestAborted),
            _ => EchoAsync(context),
        });
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Lets the second half of the answer go.</summary>
    public SemaphoreSlim Released { get; } = new(0);

    /// <summary>Counts the first halves of bodies that came.</summary>
    public SemaphoreSlim Arrived { get; } = new(0);

    public static async Task<StreamUpstream> StartAsync()
    {
        StreamUpstream upstream = new();
        await upstream._app.StartAsync();
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        Released.Dispose();
        Arrived.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        // Not called an event stream: some programs pass on at once only what is called so.
        context.Response.ContentType = "application/octet-stream";
        await context.Response.WriteAsync("one\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        Assert.True(await Released.WaitAsync(Patience), "Nobody saw the first half.");
        await context.Response.WriteAsync("two\n", context.RequestAborted);
    }

    private async Task ReadAsync(HttpContext context)
    {
        byte[] part = new byte[64];
        int first = await context.Request.Body.ReadAsync(part, context.RequestAborted);
        Arrived.Release();
        using StreamReader rest = new(context.Request.Body, Encoding.ASCII);
        await context.Response.WriteAsync(Encoding.ASCII.GetString(part, 0, first) + await rest.ReadToEndAsync(context.RequestAborted), context.RequestAborted);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] part = new byte[64];
        while (await socket.ReceiveAsync(part, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
            await socket.SendAsync(part.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
