using System.Collections.Immutable;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Results;

namespace EasyEnclave.Tests.Actors.Results;

/// <summary>Which agents have an attestation to tell of.</summary>
public sealed class ResultStandingTests
{
    private static readonly DateTimeOffset End = Cast.T0 + Cast.Rules.AttestationLifetime;

    [Fact]
    public void AnApprovedAgentWithAnAttestationThatCountsHasOne() => Assert.Null(Against(Cast.Connected(), Cast.Bound(), End.AddTicks(-1)));

    [Fact]
    public void OneThatIsGoneHasOneUntilItsAttestationEnds() =>
        Assert.Null(Against(Cast.Connected() with { Phase = new AgentPhase.Gone(Cast.T0, "agent") }, Cast.Bound(), End.AddTicks(-1)));

    [Fact]
    public void NobodyHasNone() => Assert.IsType<ResultAnswer.Unknown>(ResultStanding.Against(null, null, Cast.Rules, Cast.T0));

    [Fact]
    public void OneThatIsBannedHasNone()
    {
        AgentEntry banned = new() { State = Cast.Connected(), BannedBy = new BanTarget(BanScope.Platform, Cast.PlatformA) };
        Assert.IsType<ResultAnswer.Banned>(ResultStanding.Against(banned, Entry(Cast.Bound(), banned), Cast.Rules, Cast.T0));
    }

    [Fact]
    public void TheReasonIsNamed()
    {
        AgentState agent = Cast.Connected();
        Assert.Equal("attestation_expired", Code(agent, Cast.Bound(), End));
        Assert.Equal("attestation_refused", Code(agent with { Phase = new AgentPhase.Refused(Cast.T0, "not_fresh") }, Cast.Bound()));
        Assert.Equal("trust_root_not_trusted", Code(agent with { Attestation = Cast.Facts(Cast.T0, root: "development") }, Cast.Bound(root: "development")));
        Assert.Equal("awaiting_approval", Code(agent with { Approval = Approval.Awaiting }, Cast.Bound()));
        Assert.Equal("registration_expired", Code(agent, Cast.Bound(binding: 2)));
        Assert.Equal("registration_expired", Code(agent, null));
        Assert.Equal("registration_expired", Code(agent, Cast.Bound() with { Phase = AppPhase.Released }));
    }

    [Fact]
    public void AResultIsListedByEverythingThatABanOfItsAgentCanName()
    {
        AgentState agent = Cast.Connected() with { Attestation = Cast.Facts(Cast.T0) with { ClientKey = new string('c', 64) } };
        Assert.Equal(Enum.GetValues<BanScope>().Order(), BanTargets.Of(agent).Select(target => target.Scope).Order());
    }

    private static string Code(AgentState agent, AppState? app, DateTimeOffset? now = null) =>
        Assert.IsType<ResultAnswer.None>(Against(agent, app, now ?? Cast.T0)).Code;

    private static ResultAnswer? Against(AgentState agent, AppState? app, DateTimeOffset now)
    {
        AgentEntry entry = new() { State = agent };
        return ResultStanding.Against(entry, app is null ? null : Entry(app, entry), Cast.Rules, now);
    }

    private static AppEntry Entry(AppState app, AgentEntry agent) => new(app, ImmutableArray.Create(agent), 1, Cast.Rules);
}
