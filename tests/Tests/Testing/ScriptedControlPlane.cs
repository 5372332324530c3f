using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Testing;

/// <summary>A control plane on loopback that does only what a test tells it to, tunnel by tunnel.</summary>
internal sealed class ScriptedControlPlane : IAsyncDisposable
{
    private readonly Channel<ScriptedTunnel> _tunnels = Channel.CreateBounded<ScriptedTunnel>(64);
    private readonly ConcurrentBag<ScriptedTunnel> _opened = [];
    private readonly WebApplication _app;
    private int _dialled;

    private ScriptedControlPlane(X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            if (certificate is not null)
                listener.UseHttps(certificate);
        }));
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(ServeAsync);
    }

    /// <summary>The tunnel's address.</summary>
    public Uri Url => new(_app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/v1/tunnel");

    /// <summary>Answers the next upgrade in place of a tunnel, when it returns true.</summary>
    public Func<HttpContext, bool> Refuse { get; set; } = _ => false;

    /// <summary>Waited for before the next upgrade is answered at all.</summary>
    public Func<Task> Silent { get; set; } = () => Task.CompletedTask;

    /// <summary>How many upgrades were asked for.</summary>
    public int Dialled => Volatile.Read(ref _dialled);

    public static async Task<ScriptedControlPlane> StartAsync(X509Certificate2? certificate = null)
    {
        ScriptedControlPlane plane = new(certificate);
        await plane._app.StartAsync();
        return plane;
    }

    /// <summary>The next tunnel an agent opens.</summary>
    public async Task<ScriptedTunnel> AcceptAsync() => await _tunnels.Reader.ReadAsync().AsTask().WaitAsync(ScriptedTunnel.Patience);

    /// <summary>Whether a tunnel was opened that nobody accepted yet.</summary>
    public bool HasTunnel => _tunnels.Reader.TryPeek(out _);

    /// <summary>Drops every tunnel there ever was without a word.</summary>
    public void HangUp()
    {
        foreach (ScriptedTunnel tunnel in _opened)
            tunnel.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        HangUp();
        using CancellationTokenSource now = new(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        // Whoever sees it counted may set another rule for the next.
        Func<HttpContext, bool> refuse = Refuse;
        Interlocked.Increment(ref _dialled);
        await Silent();
        if (refuse(context))
            return;
        ScriptedTunnel tunnel = new(await context.WebSockets.AcceptWebSocketAsync());
        _opened.Add(tunnel);
        await _tunnels.Writer.WriteAsync(tunnel);
        await tunnel.Done;
    }
}
