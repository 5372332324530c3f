using EasyEnclave.Actors.Agents;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Actors.Agents;

/// <summary>Who may be which agent: each right with its nearest wrong.</summary>
public sealed class AgentDeciderTests
{
    private static readonly DateTimeOffset Later = Cast.T0 + TimeSpan.FromMinutes(5);

    [Fact]
    public void TheAgentThatBringsTheBindingServesAtOnce()
    {
        AgentEvent.Attested first = Attested(AgentDecider.Decide(null, Attest(brings: true)));

        Assert.Equal((1, Approval.Approved, 1), (first.Epoch, first.Approval, first.Binding));
    }

    [Fact]
    public void ANewAgentOfABoundAppWaits() => Assert.Equal(Approval.Awaiting, Attested(AgentDecider.Decide(null, Attest())).Approval);

    [Fact]
    public void WhereJoiningIsOpenItDoesNot() => Assert.Equal(Approval.Approved, Attested(AgentDecider.Decide(null, Attest(open: true))).Approval);

    [Fact]
    public void ItTakesOverOnItsOwnPlatformWithAnEpochMore()
    {
        AgentEvent.Attested again = Attested(AgentDecider.Decide(Cast.Connected(epoch: 7), Attest(alive: true)));

        Assert.Equal((8, Approval.Approved), (again.Epoch, again.Approval));
    }

    [Fact]
    public void ItKeepsWaitingAfterAReconnect()
    {
        AgentState waiting = Cast.Connected() with { Approval = Approval.Awaiting };

        Assert.Equal(Approval.Awaiting, Attested(AgentDecider.Decide(waiting, Attest(alive: true))).Approval);
    }

    [Fact]
    public void OnAnotherPlatformItsIdIsInUse() =>
        Assert.Equal("agent_id_in_use", AgentDecider.Decide(Cast.Connected(), Attest(alive: true, platform: Cast.PlatformB)).Refusal);

    [Fact]
    public void ForAnotherAppItsIdIsInUse()
    {
        AgentState elsewhere = Cast.Connected() with { App = AppName.Parse("other") };

        Assert.Equal("agent_id_in_use", AgentDecider.Decide(elsewhere, Attest(alive: true)).Refusal);
    }

    [Fact]
    public void OnceItsBindingHasEndedTheIdIsFreeAndHasNoClaimLeft()
    {
        AgentEvent.Attested taken = Attested(AgentDecider.Decide(Cast.Connected(epoch: 3), Attest(alive: false, platform: Cast.PlatformB)));

        Assert.Equal((4, Approval.Awaiting), (taken.Epoch, taken.Approval));
    }

    [Fact]
    public void ByChannelItIsNeverTakenAfterANonce()
    {
        AttestationFacts weaker = Cast.Facts(Later) with { Freshness = "channel" };

        Assert.Equal("not_fresh", AgentDecider.Decide(Cast.Connected(), Attest(alive: true) with { Facts = weaker }).Refusal);
        Assert.Equal("not_fresh", AgentDecider.Decide(Cast.Connected(), new AgentCommand.Reattest(1, weaker, Later)).Refusal);
        Assert.Null(AgentDecider.Decide(Cast.Connected() with { EverByNonce = false }, Attest(alive: true) with { Facts = weaker }).Refusal);
    }

    [Fact]
    public void ARenewalIsForTheHolderOfTheEpochAlone()
    {
        AgentState state = Cast.Connected(epoch: 2);

        Assert.IsType<AgentEvent.Reattested>(AgentDecider.Decide(state, new AgentCommand.Reattest(2, Cast.Facts(Later), Later)).Event);
        Assert.Equal("superseded", AgentDecider.Decide(state, new AgentCommand.Reattest(1, Cast.Facts(Later), Later)).Refusal);
        Assert.Equal("superseded", AgentDecider.Decide(state, new AgentCommand.Reattest(3, Cast.Facts(Later), Later)).Refusal);
    }

    [Fact]
    public void ARenewalThatComesAfterTheEndRenewsNothing()
    {
        AgentCommand.Reattest again = new(1, Cast.Facts(Later), Later);

        Assert.Equal("superseded", AgentDecider.Decide(Cast.Connected() with { Phase = new AgentPhase.Gone(Later, "operator") }, again).Refusal);
        Assert.Equal("superseded", AgentDecider.Decide(Cast.Connected() with { Phase = new AgentPhase.Refused(Later, "x") }, again).Refusal);
    }

    [Fact]
    public void ARenewalOnAnotherPlatformIsRefused() => Assert.Equal(
        "agent_id_in_use",
        AgentDecider.Decide(Cast.Connected(), new AgentCommand.Reattest(1, Cast.Facts(Later, Cast.PlatformB), Later)).Refusal);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void AGoodbyeCountsForItsOwnEpoch(long rowEpoch, bool counts)
    {
        AgentState state = Cast.Connected(epoch: rowEpoch);

        Assert.Equal(counts, AgentDecider.Decide(state, new AgentCommand.Disconnect(1, "agent", Later)).Event is AgentEvent.Disconnected);
        Assert.Equal(counts, AgentDecider.Decide(state, new AgentCommand.RefuseAttestation(1, "not_fresh", Later)).Event is AgentEvent.AttestationRefused);
    }

    [Fact]
    public void NobodyLeavesTwice()
    {
        AgentState gone = Cast.Connected() with { Phase = new AgentPhase.Gone(Later, "agent") };

        Assert.Equal(AgentDecision.Nothing, AgentDecider.Decide(gone, new AgentCommand.Disconnect(1, "agent", Later)));
        Assert.Equal(AgentDecision.Nothing, AgentDecider.Decide(gone, new AgentCommand.RefuseAttestation(1, "not_fresh", Later)));
    }

    [Fact]
    public void WhoNeverAttestedIsUnknownToEverythingElse()
    {
        Assert.Equal("unknown_agent", AgentDecider.Decide(null, new AgentCommand.Approve(Cast.Agent, "", Later)).Refusal);
        Assert.Equal("unknown_agent", AgentDecider.Decide(null, new AgentCommand.Disconnect(1, "agent", Later)).Refusal);
    }

    [Fact]
    public void ItsFirstRegistrationIsRememberedWithinOneBinding()
    {
        AgentState before = Cast.Connected();
        AgentEvent.Attested again = Attested(AgentDecider.Decide(before, Attest(alive: true)));

        Assert.Equal(Cast.T0, AgentDecider.Evolve(before, again).RegisteredAt);
        Assert.Equal(Later, AgentDecider.Evolve(before, again with { Binding = 2 }).RegisteredAt);
    }

    private static AgentEvent.Attested Attested(AgentDecision decision) => Assert.IsType<AgentEvent.Attested>(decision.Event);

    private static AgentCommand.Attest Attest(bool brings = false, bool alive = false, bool open = false, string platform = Cast.PlatformA) => new(Later)
    {
        Who = Cast.Who,
        Facts = Cast.Facts(Later, platform),
        Binding = 1,
        BringsBinding = brings,
        RowAlive = alive,
        JoinOpen = open,
        Prefix = Cast.Home,
        Log = "node-1",
    };
}
