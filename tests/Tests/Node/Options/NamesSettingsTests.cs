using EasyEnclave.Node.Options;
using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Tests.Node.Options;

/// <summary>The settings of names that lead to the server.</summary>
public sealed class NamesSettingsTests
{
    private static readonly (string Name, string? Value)[] Right =
    [
        ("EE_DNS_UPDATE_ON_START", "true"), ("EE_DNS_IP", "8.8.4.4"), ("CLOUDFLARE_API_TOKEN", "token"), ("CLOUDFLARE_ZONE", "example.com"),
    ];

    [Fact]
    public void UnlessItIsAskedForNothingIsSetAtTheStart()
    {
        Assert.Null(new Settings().Accepted().Names.OnStart);
        Assert.Null(Settings.Of(Right.Skip(1)).Accepted().Names.OnStart);
    }

    [Fact]
    public void WhatIsAskedForIsTheOriginals()
    {
        NamesOptions names = Settings.Of(Right).Accepted().Names;

        DnsOrder order = names.OnStart!;
        Assert.Equal(["control", "control-direct", "*.app"], order.Hosts.Select(host => host.Name));
        Assert.Equal(("example.com", true, 1, true), (order.Zone, order.Proxied, order.Ttl, names.FailOnError));
    }

    [Fact]
    public void EveryVariableIsTaken()
    {
        NamesOptions names = Settings.Of(
        [
            ("EE_DNS_UPDATE_ON_START", "1"), ("EE_DNS_AUTO_IP", "yes"), ("EE_DNS_IPV6", "2606:50c0:8000::154"), ("EE_DNS_PROXIED", "no"), ("EE_DNS_TTL", "300"),
            ("EE_DNS_HOSTS", "one,two"), ("EE_DNS_CONTROL_DIRECT_HOST", "two"), ("EE_DNS_FAIL_ON_ERROR", "off"), ("CLOUDFLARE_API_TOKEN", "token"),
            ("CLOUDFLARE_ZONE_ID", "023e105f4ecef8ad9ca31a8372d0c353"), ("CLOUDFLARE_API_URL", "http://127.0.0.1:1/client/v4"),
        ]).Accepted().Names;

        DnsOrder order = names.OnStart!;
        Assert.Equal(["one", "two"], order.Hosts.Select(host => host.Name));
        Assert.Equal(
            (true, 1, false, 300, "two", false, "http://127.0.0.1:1/client/v4/"),
            (order.IPv4.Ask, order.IPv6.Given.Count, order.Proxied, order.Ttl, order.Direct.Name, names.FailOnError, order.Api.ToString()));
    }

    [Fact]
    public void WhatIsMissingForTheStartIsToldAtOnce() =>
        Assert.Equal(
            ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ZONE", "EE_DNS_IP"],
            Settings.Of(("EE_DNS_UPDATE_ON_START", "true")).Refused().Select(fault => fault.Split(':')[0]));

    [Theory]
    [InlineData("EE_DNS_IP", "192.168.0.1")]
    [InlineData("EE_DNS_IPV6", "::1")]
    [InlineData("EE_DNS_TTL", "2")]
    [InlineData("EE_DNS_TTL", "0")]
    [InlineData("EE_DNS_PROXIED", "perhaps")]
    [InlineData("EE_DNS_HOSTS", "a b")]
    [InlineData("CLOUDFLARE_ZONE", "com")]
    [InlineData("CLOUDFLARE_API_URL", "http://192.0.2.1")]
    [InlineData("CLOUDFLARE_API_TOKEN", "two words")]
    public void WhatCannotBeMeantIsAFault(string variable, string value) =>
        Assert.StartsWith(
            variable + ": must be", Assert.Single(Settings.Of([.. Right.Where(one => one.Name != variable), (variable, value)]).Refused()), StringComparison.Ordinal);

    [Fact]
    public void WhereNothingIsSetAtTheStartOnlyHostsHaveToBeRight()
    {
        Settings.Of(("EE_DNS_IP", "192.168.0.1"), ("EE_DNS_TTL", "2"), ("CLOUDFLARE_ZONE", "com")).Accepted();
        Assert.StartsWith("EE_DNS_CONTROL_HOST: ", Assert.Single(Settings.Of(("EE_DNS_CONTROL_HOST", "a b")).Refused()), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesOfHostsAreReservedWhetherOrNotTheyAreSet()
    {
        Assert.Equal(["control", "control-direct"], new Settings().Accepted().Names.Reserved.Order());
        Assert.Equal(
            ["direct", "one", "panel", "two"],
            Settings.Of(("EE_DNS_CONTROL_HOST", "panel"), ("EE_DNS_CONTROL_DIRECT_HOST", "direct"), ("EE_DNS_HOSTS", "one,two.eu")).Accepted().Names.Reserved.Order());
    }

    [Fact]
    public void CloudflaresOwnVariablesHaveNoPrefixToLeaveOut()
    {
        Setting zone = KnownSettings.All.Single(setting => setting.Variable == "CLOUDFLARE_ZONE");

        Assert.Equal(("--cloudflare-zone", "EasyEnclave:CLOUDFLAREZONE"), (zone.Switch, zone.Key));
        Assert.Empty(Settings.Of(("CLOUDFLARE_SOMETHING_ELSE", "x"), ("PATH", "x")).Read().Warnings);
    }
}
