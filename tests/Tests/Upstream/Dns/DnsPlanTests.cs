using System.Net;
using EasyEnclave.Upstream.Dns;

namespace EasyEnclave.Tests.Upstream.Dns;

public sealed class DnsPlanTests
{
    private const string Name = "control.example.com";
    private static readonly WantedRecord Wanted = new(Name, IPAddress.Parse("8.8.4.4"), Proxied: false, Ttl: 1);

    [Fact]
    public void WhereThereIsNothingARecordIsMade() => Assert.Equal("create 8.8.4.4", Plan([Wanted]));

    [Fact]
    public void ARecordThatIsRightStays() => Assert.Equal("keep a", Plan([Wanted], There("a", "8.8.4.4")));

    [Theory]
    [InlineData("1.1.1.1", false, 1)]
    [InlineData("8.8.4.4", true, 1)]
    [InlineData("8.8.4.4", false, 300)]
    public void ARecordThatDiffersInAnythingIsChanged(string content, bool proxied, int ttl) =>
        Assert.Equal("update a 8.8.4.4", Plan([Wanted], There("a", content) with { Proxied = proxied, Ttl = ttl }));

    [Fact]
    public void OfSeveralTheOneThatGivesTheAddressIsMeantAndTheOthersStay() =>
        Assert.Equal("keep b, leave a, leave c", Plan([Wanted], There("a", "1.1.1.1"), There("b", "8.8.4.4"), There("c", "9.9.9.9")));

    [Fact]
    public void OfSeveralOthersTheOldestIsChanged() =>
        Assert.Equal(
            "update b 8.8.4.4, leave a",
            Plan([Wanted], There("a", "1.1.1.1") with { CreatedOn = "2026-02-01T00:00:00Z" }, There("b", "9.9.9.9") with { CreatedOn = "2026-01-01T00:00:00Z" }));

    [Fact]
    public void SeveralAddressesAreSeveralRecords() =>
        Assert.Equal(
            "keep b, update a 9.9.9.9, create 1.0.0.1",
            Plan(
                [Wanted, Wanted with { Address = IPAddress.Parse("9.9.9.9") }, Wanted with { Address = IPAddress.Parse("1.0.0.1") }],
                There("a", "1.1.1.1"), There("b", "8.8.4.4")));

    [Fact]
    public void AnAddressIsTheSameHoweverItIsWritten() =>
        Assert.Equal(
            "keep a",
            Plan([Wanted with { Address = IPAddress.Parse("2606:50c0:8000::154") }], new DnsRecord("a", "AAAA", Name, "2606:50C0:8000:0:0:0:0:154", false, 1)));

    [Fact]
    public void TheOtherFamilyAndOtherTypesStay() =>
        Assert.Equal(
            "create 8.8.4.4, leave a",
            Plan([Wanted], new DnsRecord("a", "AAAA", Name, "2606:50c0:8000::154", false, 1), new DnsRecord("t", "TXT", Name, "8.8.4.4", false, 1)));

    [Fact]
    public void ANameThatIsToBeDirectHasNoProxiedAddressAtAll()
    {
        DnsRecord proxied = new("a", "AAAA", Name, "2606:50c0:8000::154", Proxied: true, 1);

        Assert.Equal("create 8.8.4.4, update a 2606:50c0:8000::154", Plan([Wanted], proxied));
        Assert.Equal("create 8.8.4.4, leave a", Plan([Wanted with { Proxied = true }], proxied));
        Assert.Equal("create 8.8.4.4, leave a", Plan([Wanted], proxied with { Proxied = false }));
    }

    [Theory]
    [InlineData("CNAME", false, "NameTaken")]
    [InlineData("NS", false, "NameTaken")]
    [InlineData("AAAA", true, "RecordReadOnly")]
    [InlineData("A", true, "RecordReadOnly")]
    public void ANameThatCannotHaveAddressesIsAFaultAndNothingIsDoneToIt(string type, bool readOnly, string kind)
    {
        DnsPlan plan = DnsPlan.Of([Wanted], [new DnsRecord("a", type, Name, "100::", true, 1) { IsReadOnly = readOnly }], "example.com");

        DnsFault fault = Assert.Single(plan.Faults);
        Assert.Equal(kind, $"{fault.Kind}");
        Assert.Contains(Name, fault.Detail, StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
    }

    [Theory]
    [InlineData("MX")]
    [InlineData("TXT")]
    [InlineData("CAA")]
    [InlineData("HTTPS")]
    public void BesideOtherTypesThereMayBeAddresses(string type) =>
        Assert.Equal("create 8.8.4.4", Plan([Wanted], new DnsRecord("a", type, Name, "100::", false, 1) { IsReadOnly = true }));

    [Fact]
    public void TheZonesOwnNameServersAreNoDelegation()
    {
        WantedRecord apex = Wanted with { Name = "example.com" };

        Assert.Empty(DnsPlan.Of([apex], [new DnsRecord("a", "NS", "example.com", "ns.example.net", false, 1)], "example.com").Faults);
    }

    [Fact]
    public void EveryNameThatCannotBeSetIsTold()
    {
        WantedRecord other = Wanted with { Name = "other.example.com" };

        DnsPlan plan = DnsPlan.Of(
            [Wanted, other], [new DnsRecord("a", "CNAME", Name, "x", false, 1), new DnsRecord("b", "CNAME", other.Name, "x", false, 1)], "example.com");

        Assert.Equal(2, plan.Faults.Count);
    }

    private static DnsRecord There(string id, string content) => new(id, "A", Name, content, false, 1);

    private static string Plan(WantedRecord[] wanted, params DnsRecord[] existing)
    {
        DnsPlan plan = DnsPlan.Of(wanted, existing, "example.com");
        Assert.Empty(plan.Faults);
        return string.Join(", ", plan.Steps.Select(step => step switch
        {
            DnsStep.Create create => $"create {create.Wanted.Address}",
            DnsStep.Update update => $"update {update.Record.Id} {update.Wanted.Address}",
            DnsStep.Keep keep => $"keep {keep.Record.Id}",
            DnsStep.Leave leave => $"leave {leave.Record.Id}",
            _ => "?",
        }));
    }
}
