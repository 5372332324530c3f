using System.Net;
using EasyEnclave.Edge.Access;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Tests.Edge.Access;

public sealed class ClientAddressTests
{
    private static readonly TrustedProxies Fronts = Parse("10.0.0.0/8, loopback");

    [Fact]
    public void APeerThatIsNotTrustedIsTheClientWhateverItSays()
    {
        ClientAddress address = Judge("192.0.2.7", forwarded: "for=127.0.0.1", forwardedFor: "127.0.0.1");

        Assert.Equal((false, "192.0.2.7"), (address.PeerTrusted, address.Client!.ToString()));
    }

    [Theory]
    [InlineData("198.51.100.9", "198.51.100.9")]
    [InlineData("198.51.100.9:4711", "198.51.100.9")]
    [InlineData("1.1.1.1, 198.51.100.9", "198.51.100.9")]
    [InlineData("198.51.100.9, 10.1.2.3", "198.51.100.9")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("127.0.0.1, 10.1.2.3", "127.0.0.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[2001:db8::1]:80", "2001:db8::1")]
    [InlineData("::ffff:198.51.100.9", "198.51.100.9")]
    [InlineData("unknown", null)]
    [InlineData("", null)]
    [InlineData("198.51.100.9,", null)]
    [InlineData("198.51.100.9, x", null)]
    [InlineData("1", null)]
    [InlineData("0x7f.1", null)]
    [InlineData("198.51.100.256", null)]
    [InlineData("fe80::1%1", null)]
    [InlineData("[198.51.100.9]", null)]
    [InlineData("[2001:db8::1]80", null)]
    public void ATrustedPeerNamesTheRightmostThatIsNotTrusted(string list, string? client) =>
        Assert.Equal(client, Judge("10.0.0.1", forwardedFor: list).Client?.ToString());

    [Theory]
    [InlineData("for=198.51.100.9", "198.51.100.9")]
    [InlineData("For=\"198.51.100.9:80\";proto=https", "198.51.100.9")]
    [InlineData("proto=http;by=10.0.0.1;for=198.51.100.9", "198.51.100.9")]
    [InlineData("for=1.1.1.1, for=198.51.100.9;host=\"a,b;c\"", "198.51.100.9")]
    [InlineData("for=\"[2001:db8::1]:4711\", for=10.9.9.9", "2001:db8::1")]
    [InlineData("for=unknown", null)]
    [InlineData("for=_hidden", null)]
    [InlineData("proto=https", null)]
    [InlineData("for=198.51.100.9;for=127.0.0.1", null)]
    [InlineData("for=\"x, for=127.0.0.1", null)]
    [InlineData("for=198.51.100.9,", null)]
    [InlineData("for=198.51.100.9 junk", null)]
    [InlineData("for=\"127.0.0.1\\\"\"", null)]
    [InlineData("", null)]
    public void AForwardedFieldIsReadToItsEndOrNotAtAll(string field, string? client) =>
        Assert.Equal(client, Judge("10.0.0.1", forwarded: field).Client?.ToString());

    [Fact]
    public void LinesAreOneChainInTheirOrder() =>
        Assert.Equal("198.51.100.9", Judge("10.0.0.1", forwardedFor: new StringValues(["1.1.1.1", "198.51.100.9"])).Client!.ToString());

    [Fact]
    public void TwoFieldsThatDisagreeNameNobody()
    {
        Assert.Null(Judge("10.0.0.1", forwarded: "for=127.0.0.1", forwardedFor: "198.51.100.9").Client);
        Assert.NotNull(Judge("10.0.0.1", forwarded: "for=198.51.100.9", forwardedFor: "198.51.100.9").Client);
    }

    [Fact]
    public void AChainOfMoreHopsThanAnybodyHasIsUnreadable()
    {
        Assert.NotNull(Judge("10.0.0.1", forwardedFor: Hops(ForwardedFor.HopsMax)).Client);
        Assert.Null(Judge("10.0.0.1", forwardedFor: Hops(ForwardedFor.HopsMax + 1)).Client);

        static string Hops(int count) => string.Join(",", Enumerable.Repeat("1.1.1.1", count));
    }

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("::ffff:127.0.0.1", null, true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "198.51.100.9", false)]
    [InlineData("127.0.0.1", "garbage", false)]
    [InlineData("198.51.100.9", "127.0.0.1", false)]
    public void OnlyWhoIsLoopbackFromEndToEndIsLoopback(string peer, string? list, bool loopback) =>
        Assert.Equal(loopback, Judge(peer, forwardedFor: list is null ? default : new StringValues(list)).IsLoopback);

    [Fact]
    public void AConnectionWithoutAnAddressIsNobody() =>
        Assert.Equal(ClientAddress.UnknownPrefix, ClientAddress.Judge(null, default, default, Fronts).ClientPrefix);

    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0/24")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.0/24")]
    [InlineData("2001:db8:1:2::3", "2001:db8:1::/48")]
    [InlineData("::1", "::/48")]
    public void ANeighbourhoodIsA24OrA48(string address, string prefix) =>
        Assert.Equal(prefix, ClientAddress.Prefix(IPAddress.Parse(address)));

    [Fact]
    public void TwoAddressesShareAPrefixExactlyIfTheirFirstBytesAreEqual() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes.Length >= 5), bytes =>
        {
            IPAddress one = new(bytes.AsSpan(0, 4));
            IPAddress other = new([bytes[0], bytes[1], (byte)(bytes[2] ^ (bytes[4] & 1)), bytes[3]]);
            return (ClientAddress.Prefix(one) == ClientAddress.Prefix(other)) == ((bytes[4] & 1) == 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void WhateverIsSaidNothingThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(), (forwarded, list) =>
            ClientAddress.Judge(IPAddress.Parse("10.0.0.1"), forwarded, list, Fronts).PeerTrusted).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", "11.0.0.1")]
    [InlineData("10.1.2.3/8", "10.255.0.1", "11.0.0.1")]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1")]
    [InlineData("loopback", "127.9.9.9", "10.0.0.1")]
    [InlineData("0.0.0.0/0", "8.8.8.8", "::1")]
    public void ANetworkHoldsItsOwnAndNotItsNeighbour(string list, string inside, string outside)
    {
        TrustedProxies proxies = Parse(list);

        Assert.True(proxies.Contains(IPAddress.Parse(inside)));
        Assert.False(proxies.Contains(IPAddress.Parse(outside)));
    }

    [Theory]
    [InlineData("10.0.0.0/33", "10.0.0.0/33")]
    [InlineData("127.0.0.1, nonsense", "nonsense")]
    [InlineData("10/8", "10/8")]
    [InlineData("::1/129", "::1/129")]
    [InlineData("10.0.0.0/-1", "10.0.0.0/-1")]
    public void AFaultyEntryIsNamed(string list, string entry)
    {
        Assert.False(TrustedProxies.TryParse(list, out _, out string? fault));
        Assert.Equal(entry, fault);
    }

    private static TrustedProxies Parse(string list)
    {
        Assert.True(TrustedProxies.TryParse(list, out TrustedProxies? proxies, out string? fault), fault);
        return proxies;
    }

    private static ClientAddress Judge(string peer, StringValues forwarded = default, StringValues forwardedFor = default) =>
        ClientAddress.Judge(IPAddress.Parse(peer), forwarded, forwardedFor, Fronts);
}
