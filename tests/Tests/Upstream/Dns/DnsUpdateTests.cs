using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Tests.Upstream.Dns;

/// <summary>Updates against a server that answers as Cloudflare does.</summary>
public sealed class DnsUpdateTests
{
    private const string IPv6 = "2606:50c0:8000::154";

    [Fact]
    public async Task TheFirstRunMakesAllNamesAndTheSecondChangesNothing()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        DnsTexts texts = host.Texts() with { Ipv6 = IPv6 };

        DnsReport first = await host.RunAsync(texts);
        DnsReport second = await host.RunAsync(texts);

        Assert.Equal(
            [
                "A control.example.com 8.8.4.4 proxied", $"AAAA control.example.com {IPv6} proxied",
                "A control-direct.example.com 8.8.4.4 ttl 1", $"AAAA control-direct.example.com {IPv6} ttl 1",
                "A *.app.example.com 8.8.4.4 proxied", $"AAAA *.app.example.com {IPv6} proxied",
            ],
            host.Records);
        Assert.Equal((6, 0), (first.Count(DnsVerb.Created), first.Faults.Count));
        Assert.Equal((6, 6), (second.Count(DnsVerb.Unchanged), second.Changes.Count));
        Assert.Equal(6, host.Writes.Count);
    }

    [Fact]
    public async Task AnotherAddressChangesTheRecordsThatAreThere()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        await host.RunAsync();

        DnsReport report = await host.RunAsync(host.Texts("1.1.1.1"));

        Assert.Equal(3, report.Count(DnsVerb.Updated));
        Assert.Equal("updated A control.example.com -> 1.1.1.1 (proxied; was 8.8.4.4)", report.Changes[0].ToString());
        Assert.Equal(3, host.Records.Count);
    }

    [Fact]
    public async Task WithoutTheProxyNamesLiveAsLongAsIsSaid()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        await host.RunAsync();

        DnsReport report = await host.RunAsync(host.Texts() with { Proxied = false, Ttl = "300" });
        await host.RunAsync(host.Texts() with { Ttl = "300" });

        Assert.Equal("updated A control.example.com -> 8.8.4.4 (DNS only, TTL 300; was proxied)", report.Changes[0].ToString());
        Assert.Equal("updated A control-direct.example.com -> 8.8.4.4 (DNS only, TTL 300; was DNS only)", report.Changes[1].ToString());
        Assert.Equal(
            ["A control.example.com 8.8.4.4 proxied", "A control-direct.example.com 8.8.4.4 ttl 300", "A *.app.example.com 8.8.4.4 proxied"], host.Records);
    }

    [Fact]
    public async Task OnlyTheHostsThatAreNamedAreSetAndTheDirectOneIsKnownAmongThem()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();

        await host.RunAsync(host.Texts() with { Hosts = "panel,direct.example.com,@", ControlDirectHost = "direct" });

        Assert.Equal(["A panel.example.com 8.8.4.4 proxied", "A direct.example.com 8.8.4.4 ttl 1", "A example.com 8.8.4.4 proxied"], host.Records);
    }

    [Fact]
    public async Task ARehearsalSaysTheSameAndWritesNothing()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Put("A", "control.example.com", "1.1.1.1");
        host.Put("A", "control-direct.example.com", "8.8.4.4");

        DnsReport rehearsed = await host.RunAsync(rehearse: true);
        Assert.Empty(host.Writes);
        DnsReport done = await host.RunAsync();

        Assert.Equal(
            [
                "would update A control.example.com -> 8.8.4.4 (proxied; was 1.1.1.1, DNS only)", "unchanged A control-direct.example.com -> 8.8.4.4 (DNS only)",
                "would create A *.app.example.com -> 8.8.4.4 (proxied)",
            ],
            rehearsed.Changes.Select(change => $"{change}"));
        Assert.Equal(done.Changes.Select(change => change.Verb), rehearsed.Changes.Select(change => change.Verb));
    }

    [Fact]
    public async Task OfSeveralRecordsOfANameOnePerAddressIsMeantAndTheOthersAreToldOf()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Put("A", "control.example.com", "1.1.1.1", proxied: true);
        host.Put("A", "control.example.com", "8.8.4.4", proxied: true);
        host.Put("AAAA", "control.example.com", IPv6, proxied: true);

        DnsReport report = await host.RunAsync(host.Texts() with { Hosts = "control" });

        Assert.Equal(["Unchanged", "Left", "Left"], report.Changes.Select(change => $"{change.Verb}"));
        Assert.Equal("1.1.1.1", report.Changes[1].Content);
        Assert.Empty(host.Writes);
    }

    [Fact]
    public async Task OfSeveralThatLeadElsewhereTheOldestIsChanged()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Put("A", "control.example.com", "1.1.1.1", proxied: true);
        host.Put("A", "control.example.com", "9.9.9.9", proxied: true);

        await host.RunAsync(host.Texts() with { Hosts = "control" });

        Assert.Equal(["A control.example.com 8.8.4.4 proxied", "A control.example.com 9.9.9.9 proxied"], host.Records);
    }

    [Fact]
    public async Task RecordsOnAllPagesAreSeen()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.PageRows = 2;
        host.Put("A", "control.example.com", "8.8.4.4", proxied: true);
        for (int i = 0; i < 6; i++)
            host.Put("TXT", "control.example.com", $"text {i}");

        DnsReport report = await host.RunAsync(host.Texts() with { Hosts = "control" });

        Assert.Equal(1, report.Count(DnsVerb.Unchanged));
        Assert.Equal(4, host.Api.Count("dns_records?name=control.example.com"));
    }

    [Fact]
    public async Task AnAliasStopsEverythingBeforeAnythingIsChanged()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Put("CNAME", "*.app.example.com", "elsewhere.example.net");

        DnsReport report = await host.RunAsync();

        DnsFault fault = Assert.Single(report.Faults);
        Assert.Equal(("name_taken", true), (fault.Code, fault.Detail.Contains("*.app.example.com has the record CNAME elsewhere.example.net", StringComparison.Ordinal)));
        Assert.Empty(host.Writes);
        Assert.Empty(report.Changes);
    }

    [Fact]
    public async Task ARecordOfAnotherProductIsNotTouched()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Put("AAAA", "control.example.com", "100::", proxied: true, readOnly: true);

        Assert.Equal("record_read_only", Assert.Single((await host.RunAsync()).Faults).Code);
        Assert.Empty(host.Writes);
    }

    [Fact]
    public async Task AFullZoneIsToldAndASecondRunDoesTheRest()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Quota = 2;

        DnsReport first = await host.RunAsync();
        host.Quota = 3;
        DnsReport second = await host.RunAsync();

        Assert.Equal(("record_quota", 2), (Assert.Single(first.Faults).Code, first.Count(DnsVerb.Created)));
        Assert.Equal((2, 1, 0), (second.Count(DnsVerb.Unchanged), second.Count(DnsVerb.Created), second.Faults.Count));
    }

    [Fact]
    public async Task WhatAnotherMachineMadeMeanwhileIsTakenAsItIs()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Meanwhile = () => host.Put("A", "control.example.com", "8.8.4.4", proxied: true);

        DnsReport report = await host.RunAsync();

        Assert.Empty(report.Faults);
        Assert.Equal(3, report.Changes.Count);
        Assert.Equal(3, host.Records.Count);
    }

    [Fact]
    public async Task WhatAnotherMachineTookAwayMeanwhileIsMadeAgain()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        CloudflareRow row = host.Put("A", "control.example.com", "1.1.1.1");
        host.Meanwhile = () => host.Remove(row);

        DnsReport report = await host.RunAsync();

        Assert.Equal((3, 0), (report.Count(DnsVerb.Created), report.Faults.Count));
    }

    [Fact]
    public async Task ARaceThatDoesNotEndIsGivenUp()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Api.First(context => context.Request.Method == "POST"
            ? CloudflareHost.FailAsync(context, 400, 81058, "An identical record already exists.").ContinueWith(_ => true, TaskScheduler.Default)
            : Task.FromResult(false));

        Assert.Equal("records_moved", Assert.Single((await host.RunAsync()).Faults).Code);
    }

    [Fact]
    public async Task AZoneIsKnownByItsNumberAlone()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();

        DnsReport report = await host.RunAsync(host.Texts() with { Zone = null, ZoneId = CloudflareHost.ZoneId });

        Assert.Equal(("example.com", 3), (report.Zone, report.Count(DnsVerb.Created)));
        Assert.Equal(0, host.Api.Count("zones?"));
    }

    [Theory]
    [InlineData("other.com", null, "zone_unknown")]
    [InlineData(null, "ffffffffffffffffffffffffffffffff", "zone_unknown")]
    [InlineData("other.com", CloudflareHost.ZoneId, "zone_mismatch")]
    public async Task AZoneThatIsNotThereIsToldAndNothingIsWritten(string? name, string? id, string code)
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();

        Assert.Equal(code, Assert.Single((await host.RunAsync(host.Texts() with { Zone = name, ZoneId = id })).Faults).Code);
        Assert.Empty(host.Writes);
    }

    [Fact]
    public async Task OfSeveralZonesOfANameTheActiveOneIsMeant()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Zones.Insert(0, ("11111111111111111111111111111111", CloudflareHost.Zone, "pending"));
        Assert.Empty((await host.RunAsync()).Faults);

        host.Zones[1] = host.Zones[1] with { Status = "moved" };
        Assert.Equal("zone_ambiguous", Assert.Single((await host.RunAsync()).Faults).Code);
    }

    [Fact]
    public async Task AZoneThatIsNotActiveYetIsSetAndToldOf()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Zones[0] = host.Zones[0] with { Status = "pending" };

        DnsReport report = await host.RunAsync();

        Assert.Equal(3, report.Count(DnsVerb.Created));
        Assert.Contains("not active yet", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATokenForRecordsAloneNeedsBothNameAndNumber()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.TokenReadsZones = false;

        Assert.Equal("zone_unknown", Assert.Single((await host.RunAsync()).Faults).Code);
        Assert.Equal("token_refused", Assert.Single((await host.RunAsync(host.Texts() with { Zone = null, ZoneId = CloudflareHost.ZoneId })).Faults).Code);
        Assert.Equal(3, (await host.RunAsync(host.Texts() with { ZoneId = CloudflareHost.ZoneId })).Count(DnsVerb.Created));
    }

    [Fact]
    public async Task ARecordMadeInAZoneThatIsNotTheOneNamedIsTakenBack()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.TokenReadsZones = false;

        DnsReport report = await host.RunAsync(host.Texts() with { Zone = "other.com", ZoneId = CloudflareHost.ZoneId });

        Assert.Equal("zone_mismatch", Assert.Single(report.Faults).Code);
        Assert.Equal(["POST A control.other.com.example.com 8.8.4.4", "DELETE A control.other.com.example.com 8.8.4.4"], host.Writes);
        Assert.Empty(host.Records);
    }

    [Fact]
    public async Task AHostOutsideOfTheZoneIsToldOnceTheZoneIsKnown()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();

        DnsReport report = await host.RunAsync(host.Texts() with { Zone = null, ZoneId = CloudflareHost.ZoneId, Hosts = "control,control.other.com." });

        Assert.Equal("host_outside_zone", Assert.Single(report.Faults).Code);
        Assert.Empty(host.Writes);
    }

    [Fact]
    public async Task TheAddressIsWhatMostSourcesSay()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        using SourcesHandler sources = new(("api.ipify.org", "8.8.4.4"), ("checkip.amazonaws.com", "9.9.9.9\n"), ("1.1.1.1", "h=1.1.1.1\nip=8.8.4.4\n"));

        DnsReport report = await host.RunAsync(host.Texts() with { Ip = null, AutoIp = true }, network: _ => sources);

        Assert.Equal(3, report.Count(DnsVerb.Created));
        Assert.Equal("This machine's IPv4 address is 8.8.4.4, say 2 of 3 sources", Assert.Single(report.Notes));
    }

    [Theory]
    [InlineData("8.8.4.4", "9.9.9.9", "1.0.0.1", "address_disputed")]
    [InlineData("8.8.4.4", null, null, "address_disputed")]
    [InlineData("10.0.0.1", "10.0.0.1", "10.0.0.1", "address_unknown")]
    [InlineData(null, null, null, "address_unknown")]
    public async Task WithoutAMajorityNothingIsAsked(string? one, string? two, string? three, string code)
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        using SourcesHandler sources = new(("api.ipify.org", one), ("checkip.amazonaws.com", two), ("1.1.1.1", three));

        DnsReport report = await host.RunAsync(host.Texts() with { Ip = null, AutoIp = true }, network: _ => sources);

        Assert.Equal(code, Assert.Single(report.Faults).Code);
        Assert.Empty(host.Api.Asked);
    }

    [Fact]
    public async Task TheIPv6AddressIsAskedForByTheWordAuto()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        using SourcesHandler sources = new(("api6.ipify.org", IPv6), ("v6.ident.me", IPv6));

        DnsReport report = await host.RunAsync(host.Texts() with { Ipv6 = "auto", Hosts = "control" }, network: _ => sources);

        Assert.Equal(["A", "AAAA"], report.Changes.Select(change => change.Type));
    }
}
