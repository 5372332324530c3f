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

/// <summary>The internal listener on a real socket, over real handshakes.</summary>
public sealed class RelayListenerTests : IAsyncLifetime, IClusterSight, IDisposable
{
    private const string Secret = "a secret of at least 32 characters";

    private static readonly PeerIdentity Here = new("here:1", Guid.Parse("0d3cf6d2-6a0e-4bb5-9d0c-1ad2a0cbb3f4"));
    private static readonly PeerIdentity Peer = new("peer:1", Guid.Parse("5b3cf6d2-6a0e-4bb5-9d0c-1ad2a0cbb3f4"));
    private static readonly PeerIdentity Older = Peer with { Incarnation = Guid.Parse("6c3cf6d2-6a0e-4bb5-9d0c-1ad2a0cbb3f4") };

    private ClusterAuthority _authority = null!;
    private X509Certificate2 _own = null!;
    private WebApplication _app = null!;
    private MemberRow _here = null!;

    public ClusterView Current => new([_here, Row(Peer, "127.0.0.1:1")], null, DateTimeOffset.UnixEpoch);

    public Guid Incarnation => Here.Incarnation;

    public ValueTask CatchUpAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    [Fact]
    public async Task APeerIsAnsweredItsProbeAndMarkedEndpointsAlone()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await AskAsync(Peer, RelayListener.ProbePath)).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(Peer, "/marked/a")).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Peer, "/bare")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Peer, "/marked/../bare")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Peer, "/nothing")).Status);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await AskAsync(Peer, "/relay/agent-1/1")).Status);
    }

    [Fact]
    public async Task AnOlderIncarnationOfAPeerIsRefusedEverything()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(Older, RelayListener.ProbePath)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(Older, "/marked/a")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(Older, "/relay/agent-1/1")).Status);
    }

    [Fact]
    public async Task WhoDoesNotKnowTheSecretIsNotHeard()
    {
        using ClusterAuthority other = new(Secret + "!");
        using X509Certificate2 certificate = other.Issue(Peer, TimeProvider.System.GetUtcNow());
        using PeerClients clients = new(_authority, () => certificate, TimeProvider.System);

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
            await clients.SendAsync(_here, HttpMethod.Get, RelayListener.ProbePath, null, null, CancellationToken.None));
    }

    [Fact]
    public async Task AnotherNodeAtTheAddressIsNotTakenForThePeer()
    {
        using X509Certificate2 certificate = _authority.Issue(Peer, TimeProvider.System.GetUtcNow());
        using PeerClients clients = new(_authority, () => certificate, TimeProvider.System);

        Assert.True(await clients.ProbeAsync(_here, CancellationToken.None));
        Assert.False(await clients.ProbeAsync(_here with { Node = "elsewhere:1", Incarnation = Older.Incarnation }, CancellationToken.None));
    }

    [Fact]
    public async Task APathIsSentOnAsItIs()
    {
        Assert.Equal("/marked/%2541?a=%2e", (await AskAsync(Peer, "/marked/%2541?a=%2e")).Body);

        DefaultHttpContext context = new();
        context.Request.Path = "/v1/agents/%2e%2e/attest";
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = "/v1/agents/%252e%252e/attest";
        Assert.Equal("/v1/agents/%252e%252e/attest", Forwarding.Target(context));
    }

    public async Task InitializeAsync()
    {
        _authority = new ClusterAuthority(Secret);
        _own = _authority.Issue(Here, TimeProvider.System.GetUtcNow());
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseRelayListener(_authority, () => _own, TimeProvider.System)));
        builder.Services.AddSingleton<IClusterSight>(this).AddSingleton(new AgentDirectory(Cast.Rules)).AddSingleton(new ProxyOptions()).AddSingleton(TimeProvider.System);
        _app = builder.Build();
        _app.UseRelayListener();
        _app.UseRouting();
        _app.UseForwardGuard();
        _app.MapGet("/bare", () => "bare");
        _app.MapGet("/marked/{id}", (HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget).ServedByAgentOwner();
        await _app.StartAsync();
        Uri address = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        _here = Row(Here, address.Authority);
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public void Dispose()
    {
        _own.Dispose();
        _authority.Dispose();
    }

    private static MemberRow Row(PeerIdentity node, string address) =>
        new(node.Node, node.Incarnation, MemberState.Active, address, "1.0.0", 0, 0, 0, DateTimeOffset.UnixEpoch);

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(PeerIdentity who, string path)
    {
        using X509Certificate2 certificate = _authority.Issue(who, TimeProvider.System.GetUtcNow());
        using PeerClients clients = new(_authority, () => certificate, TimeProvider.System);
        using HttpResponseMessage answer = await clients.SendAsync(_here, HttpMethod.Get, path, null, null, CancellationToken.None);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
