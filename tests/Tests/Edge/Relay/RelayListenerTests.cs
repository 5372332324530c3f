using System.Net;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Edge.Relay;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EasyEnclave.Tests.Edge.Relay;

/// <summary>Who may speak to the internal listener, and of what, over real handshakes.</summary>
public sealed class RelayListenerTests : IAsyncLifetime
{
    private static readonly PeerIdentity Older = RelayHost.Peer with { Incarnation = Guid.Parse("6c3cf6d2-6a0e-4bb5-9d0c-1ad2a0cbb3f4") };

    private RelayHost _host = null!;

    [Fact]
    public async Task APeerIsAnsweredItsProbeAndMarkedEndpointsAlone()
    {
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(RelayHost.Peer, RelayListener.ProbePath));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(RelayHost.Peer, "/marked/a"));

        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(RelayHost.Peer, "/bare"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(RelayHost.Peer, "/marked/../bare"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(RelayHost.Peer, "/nothing"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(RelayHost.Peer, RelayListener.StreamPath));
    }

    [Fact]
    public async Task AnOlderIncarnationOfAPeerIsRefusedEverything()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(Older, RelayListener.ProbePath));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(Older, "/marked/a"));
        Assert.Equal(HttpStatusCode.Forbidden, (await _host.AskAsync(Older, HttpMethod.Post, RelayListener.StreamPath)).Status);
    }

    [Fact]
    public async Task WhoDoesNotKnowTheSecretIsNotHeard()
    {
        using ClusterAuthority other = new(RelayHost.Secret + "!");
        using X509Certificate2 certificate = other.Issue(RelayHost.Peer, TimeProvider.System.GetUtcNow());
        using PeerClients clients = new(_host.Authority, () => certificate, TimeProvider.System);

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
            await clients.SendAsync(_host.Row, HttpMethod.Get, RelayListener.ProbePath, null, null, CancellationToken.None));
    }

    [Fact]
    public async Task AnotherNodeAtTheAddressIsNotTakenForThePeer()
    {
        Assert.True(await _host.Clients.ProbeAsync(_host.Row, CancellationToken.None));
        Assert.False(await _host.Clients.ProbeAsync(_host.Row with { Node = "elsewhere:1", Incarnation = Older.Incarnation }, CancellationToken.None));
    }

    [Fact]
    public async Task ANodeAnswersItself() => Assert.Equal(HttpStatusCode.NoContent, await AskAsync(RelayHost.Here, RelayListener.ProbePath));

    [Fact]
    public async Task WhatIsAskedOfANodeThatIsDeclaredDeadFailsAtOnce()
    {
        Task<HttpResponseMessage> asked = _host.Clients.SendAsync(_host.Row, HttpMethod.Get, "/marked/slow", null, null, CancellationToken.None);
        await _host.Slow;

        _host.Clients.Keep(new ClusterView([], null, DateTimeOffset.UnixEpoch));

        await Assert.ThrowsAsync<HttpRequestException>(() => asked);
    }

    [Fact]
    public async Task APathIsSentOnAsItIs()
    {
        Assert.Equal("/marked/%2541?a=%2e", (await _host.AskAsync(RelayHost.Peer, HttpMethod.Get, "/marked/%2541?a=%2e")).Body);

        DefaultHttpContext context = new();
        context.Request.Path = "/v1/agents/%2e%2e/attest";
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = "/v1/agents/%252e%252e/attest";
        Assert.Equal("/v1/agents/%252e%252e/attest", Forwarding.Target(context));
    }

    public async Task InitializeAsync() => _host = await RelayHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private async Task<HttpStatusCode> AskAsync(PeerIdentity who, string path) => (await _host.AskAsync(who, HttpMethod.Get, path)).Status;
}
