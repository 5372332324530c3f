using System.Net;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Tests.Actors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Edge.Relay;

/// <summary>A node's internal listener on a real socket, and a peer that may ask it.</summary>
internal sealed class RelayHost : IAsyncDisposable, IClusterSight
{
    public const string Secret = "a secret of at least 32 characters";

    public static readonly PeerIdentity Here = new("here:1", Guid.Parse("0d3cf6d2-6a0e-4bb5-9d0c-1ad2a0cbb3f4"));
    public static readonly PeerIdentity Peer = new("peer:1", Guid.Parse("5b3cf6d2-6a0e-4bb5-9d0c-1ad2a0cbb3f4"));

    private readonly X509Certificate2 _own;
    private readonly X509Certificate2 _peers;
    private readonly TaskCompletionSource _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _app = null!;

    private RelayHost()
    {
        _own = Authority.Issue(Here, TimeProvider.System.GetUtcNow());
        _peers = Authority.Issue(Peer, TimeProvider.System.GetUtcNow());
        Clients = new PeerClients(Authority, () => _peers, TimeProvider.System);
    }

    public ClusterAuthority Authority { get; } = new(Secret);

    public AgentDirectory Directory { get; } = new(Cast.Rules);

    /// <summary>Of the node whose listener it is.</summary>
    public BodyBudget Budget { get; } = new(8 * 1024 * 1024);

    /// <summary>The node as peers know it.</summary>
    public MemberRow Row { get; private set; } = null!;

    /// <summary>Whether the peer counts as a live node.</summary>
    public bool PeerLives { get; set; } = true;

    /// <summary>Ends when a call to <c>/marked/slow</c> has come, which is never answered.</summary>
    public Task Slow => _slow.Task;

    /// <summary>The peer's connections.</summary>
    public PeerClients Clients { get; }

    public ClusterView Current => new(PeerLives ? [Row, Member(Peer, "127.0.0.1:1")] : [Row], null, DateTimeOffset.UnixEpoch);

    public Guid Incarnation => Here.Incarnation;

    public static async Task<RelayHost> StartAsync()
    {
        RelayHost host = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseRelayListener(host.Authority, () => host._own, TimeProvider.System)));
        builder.Services.AddSingleton<IClusterSight>(host).AddSingleton(host.Directory).AddSingleton(host.Budget)
            .AddSingleton(new ProxyOptions()).AddSingleton(TimeProvider.System);
        host._app = builder.Build();
        host._app.UseRelayListener();
        host._app.UseRouting();
        host._app.UseForwardGuard();
        host._app.MapGet("/bare", () => "bare");
        host._app.MapGet("/marked/{id}", (HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget).ServedByAgentOwner();
        host._app.MapGet("/marked/slow", async (HttpContext context) =>
        {
            host._slow.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }).ServedByAgentOwner();
        await host._app.StartAsync();
        Uri address = new(host._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        host.Row = Member(Here, address.Authority);
        return host;
    }

    public ValueTask CatchUpAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Task StopAsync() => _app.StopAsync();

    public async Task<(HttpStatusCode Status, string Body)> AskAsync(PeerIdentity who, HttpMethod method, string path)
    {
        using X509Certificate2 certificate = Authority.Issue(who, TimeProvider.System.GetUtcNow());
        using PeerClients clients = new(Authority, () => certificate, TimeProvider.System);
        using HttpResponseMessage answer = await clients.SendAsync(Row, method, path, null, null, CancellationToken.None);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _own.Dispose();
        _peers.Dispose();
        Authority.Dispose();
    }

    private static MemberRow Member(PeerIdentity node, string address) =>
        new(node.Node, node.Incarnation, MemberState.Active, address, "1.0.0", 0, 0, 0, DateTimeOffset.UnixEpoch);
}
