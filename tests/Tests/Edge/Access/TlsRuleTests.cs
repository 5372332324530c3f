using System.Net;
using EasyEnclave.Edge.Access;

namespace EasyEnclave.Tests.Edge.Access;

/// <summary>Which connections without TLS may carry a token.</summary>
public sealed class TlsRuleTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.168.0.2", false)]
    [InlineData("2001:db8::1", false)]
    public void WithoutAFrontOnlyThisMachineMay(string peer, bool may) =>
        Assert.Equal(may, TlsRule.AllowsPlain(IPAddress.Parse(peer), default, default, new AccessOptions()));

    [Theory]
    [InlineData("10.0.0.5", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.0.5", false)]
    public void BehindAFrontThatEndsTlsOnlyTheFrontMay(string peer, bool may)
    {
        Assert.True(TrustedProxies.TryParse("10.0.0.0/24", out TrustedProxies? front, out _));
        AccessOptions options = new() { TlsTerminated = true, TrustedProxies = front };

        Assert.Equal(may, TlsRule.AllowsPlain(IPAddress.Parse(peer), default, "203.0.113.9", options));
        Assert.False(TlsRule.AllowsPlain(IPAddress.Parse("10.0.0.5"), default, default, options with { TlsTerminated = false }));
    }

    [Fact]
    public void ATrustedHopElsewhereStillMeansAWire()
    {
        Assert.True(TrustedProxies.TryParse("loopback, 10.0.0.0/24", out TrustedProxies? front, out _));
        AccessOptions options = new() { TrustedProxies = front };

        Assert.False(TlsRule.AllowsPlain(IPAddress.Loopback, default, "127.0.0.1, 10.0.0.5", options));
        Assert.False(TlsRule.AllowsPlain(null, default, default, options));
    }
}
