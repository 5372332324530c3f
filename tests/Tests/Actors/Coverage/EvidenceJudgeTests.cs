using EasyEnclave.Actors.Coverage;

namespace EasyEnclave.Tests.Actors.Coverage;

public sealed class EvidenceJudgeTests
{
    [Fact]
    public void ASessionOverTheWholePeriodPassesWithAllItsSlots()
    {
        EvidenceFinding finding = new Facts().Session(-10, 120).Judge();

        Assert.Equal(EvidenceOutcome.Pass, finding.Outcome);
        Assert.Empty(finding.Reasons);
        AgentFinding agent = Assert.Single(finding.Agents);
        Assert.Equal(new SlotCounts(24, 0, 0), agent.Health);
        Assert.Equal(new SlotCounts(2, 0, 0), agent.Attestation);
    }

    [Fact]
    public void F07NoEvidenceIsNoPass()
    {
        EvidenceFinding finding = new Facts().Judge();

        Assert.Equal(EvidenceOutcome.Fail, finding.Outcome);
        Assert.Equal([EvidenceJudge.NoEvidence], finding.Reasons);
    }

    [Fact]
    public void F07ASessionBesideThePeriodIsNoEvidenceInIt()
    {
        Assert.Equal([EvidenceJudge.NoEvidence], new Facts().Session(-60, 0, "agent").Session(120, 180).Judge().Reasons);
        Assert.NotEqual([EvidenceJudge.NoEvidence], new Facts().Session(-60, 0.0001, "agent").Judge().Reasons);
    }

    [Fact]
    public void F08APerfectPeriodPassesWhateverCameAfter()
    {
        EvidenceFinding finding = new Facts()
            .Session(-10, 120, "agent")
            .Session(130, 140, "refused")
            .Fails("health_fail", 125, 126)
            .Fails("attestation_refused", 140, 140)
            .Judge();

        Assert.Equal(EvidenceOutcome.Pass, finding.Outcome);
    }

    [Fact]
    public void F09AFailureThatTheNextPassForgotIsStillAMiss()
    {
        EvidenceFinding finding = new Facts().Session(-10, 120).Fails("health_fail", 61, 61.1).Judge();

        Assert.Equal(["health_fail"], finding.Reasons);
        Assert.Equal(new SlotCounts(23, 1, 0), finding.Agents[0].Health);
        Assert.Equal(new SlotFault(Facts.At(60), "health_fail"), Assert.Single(finding.Agents[0].Faults));
    }

    [Fact]
    public void F09AnOutageOfTheNodeAroundThePeriodMissesEverySlotOfIt()
    {
        EvidenceFinding silent = new Facts().Session(-300, 300).Fails("health_timeout", -30, 200).Judge();
        EvidenceFinding open = new Facts().Session(-300, 300).Fails("health_timeout", -30, null).Judge();

        Assert.Equal(["health_miss"], silent.Reasons);
        Assert.Equal(new SlotCounts(0, 24, 0), silent.Agents[0].Health);
        Assert.Equal(silent.Agents[0].Health, open.Agents[0].Health);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(119.999, false)]
    [InlineData(120, true)]
    public void F11AFailureOnTheBoundaryBelongsToOnePeriod(double minute, bool passes)
    {
        // Only what ends at or begins before the period is outside of it; its end is the next one's.
        Facts facts = new Facts().Session(-60, 180).Fails("health_miss", minute, minute);

        Assert.Equal(passes ? EvidenceOutcome.Pass : EvidenceOutcome.Fail, facts.Judge().Outcome);
    }

    [Fact]
    public void F11AFailureThatEndedAtTheStartIsNotInThePeriod()
    {
        Assert.Equal(EvidenceOutcome.Pass, new Facts().Session(-60, 180).Fails("health_fail", -5, 0).Judge().Outcome);
        Assert.Equal(EvidenceOutcome.Fail, new Facts().Session(-60, 180).Fails("health_fail", -5, 0.0001).Judge().Outcome);
    }

    [Fact]
    public void F13OffsetsAreOtherWordsForTheSameInstants()
    {
        TimeRange elsewhere = new(Facts.Window.From.ToOffset(TimeSpan.FromHours(2)), Facts.Window.To.ToOffset(TimeSpan.FromHours(-5)));
        Facts facts = new Facts().Session(-10, 120).Fails("health_miss", 119, 119);

        Assert.Equal(["health_miss"], facts.Judge(elsewhere).Reasons);
        Assert.Equal(facts.Judge().Agents[0].Health, facts.Judge(elsewhere).Agents[0].Health);
    }

    [Theory]
    [InlineData(1.99, true)]
    [InlineData(2, true)]
    [InlineData(2.01, false)]
    public void AReconnectShorterThanTheHealthTimeoutIsNoMiss(double minutes, bool passes)
    {
        EvidenceFinding finding = new Facts().Session(-10, 62, "agent").Session(62 + minutes, 120).Judge();

        Assert.Equal(passes ? [] : ["health_miss"], finding.Reasons);
    }

    [Fact]
    public void WhoLeavesWhileUnhealthyIsNotCoveredByWhatWasBefore()
    {
        EvidenceFinding finding = new Facts().Session(-10, 62, "agent").Fails("health_fail", 57, 62).Session(63, 120).Judge();

        Assert.Equal(new SlotCounts(22, 2, 0), finding.Agents[0].Health);
        Assert.Equal(["health_fail", "health_miss"], new Facts().Session(-10, 62, "agent").Fails("health_fail", 59, 62).Session(66, 120).Judge().Reasons);
    }

    [Fact]
    public void ARefusedAttestationIsAMissAndCoversNothingMore()
    {
        EvidenceFinding finding = new Facts().Session(-10, 30, "refused").Fails("attestation_refused", 30, 30).Session(30.5, 120).Judge();

        Assert.Equal(["attestation_invalid", "health_miss"], finding.Reasons);
        Assert.Equal(new SlotCounts(1, 1, 0), finding.Agents[0].Attestation);
    }

    [Fact]
    public void AnAttestationCoversItsLifetimeAfterTheTunnelEnded()
    {
        // Attested at -40 and gone at 10: the attestation covers up to 20.5, so the slot of the first hour is missed.
        EvidenceFinding finding = new Facts().Session(-50, 10, "agent", attested: -40).Session(100, 120).Judge();
        EvidenceFinding later = new Facts().Session(-50, 10, "agent", attested: 9).Session(60, 120).Judge();

        Assert.Equal(new SlotCounts(0, 2, 0), finding.Agents[0].Attestation);
        Assert.Equal(new SlotCounts(2, 0, 0), later.Agents[0].Attestation);
        Assert.Equal(["health_miss"], later.Reasons);
    }

    [Fact]
    public void EveryAgentOfANodeMustPass()
    {
        Facts facts = new Facts().Session(-10, 120, agent: "agent-1").Session(-10, 60, "agent", agent: "agent-2");

        EvidenceFinding finding = facts.Judge();

        Assert.Equal(["attest_miss", "health_miss"], finding.Reasons);
        Assert.Equal(["agent-1", "agent-2"], finding.Agents.Select(agent => agent.Agent.Value));
        Assert.Equal(0, finding.Agents[0].Health.Miss);
    }

    [Fact]
    public void F38AnOutageOfOursIsNeitherPassNorMiss()
    {
        EvidenceFinding finding = new Facts().Session(-10, 60).Away(60, 64).Session(64.9, 120, incarnation: 1).Judge();

        Assert.Equal(EvidenceOutcome.Pass, finding.Outcome);
        Assert.Equal(new SlotCounts(23, 0, 1), finding.Agents[0].Health);
        Assert.Equal(TimeSpan.FromMinutes(2.9), finding.Gap);
    }

    [Fact]
    public void F38TooMuchOfOurOwnAbsenceHalts()
    {
        EvidenceFinding finding = new Facts().Session(-10, 60).Away(60, 70).Session(70.5, 120, incarnation: 1).Judge();

        Assert.Equal(EvidenceOutcome.Halt, finding.Outcome);
        Assert.Equal([EvidenceJudge.CoordinatorGap], finding.Reasons);
    }

    [Fact]
    public void F38BeingAwayOverTheWholePeriodHaltsForWhoWasThereBefore()
    {
        EvidenceFinding before = new Facts().Session(-60, -10).Away(-10, 200).Judge();
        EvidenceFinding gone = new Facts().Session(-60, -11, "agent").Away(-10, 200).Judge();

        Assert.Equal(EvidenceOutcome.Halt, before.Outcome);
        Assert.Equal([EvidenceJudge.NoEvidence], gone.Reasons);
    }

    [Theory]
    [InlineData(60.99, EvidenceOutcome.Pass)]
    [InlineData(61, EvidenceOutcome.Pass)]
    [InlineData(61.01, EvidenceOutcome.Fail)]
    public void AfterAnOutageAnAgentHasOneReconnectDelay(double back, EvidenceOutcome outcome)
    {
        // Away for three minutes, of which the last pass covers two.
        Facts facts = new Facts().Session(-10, 57).Away(57, 60).Session(back, 120, incarnation: 1);

        Assert.Equal(outcome, facts.Judge().Outcome);
    }

    [Fact]
    public void ThosePutOutAtADrainAreAwayFromThenOn()
    {
        EvidenceFinding sent = new Facts().Session(-10, 60, "drain").Away(63, 64).Session(64.5, 120, incarnation: 1).Judge();
        EvidenceFinding left = new Facts().Session(-10, 60, "agent").Away(63, 64).Session(64.5, 120, incarnation: 1).Judge();

        Assert.Equal(EvidenceOutcome.Pass, sent.Outcome);
        Assert.Equal(["health_miss"], left.Reasons);
    }

    [Fact]
    public void T13ANodeCannotTurnAMissIntoAGapByLeaving()
    {
        // Gone long before we were; and gone with us, but not back when we were.
        EvidenceFinding before = new Facts().Session(-10, 20, "agent").Away(60, 64).Session(64.5, 120, incarnation: 1).Judge();
        EvidenceFinding after = new Facts().Session(-10, 60).Away(60, 64).Session(70, 120, incarnation: 1).Judge();
        EvidenceFinding closed = new Facts().Session(-10, 60, "agent").Judge();

        Assert.Equal(["attest_miss", "health_miss"], before.Reasons.Order(StringComparer.Ordinal));
        Assert.Equal(["health_miss"], after.Reasons);
        Assert.Equal(EvidenceOutcome.Fail, closed.Outcome);
    }

    [Fact]
    public void AMissOutweighsAHalt()
    {
        EvidenceFinding finding = new Facts().Session(-10, 60).Away(60, 90).Session(90.5, 120, incarnation: 1).Fails("health_fail", 100, 101).Judge();

        Assert.Equal(EvidenceOutcome.Fail, finding.Outcome);
        Assert.Equal(["health_fail"], finding.Reasons);
    }

    [Fact]
    public void AFailureLeftOpenByACrashEndsWithItsSession()
    {
        EvidenceFinding finding = new Facts().Session(-10, 20).Fails("health_fail", 18, 100).Away(20, 21).Session(21.5, 120, incarnation: 1).Judge();

        Assert.Equal(1, finding.Agents[0].Health.Miss);
        Assert.Equal(1, finding.Agents[0].Health.Gap);
    }

    [Fact]
    public void F37TheSameFailureToldTwiceIsOne()
    {
        Facts once = new Facts().Session(-10, 120).Fails("attestation_refused", 30, 30);
        Facts twice = new Facts().Session(-10, 120).Fails("attestation_refused", 30, 30).Fails("attestation_refused", 30, 30);

        Assert.Equal(once.Judge().Agents[0].Attestation, twice.Judge().Agents[0].Attestation);
    }
}
