using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Actors.Tunnels;

/// <summary>What holds in every run of a tunnel, whatever befalls it in whatever order.</summary>
public sealed class TunnelDeciderLaws
{
    // Steps: what happens, and how long after the step before.
    private static readonly Arbitrary<(int Kind, int Seconds)[]> Runs =
        Gen.ArrayOf(Gen.Choose(0, 15).SelectMany(kind => Gen.Elements(0, 1, 29, 30, 31, 119, 121, 1800, 3300).Select(wait => (kind, wait)))).ToArbitrary();

    [Fact]
    public void EveryRunKeepsTheLaws() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60).WithReplay(7, 11), Prop.ForAll(Runs, steps => Keeps(steps)));

    private static void Keeps((int Kind, int Seconds)[] steps)
    {
        TunnelState state = TunnelDecider.Begin(Cast.Times, Cast.T0);
        DateTimeOffset now = Cast.T0;
        Run run = new();
        for (int i = 0; i < steps.Length; i++)
        {
            now += TimeSpan.FromSeconds(steps[i].Seconds);
            if (Input(state, run, steps[i].Kind, i + 1, now) is { } input)
            {
                state = Step(state, input, run);
            }
        }

        state = Step(state, new TunnelInput.Lost("agent", now), run);
        if (run.Judging is not null)
        {
            // A proof that was written while the tunnel ended.
            run.Epoch = run.Judging.Held ?? run.Epoch + 1;
            run.Began += run.Judging.Held is null ? 1 : 0;
            state = Step(state, Written(run.Epoch, now), run);
        }

        Assert.IsType<TunnelPhase.Ended>(state.Phase);
        Assert.True(run.Ends >= run.Began, $"{run.Began} began, {run.Ends} ended");
        Assert.True(run.Shown <= 1);
        Assert.True(run.EndsServing == run.Shown, "what was shown is ended once while serving");
    }

    private static TunnelState Step(TunnelState state, TunnelInput input, Run run)
    {
        TunnelDecision decision = TunnelDecider.Decide(state, input, Cast.Times);
        bool wasEnded = state.Phase is TunnelPhase.Ended;
        bool wasServing = state.Phase is TunnelPhase.Attested;
        int challenges = 0;
        foreach (TunnelEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case TunnelEffect.Send { Frame: var frame }:
                    Assert.False(wasEnded, "an ended tunnel says nothing");
                    challenges += frame is ControlFrame.AttestRequest ? 1 : 0;
                    break;
                case TunnelEffect.Show:
                    Assert.False(wasEnded, "an ended tunnel is not shown");
                    run.Shown++;
                    break;
                case TunnelEffect.Judge judge:
                    Assert.Null(run.Judging);
                    run.Judging = judge;
                    break;
                case TunnelEffect.WriteEnd or TunnelEffect.WriteRefusal:
                    run.Ends++;
                    run.EndsServing += wasServing ? 1 : 0;
                    break;
            }
        }

        Assert.True(challenges == 0 || (challenges == 1 && Scene.Open(state) is null && run.Judging is null), "one challenge at most is open");
        Assert.Equal(challenges == 1, Scene.Open(decision.State) is { } open && open != Scene.Open(state));
        if (decision.State.Phase is TunnelPhase.Ended)
        {
            Assert.Null(TunnelDecider.NextTick(decision.State, Cast.Times));
        }

        return decision.State;
    }

    private static TunnelInput? Input(TunnelState state, Run run, int kind, int n, DateTimeOffset now)
    {
        switch (kind)
        {
            case 0 or 1: return new TunnelInput.Registers(Cast.Who, null, Cast.NonceOf(n), now);
            case 2: return new TunnelInput.Registers(Cast.Who, "agent_banned", Cast.NonceOf(n), now);
            case 3 or 4 or 5: return Answer(Scene.Open(state) ?? Cast.NonceOf(n), now);
            case 6: return Answer(Cast.NonceOf(0xbad), now);
            case 7: return new TunnelInput.SaysHealth(n % 3 != 0, now);
            case 8: return new TunnelInput.SendsFault(n % 5 == 0 ? FrameRefusal.MissingQuoteOrMeasurements : FrameRefusal.InvalidJson, now);
            case 9 or 10 or 11 or 12 when run.Judging is { } judging:
                run.Judging = null;
                if (kind == 11)
                {
                    return new TunnelInput.ProofRefused("x", n % 2 == 0, null, now);
                }

                if (kind == 12)
                {
                    return new TunnelInput.ProofNotWritten(now);
                }

                run.Epoch = judging.Held ?? run.Epoch + 1;
                run.Began += judging.Held is null ? 1 : 0;
                return Written(run.Epoch, now);
            case 13: return new TunnelInput.Ask(Cast.NonceOf(n), now);
            case 14: return n % 4 == 0 ? new TunnelInput.End((AgentEnding)(n % 5), now) : null;
            default: return new TunnelInput.Tick(Cast.NonceOf(n), now);
        }
    }

    private static TunnelInput.Answers Answer(Nonce nonce, DateTimeOffset now) =>
        new(new AgentFrame.AttestResponse(nonce.Value, default, null, default, null), now);

    private static TunnelInput.ProofWritten Written(long epoch, DateTimeOffset now) =>
        new(Cast.Connected(epoch: epoch) with { Attestation = Cast.Facts(now) }, 0.5, now);

    private sealed class Run
    {
        public TunnelEffect.Judge? Judging { get; set; }

        public long Epoch { get; set; }

        public int Began { get; set; }

        public int Shown { get; set; }

        public int Ends { get; set; }

        public int EndsServing { get; set; }
    }
}
