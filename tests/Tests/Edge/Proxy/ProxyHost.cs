using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Telemetry;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>The proxy and the control listener on two real sockets, over a real directory whose tunnels a test holds.</summary>
internal sealed class ProxyHost : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly HttpClient _client;
    private readonly Uri _proxy;
    private readonly Uri _control;

    private ProxyHost(WebApplication web, HttpClient client, ManualTime time)
    {
        _web = web;
        _client = client;
        Time = time;
        string[] addresses = [.. web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        _proxy = new Uri(addresses[0]);
        _control = new Uri(addresses[1]);
    }

    public ManualTime Time { get; }

    public AgentDirectory Directory => _web.Services.GetRequiredService<AgentDirectory>();

    public ProxyExchange Exchange => _web.Services.GetRequiredService<ProxyExchange>();

    public BodyBudget Budget => _web.Services.GetRequiredService<BodyBudget>();

    public static async Task<ProxyHost> StartAsync(ProxyOptions? options = null, long budget = 64 * 1024 * 1024)
    {
        ManualTime time = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseProxyRules();
            kestrel.Limits.MaxRequestBodySize = Limits.AdminBodyBytes;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseProxyListener();
            });
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(options ?? new ProxyOptions())
            .AddSingleton(new BodyBudget(budget))
            .AddSingleton(services => new Instruments(services.GetRequiredService<IMeterFactory>()))
            .AddSingleton(new AgentDirectory(new DirectoryRules
            {
                AttestationLifetime = TimeSpan.FromHours(1),
                RegistrationLifetime = TimeSpan.FromDays(30),
                RegistrationWarning = TimeSpan.FromDays(3),
                TrustRoots = new HashSet<string> { "intel" },
            }))
            .AddSingleton<ProxyExchange>();
        WebApplication web = builder.Build();
        web.UseProxyListener();
        web.UseRouting();
        web.MapGet("/health", () => "control");
        web.MapProxyCall();
        await web.StartAsync();
        return new ProxyHost(web, new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }), time);
    }

    /// <summary>Binds a name, with agents that attested and are gone.</summary>
    public void Bind(string app, params string[] agents)
    {
        Directory.Apply(WriteEntry.Of(new RowChange.PutApp(Rows.App(app, Time.Now), 0)));
        foreach (string agent in agents)
        {
            Directory.Apply(WriteEntry.Of(new RowChange.PutAgent(Rows.Agent(app, agent, "v1.0.0", Time.Now), 0, 0)));
        }
    }

    /// <summary>Lets an agent connect.</summary>
    public FakeTunnel Connect(string agent)
    {
        FakeTunnel tunnel = new();
        Assert.True(Directory.Attach(AgentId.Parse(agent), new LiveTunnel(1, tunnel, tunnel), Time.Now.AddHours(1), Time.Now));
        return tunnel;
    }

    public void Disconnect(string agent) => Directory.Detach(AgentId.Parse(agent), 1);

    /// <summary>An app <c>hello</c> with one agent that is connected.</summary>
    public FakeTunnel Serve()
    {
        Bind("hello", "agent-1");
        return Connect("agent-1");
    }

    public Task<HttpResponseMessage> GetAsync(string path = "/", string? host = "hello.app.localhost", params (string Name, string Value)[] headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), host, headers);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? host, params (string Name, string Value)[] headers) =>
        SendAsync(request, host, headers, CancellationToken.None);

    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, string? host, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(_proxy, request.RequestUri!.OriginalString);
        request.Headers.Host = host;
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _client.SendAsync(request, cancellationToken);
    }

    /// <summary>A request to the control listener.</summary>
    public Task<HttpResponseMessage> ControlAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(method, new Uri(_control, path)) { Content = content };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _client.SendAsync(request);
    }

    /// <summary>Sends bytes to the proxy listener as they are, and reads until it closes.</summary>
    /// <param name="bytes">One character a byte.</param>
    /// <param name="breakOff">Whether to end the sending side, as a client does that dies.</param>
    public async Task<string> RawAsync(string bytes, bool breakOff = false)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, _proxy.Port, patience.Token);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), patience.Token);
        if (breakOff)
        {
            tcp.Client.Shutdown(SocketShutdown.Send);
        }

        using MemoryStream answer = new();
        try
        {
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // A server that closes with bytes unread resets the connection, one that waits for more is waited for; what came before counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>A connection to the proxy listener that a test speaks on as it likes.</summary>
    /// <param name="receiveBytes">What the system may take in before the test reads.</param>
    public async Task<TcpClient> ConnectRawAsync(int receiveBytes = 64 * 1024)
    {
        TcpClient tcp = new() { ReceiveBufferSize = receiveBytes };
        await tcp.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return tcp;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
    }
}
