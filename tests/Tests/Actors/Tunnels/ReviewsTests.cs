using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Actors.Tunnels;

/// <summary>When kept evidence is judged again, and what that does to the tunnel.</summary>
public sealed class ReviewsTests
{
    private static readonly DateTimeOffset End = Scene.At(600);

    [Fact]
    public void AReviewIsAskedForOnceUntilItsResultIsThere()
    {
        TunnelDecision first = Scene.Decide(Scene.Attested(), new TunnelInput.Review(Scene.At(1)));
        TunnelDecision again = Scene.Decide(first.State, new TunnelInput.Review(Scene.At(2)));
        TunnelDecision after = Scene.Decide(Scene.Decide(again.State, Reviewed(End)).State, new TunnelInput.Review(Scene.At(4)));

        Assert.Equal([new TunnelEffect.Review(1)], first.Effects);
        Assert.Empty(again.Effects);
        Assert.Equal([new TunnelEffect.Review(1)], after.Effects);
    }

    [Fact]
    public void AGoodOneGivesNoNewTimeAndTellsTheAgentNothing()
    {
        TunnelState before = Scene.Attested();

        TunnelDecision after = Scene.Decide(Begun(), Reviewed(End));

        Assert.Empty(after.Effects);
        Tenure tenure = ((TunnelPhase.Attested)after.State.Phase).Tenure;
        Assert.Equal(((TunnelPhase.Attested)before.Phase).Tenure with { ReviewAt = End }, tenure);
    }

    [Fact]
    public void ABadOneIsToldWrittenAndTheEnd()
    {
        TunnelDecision after = Scene.Decide(Begun(), new TunnelInput.Reviewed(Cast.T0, "tcb_rejected:OutOfDate", "why", null, Scene.At(3)));

        Assert.IsType<TunnelPhase.Ended>(after.State.Phase);
        Assert.Equal(("tcb_rejected:OutOfDate", "why", StatusState.Invalid), (Scene.Status(after).Reason, Scene.Status(after).Detail, Scene.Status(after).State));
        Assert.Contains(new TunnelEffect.Close(TunnelClose.Refused), after.Effects);
        Assert.Contains(new TunnelEffect.WriteRefusal(1, "tcb_rejected:OutOfDate", "why"), after.Effects);
    }

    [Fact]
    public void WhatIsFoundOfAnOlderAttestationCountsForNothing()
    {
        TunnelDecision after = Scene.Decide(Begun(), new TunnelInput.Reviewed(Cast.T0.AddSeconds(-1), "tcb_rejected:OutOfDate", null, null, Scene.At(3)));

        Assert.Empty(after.Effects);
        Assert.False(((TunnelPhase.Attested)after.State.Phase).UnderReview);
        Assert.NotEmpty(Scene.Decide(after.State, new TunnelInput.Review(Scene.At(4))).Effects);
    }

    [Fact]
    public void WhileAProofIsJudgedNoneBegins() => Assert.Empty(Scene.Decide(Scene.Rechecked(), new TunnelInput.Review(Scene.At(3242))).Effects);

    [Fact]
    public void WhileAChallengeIsOpenOneMayBegin() => Assert.Single(Scene.Decide(Scene.Asked(), new TunnelInput.Review(Scene.At(3241))).Effects);

    [Fact]
    public void WhoHasNotAttestedHasNoEvidence()
    {
        Assert.Empty(Scene.Decide(Scene.Challenged(), new TunnelInput.Review(Scene.At(1))).Effects);
        Assert.Empty(Scene.Decide(Scene.Judging(), new TunnelInput.Review(Scene.At(2))).Effects);
    }

    [Fact]
    public void ItComesByItselfWhenTheEvidenceEndsAndNotBefore()
    {
        TunnelState state = Until(End);

        Assert.Equal(Scene.At(120), TunnelDecider.NextTick(state, Cast.Times));
        state = Scene.Decide(state, Scene.Tick(120)).State;
        Assert.Equal(End, TunnelDecider.NextTick(state, Cast.Times));
        Assert.DoesNotContain(new TunnelEffect.Review(1), Scene.Decide(state, new TunnelInput.Tick(Cast.NonceOf(9), End.AddMicroseconds(-1))).Effects);
        TunnelDecision due = Scene.Decide(state, new TunnelInput.Tick(Cast.NonceOf(9), End));
        Assert.Contains(new TunnelEffect.Review(1), due.Effects);
        Assert.Equal(Scene.At(3240), TunnelDecider.NextTick(due.State, Cast.Times));
    }

    [Fact]
    public void WhatCouldNotBeDecidedIsTriedAgainSoonAndEndsWithTheAttestation()
    {
        TunnelState state = Scene.Decide(Until(End), new TunnelInput.Tick(Cast.NonceOf(9), End)).State;

        TunnelDecision after = Scene.Decide(state, new TunnelInput.Reviewed(null, null, null, null, Scene.At(601)));

        Assert.Empty(after.Effects);
        Assert.Equal(Scene.At(631), TunnelDecider.NextTick(after.State, Cast.Times));
        Assert.Contains(new TunnelEffect.Review(1), Scene.Decide(after.State, Scene.Tick(631)).Effects);
        Assert.IsType<TunnelPhase.Ended>(Scene.Decide(after.State, Scene.Tick(3631)).State.Phase);
    }

    [Fact]
    public void WhenItIsDueWhileAProofIsJudgedTheClockDoesNotSpin()
    {
        TunnelState state = Scene.Rechecked();
        TunnelPhase.Attested attested = (TunnelPhase.Attested)state.Phase;
        state = state with { Phase = attested with { Tenure = attested.Tenure with { ReviewAt = Scene.At(3242) } } };

        TunnelDecision due = Scene.Decide(state, Scene.Tick(3242));

        Assert.DoesNotContain(new TunnelEffect.Review(1), due.Effects);
        Assert.True(TunnelDecider.NextTick(due.State, Cast.Times) > Scene.At(3242));
    }

    private static TunnelState Begun() => Scene.Decide(Scene.Attested(), new TunnelInput.Review(Scene.At(1))).State;

    private static TunnelInput.Reviewed Reviewed(DateTimeOffset next) => new(Cast.T0, null, null, next, Scene.At(3));

    private static TunnelState Until(DateTimeOffset end)
    {
        TunnelInput.ProofWritten written = Scene.Written(0);
        return Scene.Decide(Scene.Judging(), written with { State = written.State with { Attestation = written.State.Attestation with { GraceUntil = end } } }).State;
    }
}
