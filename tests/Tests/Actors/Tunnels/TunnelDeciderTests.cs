using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;
using static EasyEnclave.Tests.Actors.Tunnels.Scene;

namespace EasyEnclave.Tests.Actors.Tunnels;

/// <summary>The life of a tunnel, one instant before and at each deadline, and what is said out of turn.</summary>
public sealed class TunnelDeciderTests
{
    [Fact]
    public void ASilentTunnelHasTenSeconds()
    {
        TunnelState silent = TunnelDecider.Begin(Cast.Times, Cast.T0);

        Assert.Empty(Decide(silent, Tick(9.999)).Effects);
        AssertRefused(Decide(silent, Tick(10)), "not_registered", TunnelClose.Refused);
    }

    [Fact]
    public void ARegistrationIsChallenged()
    {
        TunnelDecision decision = Decide(TunnelDecider.Begin(Cast.Times, Cast.T0), Registers());

        ControlFrame.AttestRequest asked = Assert.IsType<ControlFrame.AttestRequest>(Sent(decision).Single());
        Assert.Equal((Cast.NonceOf(1), 30, "register"), (asked.Nonce, asked.DeadlineSeconds, asked.Reason));
        Assert.Equal(At(31), TunnelDecider.NextTick(decision.State, Cast.Times));
    }

    [Fact]
    public void WhatIsKnownAgainstARegistrationEndsIt() =>
        AssertRefused(Decide(TunnelDecider.Begin(Cast.Times, Cast.T0), Registers("agent_banned")), "agent_banned", TunnelClose.Refused);

    [Fact]
    public void AnUnknownNetworkIsAMistakeThatCanBeMended()
    {
        TunnelDecision decision = Decide(TunnelDecider.Begin(Cast.Times, Cast.T0), Registers("invalid_network"));

        Assert.Equal("invalid_network", Status(decision).Reason);
        Assert.IsType<TunnelPhase.Challenged>(Decide(decision.State, Registers()).State.Phase);
    }

    [Fact]
    public void WhereThereIsNoPlaceItIsSentAwayForNowWithoutAVerdict()
    {
        TunnelDecision decision = Decide(TunnelDecider.Begin(Cast.Times, Cast.T0), Registers() with { Full = true });

        Assert.Equal([new TunnelEffect.CountRefusal("too_many_tunnels"), new TunnelEffect.Close(TunnelClose.TryLater)], decision.Effects);
    }

    [Fact]
    public void ASecondRegistrationIsAFaultThatStays()
    {
        foreach (TunnelState state in new[] { Challenged(), Judging(), Attested() })
        {
            TunnelDecision decision = Decide(state, Registers());

            Assert.Equal("invalid_field:type", Status(decision).Reason);
            Assert.Equal(state.Phase, decision.State.Phase);
        }
    }

    [Fact]
    public void WhoHasNotRegisteredHasNothingToSay()
    {
        TunnelState silent = TunnelDecider.Begin(Cast.Times, Cast.T0);

        Assert.Equal("not_registered", Status(Decide(silent, Answers(1, 1))).Reason);
        Assert.Equal("not_registered", Status(Decide(silent, new TunnelInput.SaysHealth(true, At(1)))).Reason);
        Assert.Equal("not_registered", Status(Decide(Challenged(), new TunnelInput.SaysHealth(true, At(1)))).Reason);
        Assert.Equal("not_registered", Status(Decide(Judging(), new TunnelInput.SaysHealth(true, At(1)))).Reason);
    }

    [Fact]
    public void AnAnswerCountsUntilTheDeadlineAndNotAtIt()
    {
        Assert.Null(Assert.Single(Decide(Challenged(), Answers(1, 30.999)).Effects.OfType<TunnelEffect.Judge>()).Held);
        AssertRefused(Decide(Challenged(), Answers(1, 31)), "attestation_timeout", TunnelClose.Refused);
        Assert.Empty(Decide(Challenged(), Tick(30.999)).Effects);
        AssertRefused(Decide(Challenged(), Tick(31)), "attestation_timeout", TunnelClose.Refused);
    }

    [Fact]
    public void AnAnswerToAnotherNonceIsRefused()
    {
        AssertRefused(Decide(Challenged(), Answers(2, 5)), "nonce_mismatch", TunnelClose.Refused);
        AssertRefused(Decide(Asked(), Answers(2, 3241)), "nonce_mismatch", TunnelClose.Refused, epoch: 1);
    }

    [Fact]
    public void ANonceIsUsedOnce()
    {
        Assert.Equal("unexpected_attestation", Status(Decide(Judging(), Answers(1, 5))).Reason);
        Assert.Equal("unexpected_attestation", Status(Decide(Attested(), Answers(1, 5))).Reason);
    }

    [Fact]
    public void AWrittenProofShowsTheTunnelAndTellsTheAgent()
    {
        TunnelDecision decision = Decide(Judging(), Written(at: 3, jitter: 0.5));

        TunnelEffect.Show shown = Assert.Single(decision.Effects.OfType<TunnelEffect.Show>());
        Assert.Equal((1, At(3 + (3600 * 0.95))), (shown.Epoch, shown.NextCheckAt));
        ControlFrame.Status said = Status(decision);
        Assert.Equal(
            (StatusState.Ok, "attested", At(3) + Cast.Times.RegistrationLifetime, shown.NextCheckAt),
            (said.State, said.Reason, said.RegistrationExpiresAt, said.NextAttestAt));
        Assert.IsType<TunnelEffect.Show>(decision.Effects[0]);
    }

    [Fact]
    public void AnAgentThatWaitsIsToldSo()
    {
        TunnelInput.ProofWritten written = Written(3);
        ControlFrame.Status said = Status(Decide(Judging(), written with { State = written.State with { Approval = Approval.Awaiting } }));

        Assert.Equal((StatusState.Warning, "awaiting_approval"), (said.State, said.Reason));
    }

    [Fact]
    public void AStrangersRefusedProofEndsItAndIsNotWritten()
    {
        AssertRefused(Decide(Judging(), Refused("not_fresh", down: false, 3)), "not_fresh", TunnelClose.Refused);
        AssertRefused(Decide(Judging(), Refused("collateral_unavailable", down: true, 3)), "collateral_unavailable", TunnelClose.TryLater);
    }

    [Fact]
    public void AProofThatCouldNotBeWrittenIsNoVerdict()
    {
        TunnelDecision decision = Decide(Judging(), new TunnelInput.ProofNotWritten(At(3)));

        Assert.Equal([new TunnelEffect.Close(TunnelClose.TryLater)], decision.Effects);
        Assert.IsType<TunnelPhase.Ended>(decision.State.Phase);
    }

    [Fact]
    public void TheNextCheckComesInTimeWhileItServes()
    {
        TunnelState attested = Healthy(3239);
        Assert.DoesNotContain(Decide(attested, Tick(3239.999)).Effects, effect => effect is TunnelEffect.Send);

        TunnelDecision decision = Decide(attested, Tick(3240));

        Assert.Equal("periodic", Assert.IsType<ControlFrame.AttestRequest>(Sent(decision).Single()).Reason);
        Assert.IsType<Check.Asked>(Assert.IsType<TunnelPhase.Attested>(decision.State.Phase).Check);
    }

    [Fact]
    public void ARenewalIsJudgedForTheEpochItHolds() =>
        Assert.Equal(1, Assert.Single(Decide(Asked(), Answers(9, 3269.999)).Effects.OfType<TunnelEffect.Judge>()).Held);

    [Fact]
    public void AnUnansweredCheckEndsAnAttestedTunnelAndIsWritten()
    {
        Assert.DoesNotContain(Decide(Asked(), Tick(3269.999)).Effects, effect => effect is TunnelEffect.Close);
        AssertRefused(Decide(Asked(), Tick(3270)), "attestation_timeout", TunnelClose.Refused, epoch: 1);
        AssertRefused(Decide(Asked(), Answers(9, 3270)), "attestation_timeout", TunnelClose.Refused, epoch: 1);
    }

    [Fact]
    public void ARefusedRenewalEndsItAndIsWritten() =>
        AssertRefused(Decide(Rechecked(), Refused("sealed_required", down: false, 3250)), "sealed_required", TunnelClose.Refused, epoch: 1);

    [Fact]
    public void ASourceThatIsDownOrAFaultOfOursOnlyPutsTheCheckOff()
    {
        foreach (TunnelInput input in new TunnelInput[] { Refused("allowlist_unavailable", down: true, 3250), new TunnelInput.ProofNotWritten(At(3250)) })
        {
            TunnelDecision decision = Decide(Rechecked(), input);

            Assert.Equal([new TunnelEffect.ShowNextCheck(1, At(3280))], decision.Effects);
            Assert.Equal("periodic", Assert.IsType<ControlFrame.AttestRequest>(Sent(Decide(decision.State, Tick(3280))).Single()).Reason);
        }
    }

    [Fact]
    public void AnAttestationCountsForIntervalAndDeadlineAndNoLonger()
    {
        Assert.DoesNotContain(Decide(Rechecked(), Tick(3629.999)).Effects, effect => effect is TunnelEffect.Close);
        AssertRefused(Decide(Rechecked(), Tick(3630)), "attestation_timeout", TunnelClose.Refused, epoch: 1);
    }

    [Fact]
    public void ARenewalCountsAsAHealthPass()
    {
        TunnelState unwell = Decide(Rechecked(), new TunnelInput.SaysHealth(false, At(3245))).State;
        TunnelDecision decision = Decide(unwell, Written(3250));

        Assert.Contains(new TunnelEffect.ShowHealth(1, HealthStatus.Pass, null, Changed: true), decision.Effects);
        Assert.Equal("attested", Status(decision).Reason);
        Assert.Contains(new TunnelEffect.ShowHealth(1, HealthStatus.Pass, null, Changed: false), Decide(Rechecked(), Written(3250)).Effects);
    }

    [Fact]
    public void ASilentBackendIsUnwellAfterTheTimeoutAndWellAtTheNextPass()
    {
        Assert.Empty(Decide(Attested(), Tick(119.999)).Effects);
        TunnelDecision late = Decide(Attested(), Tick(120));
        TunnelDecision again = Decide(late.State, new TunnelInput.SaysHealth(true, At(130)));

        Assert.Equal([new TunnelEffect.ShowHealth(1, HealthStatus.Fail, "health_timeout", Changed: true)], late.Effects);
        Assert.Empty(Decide(late.State, Tick(125)).Effects);
        Assert.Equal([new TunnelEffect.ShowHealth(1, HealthStatus.Pass, null, Changed: true)], again.Effects);
        Assert.Equal(At(250), TunnelDecider.NextTick(again.State, Cast.Times));
    }

    [Fact]
    public void AFailIsEvidenceOnceHoweverOftenItIsSaid()
    {
        TunnelDecision fails = Decide(Attested(), new TunnelInput.SaysHealth(false, At(10)));
        TunnelDecision again = Decide(fails.State, new TunnelInput.SaysHealth(false, At(20)));

        Assert.Equal([new TunnelEffect.ShowHealth(1, HealthStatus.Fail, "health_fail", Changed: true)], fails.Effects);
        Assert.Equal([new TunnelEffect.ShowHealth(1, HealthStatus.Fail, "health_fail", Changed: false)], again.Effects);
    }

    [Fact]
    public void TheWarningIsGivenOnceBeforeTheRegistrationEnds()
    {
        TunnelRules rules = Cast.Times with { RegistrationLifetime = TimeSpan.FromMinutes(30), RegistrationWarning = TimeSpan.FromMinutes(20) };
        TunnelState state = Healthy(599);
        Assert.DoesNotContain(TunnelDecider.Decide(state, Tick(599.999), rules).Effects, effect => effect is TunnelEffect.Send);

        TunnelDecision warned = TunnelDecider.Decide(state, Tick(600), rules);

        Assert.Equal((StatusState.Warning, "registration_expiring", At(1800)), (Status(warned).State, Status(warned).Reason, Status(warned).RegistrationExpiresAt));
        Assert.DoesNotContain(TunnelDecider.Decide(warned.State, Tick(601), rules).Effects, effect => effect is TunnelEffect.Send);
    }

    [Fact]
    public void AnOperatorsQuestionIsAskedUnlessOneIsOpen()
    {
        TunnelInput.Ask ask = new(Cast.NonceOf(7), At(50));

        Assert.Equal("operator", Assert.IsType<ControlFrame.AttestRequest>(Sent(Decide(Attested(), ask)).Single()).Reason);
        foreach (TunnelState state in new[] { Asked(), Rechecked(), Judging(), Challenged() })
        {
            Assert.Equal(state, Decide(state, ask).State);
        }
    }

    [Fact]
    public void SixteenFaultsAreTooMany()
    {
        TunnelState stranger = Challenged();
        TunnelState agent = Attested();
        for (int i = 1; i < Limits.FaultyFrames; i++)
        {
            stranger = Decide(stranger, Fault("invalid_json")).State;
            agent = Decide(agent, Fault("invalid_json")).State;
        }

        Assert.IsType<TunnelPhase.Attested>(agent.Phase);
        TunnelDecision last = Decide(agent, Fault("unknown_message"));
        Assert.Equal([new TunnelEffect.Close(TunnelClose.Refused), new TunnelEffect.WriteEnd(1, "refused")], last.Effects.TakeLast(2));
        Assert.Equal(new TunnelEffect.Close(TunnelClose.Refused), Decide(stranger, Fault("invalid_json")).Effects[^1]);
    }

    [Fact]
    public void AnAnswerWithoutItsPartsIsARefusedAttestation()
    {
        TunnelInput.SendsFault fault = new(FrameRefusal.MissingQuoteOrMeasurements, At(5));

        AssertRefused(Decide(Challenged(), fault), "missing_quote_or_measurements", TunnelClose.Refused);
        AssertRefused(Decide(Asked(), fault), "missing_quote_or_measurements", TunnelClose.Refused, epoch: 1);
    }

    [Theory]
    [InlineData(AgentEnding.Superseded, "superseded", StatusState.Invalid, "superseded", TunnelClose.Done)]
    [InlineData(AgentEnding.Banned, "agent_banned", StatusState.Invalid, "ban", TunnelClose.Refused)]
    [InlineData(AgentEnding.Operator, "disconnected", StatusState.Warning, "operator", TunnelClose.Done)]
    [InlineData(AgentEnding.Released, "not_registered", StatusState.Invalid, "released", TunnelClose.Refused)]
    [InlineData(AgentEnding.Draining, "draining", StatusState.Warning, "drain", TunnelClose.Draining)]
    public void EachEndingIsToldThenClosedThenWritten(AgentEnding ending, string reason, StatusState said, string cause, TunnelClose close)
    {
        TunnelDecision attested = Decide(Attested(), new TunnelInput.End(ending, At(10)));
        TunnelDecision stranger = Decide(Challenged(), new TunnelInput.End(ending, At(10)));

        Assert.Equal((said, reason), (Status(attested).State, Status(attested).Reason));
        Assert.Equal([new TunnelEffect.Close(close), new TunnelEffect.WriteEnd(1, cause)], attested.Effects.Skip(1));
        Assert.Equal([new TunnelEffect.Close(close)], stranger.Effects.Skip(1));
    }

    [Fact]
    public void ALostTunnelIsWrittenIfItServed()
    {
        Assert.Equal([new TunnelEffect.WriteEnd(1, "agent")], Decide(Attested(), new TunnelInput.Lost("agent", At(5))).Effects);
        Assert.Empty(Decide(Challenged(), new TunnelInput.Lost("agent", At(5))).Effects);
        Assert.Empty(Decide(Judging(), new TunnelInput.Lost("agent", At(5))).Effects);
    }

    [Fact]
    public void AfterTheEndNothingCountsButWhatWasWrittenAsABeginning()
    {
        TunnelState ended = new(new TunnelPhase.Ended(), 0);

        Assert.Equal([new TunnelEffect.WriteEnd(1, "agent")], Decide(ended, Written(3)).Effects);
        Assert.Empty(Decide(ended, Registers()).Effects);
        Assert.Empty(Decide(ended, new TunnelInput.End(AgentEnding.Banned, At(5))).Effects);
        Assert.Empty(Decide(ended, new TunnelInput.Lost("agent", At(5))).Effects);
        Assert.Null(TunnelDecider.NextTick(ended, Cast.Times));
    }

    private static void AssertRefused(TunnelDecision decision, string reason, TunnelClose close, long? epoch = null)
    {
        Assert.IsType<TunnelPhase.Ended>(decision.State.Phase);
        Assert.Equal((StatusState.Invalid, reason), (Status(decision).State, Status(decision).Reason));
        List<TunnelEffect> rest = [new TunnelEffect.CountRefusal(reason), new TunnelEffect.Close(close)];
        if (epoch is { } held)
        {
            rest.Add(new TunnelEffect.WriteRefusal(held, reason));
        }

        Assert.Equal(rest, decision.Effects.Where(effect => effect is not TunnelEffect.Send));
    }
}
