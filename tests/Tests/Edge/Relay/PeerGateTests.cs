using System.Net;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Tests.Testing;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Tests.Edge.Relay;

public sealed class PeerGateTests
{
    private readonly AccessGate _gate = new(ControlHost.Access, new NodeDirectory(), new ManualTime());

    [Fact]
    public void WrongTokensThatAPeerSendsOnDoNotLockOutThePeersOtherClients()
    {
        WrongTokens(peer: true);

        Assert.Null(_gate.Check(Request(ControlHost.AdminToken, peer: true), AccessRole.Admin));
    }

    [Fact]
    public void WrongTokensOfAClientLockItOut()
    {
        WrongTokens(peer: false);

        Assert.NotNull(_gate.Check(Request(ControlHost.AdminToken, peer: false), AccessRole.Admin));
    }

    [Fact]
    public void APeerNeedsAGoodTokenLikeAnybody() => Assert.NotNull(_gate.Check(Request("wrong", peer: true), AccessRole.Admin));

    private static DefaultHttpContext Request(string token, bool peer)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.Headers.Authorization = $"Bearer {token}";
        if (peer)
        {
            context.Features.Set(new PeerConnection(new PeerIdentity("node-a:8089", Guid.Parse("0d3cf6d2-6a0e-4bb5-9d0c-1ad2a0cbb3f4"))));
        }

        return context;
    }

    private void WrongTokens(bool peer)
    {
        for (int attempt = 0; attempt < 40; attempt++)
        {
            Assert.NotNull(_gate.Check(Request("wrong", peer), AccessRole.Admin));
        }
    }
}
