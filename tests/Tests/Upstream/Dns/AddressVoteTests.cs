using System.Net;
using System.Net.Sockets;
using System.Text;
using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Tests.Upstream.Dns;

public sealed class AddressVoteTests
{
    [Theory]
    [InlineData("8.8.4.4 8.8.4.4 8.8.4.4", "8.8.4.4")]
    [InlineData("8.8.4.4 8.8.4.4 1.1.1.1", "8.8.4.4")]
    [InlineData("- 8.8.4.4 8.8.4.4", "8.8.4.4")]
    [InlineData("8.8.4.4 1.1.1.1 9.9.9.9", null)]
    [InlineData("8.8.4.4 1.1.1.1 -", null)]
    [InlineData("8.8.4.4 - -", null)]
    [InlineData("- - -", null)]
    [InlineData("8.8.4.4 8.8.4.4 1.1.1.1 1.1.1.1", null)]
    public void MoreThanHalfOfAllThatWereAskedMustAgree(string answers, string? address)
    {
        AddressVote vote = AddressVote.Of([.. answers.Split(' ').Select(answer => answer == "-" ? null : IPAddress.Parse(answer))]);

        Assert.Equal(address, vote.Address?.ToString());
    }

    [Theory]
    [InlineData("8.8.4.4", "8.8.4.4")]
    [InlineData("8.8.4.4\n", "8.8.4.4")]
    [InlineData("fl=1\nh=1.1.1.1\nip=8.8.4.4\nts=1\n", "8.8.4.4")]
    [InlineData("10.0.0.1", null)]
    [InlineData("2606:50c0:8000::154", null)]
    [InlineData("<html>8.8.4.4</html>", null)]
    [InlineData("", null)]
    public void AnAnswerIsAnAddressOfTheInternetInTheFamilyThatWasAskedFor(string body, string? address) =>
        Assert.Equal(address, AddressSource.Read(Encoding.ASCII.GetBytes(body), AddressFamily.InterNetwork)?.ToString());

    [Theory]
    [InlineData("2606:50c0:8000::154", "2606:50c0:8000::154")]
    [InlineData("ip=2606:50c0:8000::154", "2606:50c0:8000::154")]
    [InlineData("8.8.4.4", null)]
    [InlineData("fe80::1", null)]
    public void TheSameHoldsOfIPv6(string body, string? address) =>
        Assert.Equal(address, AddressSource.Read(Encoding.ASCII.GetBytes(body), AddressFamily.InterNetworkV6)?.ToString());

    [Fact]
    public void TheSourcesAreOfDifferentHostsAndAskedOverTls() => Assert.All([AddressSource.IPv4, AddressSource.IPv6], sources =>
    {
        Assert.Equal(3, sources.Select(source => source.Url.Host).Distinct().Count());
        Assert.All(sources, source => Assert.Equal("https", source.Url.Scheme));
    });
}
