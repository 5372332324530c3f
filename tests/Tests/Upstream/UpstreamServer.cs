using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Upstream;

/// <summary>A server on loopback that answers by a function, and remembers what it was asked.</summary>
internal sealed class UpstreamServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly WebApplication _app;

    private UpstreamServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(context =>
        {
            _asked.Enqueue(context.Request.Path + context.Request.QueryString);
            return Answer(context);
        });
    }

    /// <summary>Answers a request; at first all are not found.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context =>
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    };

    public Uri Url => new(_app.Urls.Single() + "/");

    /// <summary>Path and query of every request so far.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public static async Task<UpstreamServer> StartAsync()
    {
        UpstreamServer server = new();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers before the usual one, where it returns true.</summary>
    public void First(Func<HttpContext, Task<bool>> answer)
    {
        Func<HttpContext, Task> usual = Answer;
        Answer = async context =>
        {
            if (!await answer(context))
                await usual(context);
        };
    }

    /// <summary>Answers paths that contain a text with a status, and headers if any.</summary>
    public void Say(string path, int status, params (string Name, string Value)[] headers) => First(context =>
    {
        if (!context.Request.Path.Value!.Contains(path, StringComparison.Ordinal))
            return Task.FromResult(false);
        context.Response.StatusCode = status;
        foreach ((string name, string value) in headers)
            context.Response.Headers[name] = value;
        return Task.FromResult(true);
    });

    /// <summary>How many requests asked for paths that contain a text.</summary>
    public int Count(string path) => _asked.Count(asked => asked.Contains(path, StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
