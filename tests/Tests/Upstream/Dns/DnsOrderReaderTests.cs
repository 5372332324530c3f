using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Tests.Upstream.Dns;

public sealed class DnsOrderReaderTests
{
    private static readonly DnsTexts Right = new() { Token = "token", Zone = "example.com", Ip = "8.8.4.4" };

    [Fact]
    public void WithoutMoreThanNeededTheUsualNamesAreProxiedButTheDirectOne()
    {
        DnsOrder order = Read(Right);

        Assert.Equal(["control", "control-direct", "*.app"], order.Hosts.Select(host => host.Name));
        Assert.Equal(("control-direct", true, 1), (order.Direct.Name, order.Proxied, order.Ttl));
        Assert.Equal("https://api.cloudflare.com/client/v4/", order.Api.ToString());
        Assert.True(order.IPv6.IsNone);
    }

    [Fact]
    public void HostsTakeThePlaceOfTheUsualNames() =>
        Assert.Equal(["control", "panel"], Read(Right with { Hosts = "control, panel,control" }).Hosts.Select(host => host.Name));

    [Theory]
    [InlineData("Ip", "8.8.8", "ip_invalid")]
    [InlineData("Ip", "1", "ip_invalid")]
    [InlineData("Ip", "010.8.8.8", "ip_invalid")]
    [InlineData("Ip", "8.8.4.4:80", "ip_invalid")]
    [InlineData("Ip", "10.0.0.1", "ip_invalid")]
    [InlineData("Ip", "127.0.0.1", "ip_invalid")]
    [InlineData("Ip", "192.168.1.1", "ip_invalid")]
    [InlineData("Ip", "169.254.169.254", "ip_invalid")]
    [InlineData("Ip", "0.0.0.0", "ip_invalid")]
    [InlineData("Ip", "2606:50c0:8000::154", "ip_invalid")]
    [InlineData("Ip", "8.8.4.4,auto", "ip_invalid")]
    [InlineData("Ip", ",", "ip_invalid")]
    [InlineData("Ipv6", "8.8.4.4", "ipv6_invalid")]
    [InlineData("Ipv6", "::1", "ipv6_invalid")]
    [InlineData("Ipv6", "fe80::1%eth0", "ipv6_invalid")]
    [InlineData("Ipv6", "fd00::1", "ipv6_invalid")]
    [InlineData("Ipv6", "::ffff:8.8.4.4", "ipv6_invalid")]
    [InlineData("Ipv6", "[2606:50c0:8000::154]", "ipv6_invalid")]
    [InlineData("Ttl", "0", "ttl_invalid")]
    [InlineData("Ttl", "29", "ttl_invalid")]
    [InlineData("Ttl", "86401", "ttl_invalid")]
    [InlineData("Ttl", "-1", "ttl_invalid")]
    [InlineData("Ttl", "auto", "ttl_invalid")]
    [InlineData("Hosts", "a b", "host_invalid")]
    [InlineData("Hosts", ",", "hosts_invalid")]
    [InlineData("ControlHost", "control.other.com.", "host_invalid")]
    [InlineData("ControlDirectHost", "https://direct", "host_invalid")]
    [InlineData("AppWildcard", "app.*", "host_invalid")]
    [InlineData("Zone", "com", "zone_invalid")]
    [InlineData("Zone", "*.example.com", "zone_invalid")]
    [InlineData("Zone", "https://example.com", "zone_invalid")]
    [InlineData("ZoneId", "example.com", "zone_id_invalid")]
    [InlineData("ZoneId", "../zones", "zone_id_invalid")]
    [InlineData("Token", "two words", "token_invalid")]
    [InlineData("Token", "line\nbreak", "token_invalid")]
    [InlineData("ApiUrl", "http://api.example.com", "api_url_invalid")]
    [InlineData("ApiUrl", "https://user@api.example.com", "api_url_invalid")]
    [InlineData("ApiUrl", "api.example.com", "api_url_invalid")]
    public void WhatCannotBeMeantIsNamedWithARemedy(string field, string text, string code)
    {
        DnsInputFault fault = Assert.Single(Faults(With(Right, field, text)).DistinctBy(fault => fault.Code), fault => fault.Code == code);

        Assert.Equal(field, $"{fault.Field}");
        Assert.StartsWith("must be", fault.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("two words", fault.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ip", "8.8.4.4")]
    [InlineData("Ip", "8.8.4.4, 1.1.1.1")]
    [InlineData("Ip", "203.0.113.10")]
    [InlineData("Ipv6", "2001:db8::1")]
    [InlineData("Ip", "auto")]
    [InlineData("Ipv6", "2606:50C0:8000:0::154")]
    [InlineData("Ipv6", "AUTO")]
    [InlineData("Ttl", "1")]
    [InlineData("Ttl", "30")]
    [InlineData("Ttl", "86400")]
    [InlineData("Zone", "Example.COM.")]
    [InlineData("ZoneId", "023e105f4ecef8ad9ca31a8372d0c353")]
    [InlineData("ApiUrl", "http://127.0.0.1:8080/client/v4/")]
    public void WhatCanBeMeantIsTaken(string field, string text) => Read(With(Right, field, text));

    [Fact]
    public void AllThatIsMissingIsToldAtOnceInTheWordsOfTheDoor()
    {
        IReadOnlyList<DnsInputFault> faults = Faults(new DnsTexts());

        Assert.Equal(["token_missing", "zone_missing", "ip_missing"], faults.Select(fault => fault.Code));
        Assert.Contains("<ZoneId>", faults[1].Remedy, StringComparison.Ordinal);
        Assert.Contains("<AutoIp>", faults[2].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAddressThatIsGivenGoesBeforeAskingForIt()
    {
        Assert.False(Read(Right with { AutoIp = true }).IPv4.Ask);
        Assert.True(Read(Right with { Ip = null, AutoIp = true }).IPv4.Ask);
        Assert.True(Read(Right with { Ip = null, AutoIp = true }).IPv6.IsNone);
    }

    [Fact]
    public void TheTokenIsNeverShown()
    {
        DnsTexts texts = Right with { Token = "a-secret-token" };

        Assert.DoesNotContain("a-secret-token", texts.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-token", Read(texts).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesOfHostsAreReservedWhateverElseIsWrong() =>
        Assert.Equal(
            ["panel", "direct", "one", "two"],
            DnsOrderReader.Labels(new DnsTexts { ControlHost = "panel.eu", ControlDirectHost = "direct", AppWildcard = "*.app", Hosts = "one,two.example.com,@,a b" }));

    private static DnsTexts With(DnsTexts texts, string field, string text)
    {
        DnsTexts changed = texts with { };
        typeof(DnsTexts).GetProperty(field)!.SetValue(changed, text);
        return changed;
    }

    private static DnsOrder Read(DnsTexts texts)
    {
        Assert.True(DnsOrderReader.TryRead(texts, field => $"<{field}>", out DnsOrder? order, out IReadOnlyList<DnsInputFault> faults), string.Join('\n', faults));
        return order;
    }

    private static IReadOnlyList<DnsInputFault> Faults(DnsTexts texts)
    {
        Assert.False(DnsOrderReader.TryRead(texts, field => $"<{field}>", out _, out IReadOnlyList<DnsInputFault> faults));
        return faults;
    }
}
