using System.Net;
using EasyEnclave.Agent.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Agent;

/// <summary>A workload behind the agent: Kestrel on loopback, or on a unix socket.</summary>
internal sealed class TestBackend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestBackend(RequestDelegate serve, string? socket)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            if (socket is null)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenUnixSocket(socket);
        });
        _app = builder.Build();
        _app.Run(serve);
        Socket = socket;
    }

    public string? Socket { get; }

    public BackendAddress Address =>
        BackendAddress.TryParse(Socket is null ? _app.Urls.Single() : "unix:" + Socket, out BackendAddress? address)
            ? address
            : throw new InvalidOperationException();

    public static async Task<TestBackend> StartAsync(RequestDelegate serve, string? socket = null)
    {
        TestBackend backend = new(serve, socket);
        await backend._app.StartAsync();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
