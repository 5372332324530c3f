using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Releases;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Doctor;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Tests.Edge.Doctor;

/// <summary>What each check makes of what it sees.</summary>
public sealed class DoctorChecksTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Self = Guid.Parse("11111111-1111-1111-1111-111111111111");

    [Theory]
    [InlineData("ok", "ok")]
    [InlineData("draining", "warn")]
    [InlineData("fenced", "fail")]
    [InlineData("ledger_frozen", "fail")]
    [InlineData("clock_off", "fail")]
    [InlineData("store_unavailable", "fail")]
    public void HealthIsRepeated(string status, string wanted) => Assert.Equal(wanted, HealthCheck.Judge(status, "production").Single().Status);

    [Fact]
    public void DevelopmentIsWarnedOf() => Assert.Equal(["ok", "warn"], HealthCheck.Judge("ok", "development").Select(found => found.Status));

    [Theory]
    [InlineData(20, null, true, "ok")]
    [InlineData(600, null, true, "warn")]
    [InlineData(20, null, false, "fail")]
    [InlineData(20, "refused", true, "fail")]
    public void AStoreIsReadFastAndWritten(int milliseconds, string? fault, bool writes, string wanted)
    {
        DoctorFinding found = StoreCheck.Judge(TimeSpan.FromMilliseconds(milliseconds), fault, writes, TimeSpan.FromSeconds(3), withheld: false);

        Assert.Equal(wanted, found.Status);
        Assert.Equal(wanted != "ok", found.Remedy is not null);
    }

    [Fact]
    public void WhoIsWithheldIsSaid() =>
        Assert.Contains("sealed", StoreCheck.Judge(TimeSpan.Zero, "refused", writes: false, TimeSpan.FromSeconds(40), withheld: true).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, null, "ok")]
    [InlineData(0, 200, "ok")]
    [InlineData(0, -260, "warn")]
    [InlineData(0, 1001, "fail")]
    [InlineData(3000, 0, "fail")]
    public void AClockIsComparedWithTheStores(int heldMs, int? offsetMs, string wanted) => Assert.Equal(
        wanted, ClockCheck.Judge(TimeSpan.FromMilliseconds(heldMs), offsetMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null).Status);

    [Fact]
    public void NodesReachEachOther()
    {
        Assert.Equal("ok", MembersCheck.Judge(View(Row("a", Self, reaches: 1), Row("b", Guid.NewGuid())), Self).Status);
        Assert.Equal("fail", MembersCheck.Judge(View(Row("a", Self, reaches: 0), Row("b", Guid.NewGuid())), Self).Status);
        Assert.Equal("warn", MembersCheck.Judge(View(Row("a", Self), Row("b", Guid.NewGuid(), MemberState.Dead)), Self).Status);
        Assert.Equal("fail", MembersCheck.Judge(View(Row("a", Self, MemberState.Dead), Row("b", Guid.NewGuid())), Self).Status);
    }

    [Fact]
    public void AnUpgradeUnderWayIsSaid()
    {
        MemberRow newer = Row("b", Guid.NewGuid()) with { Version = "1.1.0" };

        Assert.Contains("1.0.0 and 1.1.0", MembersCheck.Judge(View(Row("a", Self, reaches: 1), newer), Self).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, 0, "ok")]
    [InlineData(400, 1, "warn")]
    [InlineData(2000, 0, "warn")]
    [InlineData(30000, 20, "fail")]
    public void WhatOthersWroteIsNew(int lagMs, int failures, string wanted) =>
        Assert.Equal(wanted, LagCheck.Judge(TimeSpan.FromMilliseconds(lagMs), failures).Status);

    [Theory]
    [InlineData(true, false, true, "a", "ok")]
    [InlineData(false, false, true, "b", "ok")]
    [InlineData(false, false, true, null, "fail")]
    [InlineData(true, true, true, "a", "fail")]
    [InlineData(true, false, false, "a", "fail")]
    public void SomebodyHoldsASoundLedger(bool held, bool frozen, bool healthy, string? holder, string wanted) =>
        Assert.Equal(wanted, LedgerCheck.Judge(held, frozen, healthy, holder).Status);

    [Theory]
    [InlineData(-60, 30, "ok")]
    [InlineData(-80, 10, "warn")]
    [InlineData(-90, 0, "fail")]
    [InlineData(1, 90, "fail")]
    public void ACertificateLivesLongEnough(int from, int until, string wanted) => Assert.Equal(
        wanted, CertificatesCheck.Judge(new CertificateWindow("control listener", Now.AddDays(from), Now.AddDays(until), Own: false), Now).Status);

    [Fact]
    public void AShortLivedOneIsJudgedByItsOwnLife()
    {
        CertificateWindow day = new("control listener", Now.AddHours(-16), Now.AddHours(8), Own: true);

        Assert.Equal("ok", CertificatesCheck.Judge(day, Now).Status);
        Assert.Equal("warn", CertificatesCheck.Judge(day, Now.AddHours(3)).Status);
    }

    [Theory]
    [InlineData(1, 20, true, "ok")]
    [InlineData(3, 20, true, "warn")]
    [InlineData(3, 20, false, "ok")]
    [InlineData(1, 2, true, "warn")]
    [InlineData(40, -1, true, "fail")]
    [InlineData(null, 20, true, "fail")]
    public void CollateralIsNewAndServes(int? agoDays, int leftDays, bool fetched, string wanted) => Assert.Equal(
        wanted, CollateralCheck.Judge(new CollateralAge("B0C06F000000-platform", agoDays is { } d ? Now.AddDays(-d) : null, Now.AddDays(leftDays)), fetched, Now).Status);

    [Fact]
    public void AListThatChangedIsNamed()
    {
        Assert.Equal("ok", Assert.Single(AllowlistsCheck.Judge([List("acme/hello", "current")])).Status);

        DoctorFinding found = Assert.Single(AllowlistsCheck.Judge([List("acme/hello", "changed"), List("acme/world", "current")]));
        Assert.Equal("warn", found.Status);
        Assert.Contains("acme/hello@v1", found.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("acme/world", found.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ASharedAdminTokenIsWarnedOf()
    {
        AccessToken shared = AccessToken.Of("admin", AccessRole.Admin, "a-token-of-the-tests");
        AccessToken ada = AccessToken.Of("ada", AccessRole.Admin, "another-of-the-tests");

        Assert.Equal("warn", TokensCheck.Judge([shared]).Status);
        Assert.Equal("ok", TokensCheck.Judge([shared, ada]).Status);
    }

    [Theory]
    [InlineData(true, false, "ok")]
    [InlineData(true, true, "warn")]
    [InlineData(false, false, "fail")]
    public void AListenerAnswersAndIsNotOpen(bool answers, bool exposed, string wanted) =>
        Assert.Equal(wanted, PortsCheck.Judge(new ListenerFacts("control listener", "0.0.0.0:8088", answers, exposed, "Open it.")).Status);

    [Fact]
    public void AnAddressThatLeadsElsewhereIsAFailure()
    {
        Assert.Equal("ok", AdvertiseCheck.Judge("a:1", leadsHere: true).Status);
        Assert.Equal("fail", AdvertiseCheck.Judge("a:1", leadsHere: false).Status);
    }

    private static ReleaseList List(string repo, string state) => new(repo, "v1") { State = state, Pin = new ListPin("1/2/3", new string('a', 64)), PinnedAt = Now };

    private static ClusterView View(params MemberRow[] rows) => new(rows, null, Now);

    private static MemberRow Row(string node, Guid incarnation, MemberState state = MemberState.Active, int reaches = 0) =>
        new(node, incarnation, state, node + ":1", "1.0.0", 1, reaches, 0, Now);
}
