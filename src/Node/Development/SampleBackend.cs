using System.Text;
using EasyEnclave.Agent.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Development;

/// <summary>The app that development mode serves: it greets, and tells what request reached it.</summary>
internal sealed class SampleBackend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SampleBackend(WebApplication app)
    {
        _app = app;
        Uri url = new(app.Urls.Single());
        Address = new BackendAddress.Http(url.Host, url.Port);
    }

    /// <summary>Where it listens, on loopback.</summary>
    public BackendAddress Address { get; }

    /// <summary>Starts it on a free port.</summary>
    public static async Task<SampleBackend> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Map("{**path}", GreetAsync);
        await app.StartAsync().ConfigureAwait(false);
        return new SampleBackend(app);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task GreetAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            $"Hello from an attested agent.\n{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n",
            Encoding.UTF8,
            context.RequestAborted);
    }
}
