using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.ContactDiscovery;

/// <summary>The service on its listener: the key is drawn when it is made and is gone when it is disposed of.</summary>
internal sealed class ContactServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ContactBook _book;
    private readonly ListenAddress _listen;

    private ContactServer(WebApplication app, ContactBook book, ListenAddress listen) => (_app, _book, _listen) = (app, book, listen);

    /// <summary>Where it listens, once it does.</summary>
    public string Address => _listen is ListenAddress.Tcp
        ? _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        : _listen.ToString()!;

    /// <summary>Makes it, with an empty book. It reads nothing but these options: no file, no variable of the framework's.</summary>
    public static ContactServer Create(ContactOptions options, TimeProvider time, Action<ILoggingBuilder>? logging = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        (logging ?? LogToConsole)(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options.Address));
        WebApplication app = builder.Build();

        ContactBook book = new(options.NumbersMax);
        ContactApi api = new(book, new Bearers(options.Tokens, options.NumbersPerHour, time));
        app.UseStatusCodePages(pages => Answers.RefuseAsync(pages.HttpContext, pages.HttpContext.Response.StatusCode));
        app.UseRouting();
        app.MapMethods("/", ["GET", "HEAD"], ContactApi.HealthAsync);
        app.MapMethods("/health", ["GET", "HEAD"], ContactApi.HealthAsync);
        app.MapPost("/register", api.RegisterAsync);
        app.MapPost("/lookup", api.LookupAsync);
        return new ContactServer(app, book, options.Address);
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The address is taken, or not this machine's.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_listen is ListenAddress.Socket socket)
            RemoveLeftover(socket.Path);
        await _app.StartAsync(cancellationToken);

        // The agent may be another user of the same group; nobody else of this machine asks.
        if (_listen is ListenAddress.Socket { Path: var path } && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
    }

    /// <summary>Waits for Ctrl-C or SIGTERM, then for the requests that are running.</summary>
    public Task UntilStoppedAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _book.Dispose();
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = ContactOptions.BodyBytesMax;
        kestrel.Limits.MaxConcurrentConnections = 1024;
        if (address is ListenAddress.Tcp tcp)
            kestrel.Listen(tcp.Host, tcp.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        else if (address is ListenAddress.Socket socket)
            kestrel.ListenUnixSocket(socket.Path, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    private static void LogToConsole(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();

    // A process that was killed leaves its socket behind; one that answers belongs to somebody.
    private static void RemoveLeftover(string path)
    {
        if (!File.Exists(path))
            return;
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }
}
