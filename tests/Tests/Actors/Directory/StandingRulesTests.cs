using System.Collections.Immutable;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Actors.Directory;

/// <summary>How an app stands: each status, the instant before and after it, and how long it holds.</summary>
public sealed class StandingRulesTests
{
    private static readonly TimeSpan Attestation = Cast.Rules.AttestationLifetime;
    private static readonly TimeSpan Registration = Cast.Rules.RegistrationLifetime;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void OneGoodAgentMakesItActive()
    {
        AppStanding standing = Judge(TimeSpan.Zero, Entry());

        Assert.Equal(("active", true, "active", 1), (standing.Status, standing.Allowed, standing.RegistrationState, standing.Eligible.Length));
        Assert.Equal(Cast.T0 + Registration, standing.ExpiresAt);
    }

    [Fact]
    public void ItIsUnattestedWhenTheAttestationIsOver()
    {
        Assert.Equal("active", Judge(Attestation - Second, Entry()).Status);
        Assert.Equal("unattested", Judge(Attestation, Entry()).Status);
        Assert.Equal(Cast.T0 + Attestation, Judge(TimeSpan.Zero, Entry()).HoldsUntil);
    }

    [Fact]
    public void TheBindingWarnsThenEnds()
    {
        DirectoryRules rules = Cast.Rules with { AttestationLifetime = TimeSpan.FromDays(100) };
        TimeSpan warns = Registration - Cast.Rules.RegistrationWarning;

        Assert.Equal("active", At(warns - Second).Status);
        Assert.Equal(("warning", true), (At(warns).Status, At(warns).Allowed));
        Assert.Equal("warning", At(Registration - Second).Status);
        Assert.Equal(("expired", false, 0), (At(Registration).Status, At(Registration).Allowed, At(Registration).Eligible.Length));

        AppStanding At(TimeSpan after) => StandingRules.Judge(Cast.Bound(), [Entry()], rules, Cast.T0 + after);
    }

    [Fact]
    public void TheFirstStatusThatHoldsIsTold()
    {
        AgentEntry good = Entry();
        AgentEntry banned = good with { BannedBy = new BanTarget(BanScope.Agent, "agent-1") };
        AgentEntry gone = Entry("agent-2") with { Live = null };
        AgentEntry refused = Changed(Entry("agent-3"), state => state with { Phase = new AgentPhase.Refused(Cast.T0, "x") });
        AgentEntry waiting = Changed(Entry("agent-4"), state => state with { Approval = Approval.Awaiting });
        AgentEntry unwell = Entry("agent-5") with { Health = HealthStatus.Fail };

        Assert.Equal("banned", Judge(Registration, banned).Status);
        Assert.Equal("expired", Judge(Registration, banned, gone).Status);
        Assert.Equal("disconnected", Judge(TimeSpan.Zero, banned, gone).Status);
        Assert.Equal("disconnected", Judge(TimeSpan.Zero, gone, refused).Status);
        Assert.Equal("unattested", Judge(TimeSpan.Zero, gone, waiting).Status);
        Assert.Equal("unhealthy", Judge(TimeSpan.Zero, gone, waiting, unwell).Status);
        Assert.Equal("active", Judge(TimeSpan.Zero, gone, waiting, unwell, Entry("agent-6")).Status);
        Assert.Equal("disconnected", Judge(TimeSpan.Zero).Status);
        Assert.Equal("none", Judge(TimeSpan.Zero).RegistrationState);
    }

    [Fact]
    public void AnAgentOfAnEarlierBindingHasNoPartInThisOne()
    {
        AppStanding standing = StandingRules.Judge(Cast.Bound(binding: 2), [Entry()], Cast.Rules, Cast.T0);

        Assert.Equal(("disconnected", 0), (standing.Status, standing.Eligible.Length));
        Assert.Null(standing.Described);
        Assert.Null(standing.ExpiresAt);
    }

    [Theory]
    [InlineData("evil/hello", "sandbox-1", "intel")]
    [InlineData("acme/hello", "forge-1", "intel")]
    [InlineData("acme/hello", "sandbox-1", "development")]
    public void WhoDiffersFromTheBindingIsNoMember(string repo, string network, string root)
    {
        AgentEntry other = Changed(Entry(), state => state with
        {
            Repo = RepoName.Parse(repo),
            Network = NetworkName.Parse(network),
            Attestation = Cast.Facts(Cast.T0, root: root),
        });

        Assert.Empty(Judge(TimeSpan.Zero, other).Eligible);
    }

    [Fact]
    public void AnUntrustedRootIsUnattestedAndItsBindingIsDead()
    {
        AppState app = Cast.Bound(root: "development");
        AgentEntry agent = Changed(Entry(), state => state with { Attestation = Cast.Facts(Cast.T0, root: "development") });

        AppStanding standing = StandingRules.Judge(app, [agent], Cast.Rules, Cast.T0);

        Assert.Equal(("unattested", "none", 0), (standing.Status, standing.RegistrationState, standing.Eligible.Length));
        Assert.False(StandingRules.Alive(app, [agent], Cast.Rules, Cast.T0));
        Assert.True(StandingRules.Alive(Cast.Bound(), [Entry()], Cast.Rules, Cast.T0));
    }

    [Fact]
    public void ABindingLivesUntilItsLatestAttestationHasRunOut()
    {
        AgentEntry later = Changed(Entry("agent-2"), state => state with { Attestation = Cast.Facts(Cast.T0 + TimeSpan.FromDays(1)) });
        AgentEntry foreign = Changed(Entry("agent-3"), state => state with { Binding = 9, Attestation = Cast.Facts(Cast.T0 + TimeSpan.FromDays(9)) });
        DateTimeOffset end = Cast.T0 + TimeSpan.FromDays(1) + Registration;

        Assert.True(StandingRules.Alive(Cast.Bound(), [Entry(), later, foreign], Cast.Rules, end - Second));
        Assert.False(StandingRules.Alive(Cast.Bound(), [Entry(), later, foreign], Cast.Rules, end));
        Assert.False(StandingRules.Alive(Cast.Bound() with { Phase = AppPhase.Released }, [Entry()], Cast.Rules, Cast.T0));
        Assert.True(StandingRules.Alive(Cast.Bound(root: null), [], Cast.Rules, end + Registration));
    }

    [Fact]
    public void TheDescribedAgentIsTheEligibleOneAttestedLast()
    {
        AgentEntry newer = Changed(Entry("agent-2"), state => state with { Attestation = Cast.Facts(Cast.T0 + Second) });
        AgentEntry newestButGone = Changed(Entry("agent-3"), state => state with { Attestation = Cast.Facts(Cast.T0 + (2 * Second)) }) with { Live = null };

        Assert.Equal("agent-2", Judge(TimeSpan.Zero, newer, newestButGone, Entry()).Described!.State.Id.Value);
        Assert.Equal("agent-3", Judge(TimeSpan.Zero, newestButGone, Entry() with { Live = null }).Described!.State.Id.Value);
    }

    /// <summary>Law: nothing about the standing changes by itself before <see cref="AppStanding.HoldsUntil"/>.</summary>
    [Fact]
    public void AStandingHoldsAsLongAsItSays() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(13, 17),
        Prop.ForAll(
            Gen.ArrayOf(Gen.Choose(0, 1 << 16)).SelectMany(agents => Gen.Choose(0, 80_000).Select(minutes => (agents, minutes))).ToArbitrary(),
            sample =>
            {
                ImmutableArray<AgentEntry> agents = [.. sample.agents.Select(Random)];
                DirectoryRules rules = Cast.Rules with { AttestationLifetime = sample.minutes % 2 == 0 ? Attestation : TimeSpan.FromDays(60) };
                DateTimeOffset now = Cast.T0 + TimeSpan.FromMinutes(sample.minutes);
                AppStanding standing = StandingRules.Judge(Cast.Bound(), agents, rules, now);
                Assert.True(standing.HoldsUntil > now);

                DateTimeOffset end = standing.HoldsUntil < now.AddDays(90) ? standing.HoldsUntil : now.AddDays(90);
                foreach (double part in new[] { 0.1, 0.5, 0.9 })
                {
                    AssertSame(standing, StandingRules.Judge(Cast.Bound(), agents, rules, now + ((end - now) * part)));
                }

                AssertSame(standing, StandingRules.Judge(Cast.Bound(), agents, rules, end - TimeSpan.FromTicks(1)));
            }));

    private static void AssertSame(AppStanding before, AppStanding after)
    {
        Assert.Equal((before.Status, before.RegistrationState, before.ExpiresAt), (after.Status, after.RegistrationState, after.ExpiresAt));
        Assert.Equal(before.Eligible.Select(agent => agent.State.Id), after.Eligible.Select(agent => agent.State.Id));
        Assert.Equal((before.Described?.State.Id, before.HoldsUntil), (after.Described?.State.Id, after.HoldsUntil));
    }

    private static AgentEntry Random(int seed, int index)
    {
        AgentEntry entry = Changed(Entry("agent-" + index), state => state with
        {
            Binding = seed % 7 == 0 ? 2 : 1,
            Approval = seed % 5 == 0 ? Approval.Awaiting : Approval.Approved,
            Attestation = Cast.Facts(Cast.T0 + TimeSpan.FromMinutes(seed)),
        });
        return entry with
        {
            Live = seed % 3 == 0 ? null : entry.Live,
            Health = seed % 11 == 0 ? HealthStatus.Fail : HealthStatus.Pass,
            BannedBy = seed % 13 == 0 ? new BanTarget(BanScope.Agent, "x") : null,
        };
    }

    private static AppStanding Judge(TimeSpan after, params AgentEntry[] agents) =>
        StandingRules.Judge(Cast.Bound(), [.. agents], Cast.Rules, Cast.T0 + after);

    private static AgentEntry Entry(string agent = "agent-1") => new()
    {
        State = Cast.Connected(agent),
        Live = new LiveTunnel(1, new SilentTunnel(), new RecordingInbox()),
        Health = HealthStatus.Pass,
    };

    private static AgentEntry Changed(AgentEntry entry, Func<AgentState, AgentState> change) => entry with { State = change(entry.State) };
}
