using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>The life of a tunnel (protocol, section 1): who speaks when, what is refused, what happens by itself; pure.</summary>
/// <remarks>
/// silent → challenged → judging → attested → ended. An attested tunnel is challenged again while it goes on serving. One challenge is
/// outstanding at most. What a stranger does has no effect but answers, a count, and the end.
/// </remarks>
public static class TunnelDecider
{
    /// <summary>A tunnel that has just connected.</summary>
    public static TunnelState Begin(TunnelRules rules, DateTimeOffset now) => new(new TunnelPhase.Silent(now + rules.RegisterDeadline), 0);

    /// <summary>Decides what an input does.</summary>
    public static TunnelDecision Decide(TunnelState state, TunnelInput input, TunnelRules rules) => (state.Phase, input) switch
    {
        // Admitted while its tunnel was ending: what was written as a beginning gets its end.
        (TunnelPhase.Ended, TunnelInput.ProofWritten late) => new TunnelDecision(state, [new TunnelEffect.WriteEnd(late.State.Epoch, "agent")]),
        (TunnelPhase.Ended, _) => new TunnelDecision(state, []),
        (_, TunnelInput.Lost lost) => Leave(state, lost.Cause),
        (_, TunnelInput.End end) => Endings.Decide(state, end.Ending),
        (_, TunnelInput.SendsFault fault) => Fault(state, fault.Refusal),

        (TunnelPhase.Silent, TunnelInput.Registers registers) => Register(state, registers, rules),
        (_, TunnelInput.Registers) => Fault(state, FrameRefusal.Invalid("type")),
        (TunnelPhase.Silent, TunnelInput.Answers or TunnelInput.SaysHealth) => Fault(state, new FrameRefusal("not_registered")),

        (TunnelPhase.Challenged challenged, TunnelInput.Answers answers) =>
            Answer(state, challenged.Who, challenged.Open, answers, new TunnelPhase.Judging(challenged.Who, challenged.Open), held: null),
        (TunnelPhase.Attested { Check: Check.Asked asked } attested, TunnelInput.Answers answers) =>
            Answer(state, attested.Who, asked.Open, answers, attested with { Check = new Check.Judging(asked.Open) }, attested.Tenure.Epoch),
        (_, TunnelInput.Answers) => Fault(state, new FrameRefusal("unexpected_attestation")),

        (TunnelPhase.Attested attested, TunnelInput.SaysHealth health) => Health(state, attested, health, rules),
        (_, TunnelInput.SaysHealth) => Fault(state, new FrameRefusal("not_registered")),

        (TunnelPhase.Judging judging, TunnelInput.ProofWritten written) => Enter(state, judging.Who, written, rules),
        (TunnelPhase.Attested attested, TunnelInput.ProofWritten written) => Renew(state, attested, written, rules),
        (TunnelPhase.Judging, TunnelInput.ProofRefused refused) =>
            Refuse(state, refused.Reason, refused.SourceDown ? TunnelClose.TryLater : TunnelClose.Refused, refused.Detail),
        (TunnelPhase.Attested attested, TunnelInput.ProofRefused { SourceDown: true } refused) => Postpone(state, attested, refused.Now, rules),
        (TunnelPhase.Attested, TunnelInput.ProofRefused refused) =>
            Refuse(state, refused.Reason, TunnelClose.Refused, refused.Detail),
        (TunnelPhase.Attested attested, TunnelInput.ProofNotWritten failed) => Postpone(state, attested, failed.Now, rules),
        (_, TunnelInput.ProofNotWritten) => End(state, [new TunnelEffect.Close(TunnelClose.TryLater)]),

        (TunnelPhase.Attested { Check: Check.Idle } attested, TunnelInput.Ask ask) =>
            Challenge(state, attested, ask.Nonce, "operator", ask.Now, rules),
        (TunnelPhase.Attested attested, TunnelInput.Review review) => Reviews.Begin(state, attested, review.Now, rules),
        (TunnelPhase.Attested attested, TunnelInput.Reviewed reviewed) => Reviews.End(state, attested, reviewed, rules),
        (_, TunnelInput.Tick tick) => Tick(state, tick, rules),
        _ => new TunnelDecision(state, []),
    };

    /// <summary>The next instant at which something happens by itself; null when nothing will.</summary>
    public static DateTimeOffset? NextTick(TunnelState state, TunnelRules rules) => state.Phase switch
    {
        TunnelPhase.Silent silent => silent.Deadline,
        TunnelPhase.Challenged challenged => challenged.Open.Deadline,
        TunnelPhase.Attested attested => NextTick(attested, rules),
        _ => null,
    };

    private static DateTimeOffset NextTick(TunnelPhase.Attested attested, TunnelRules rules)
    {
        Tenure tenure = attested.Tenure;
        DateTimeOffset next = tenure.AttestedAt + rules.AttestationLifetime;
        next = Earlier(next, attested.Check switch { Check.Idle => tenure.NextCheckAt, Check.Asked asked => asked.Open.Deadline, _ => next });
        next = Earlier(next, tenure.ReviewAt);
        next = tenure.Healthy ? Earlier(next, tenure.HealthUntil) : next;
        return tenure.Warned ? next : Earlier(next, tenure.AttestedAt + rules.RegistrationLifetime - rules.RegistrationWarning);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static TunnelDecision Register(TunnelState state, TunnelInput.Registers input, TunnelRules rules)
    {
        // Mistakes that can be mended, so the tunnel stays.
        if (input.Refusal == FrameRefusal.InvalidNetwork.Reason || input.Refusal == FrameRefusal.InvalidApp.Reason)
        {
            return Fault(state, new FrameRefusal(input.Refusal));
        }

        if (input.Refusal is { } refusal)
        {
            return Refuse(state, refusal, TunnelClose.Refused);
        }

        if (input.Full)
        {
            return End(state, [new TunnelEffect.CountRefusal("too_many_tunnels"), new TunnelEffect.Close(TunnelClose.TryLater)]);
        }

        Challenge challenge = new(input.Nonce, "register", input.Now + rules.AttestDeadline);
        return new TunnelDecision(state with { Phase = new TunnelPhase.Challenged(input.Who, challenge) }, [Request(challenge, rules)]);
    }

    private static TunnelDecision Answer(
        TunnelState state, AgentFrame.Register who, Challenge open, TunnelInput.Answers answers, TunnelPhase judging, long? held) =>
        answers.Now >= open.Deadline ? Refuse(state, "attestation_timeout", TunnelClose.Refused)
        : answers.Response.Nonce != open.Nonce.Value ? Refuse(state, "nonce_mismatch", TunnelClose.Refused)
        : new TunnelDecision(state with { Phase = judging }, [new TunnelEffect.Judge(who, open, answers.Response, held)]);

    private static TunnelDecision Enter(TunnelState state, AgentFrame.Register who, TunnelInput.ProofWritten written, TunnelRules rules)
    {
        Tenure tenure = TenureOf(written, rules);
        return new TunnelDecision(
            state with { Phase = new TunnelPhase.Attested(who, tenure, Check.Idle.Instance) },
            [new TunnelEffect.Show(tenure.Epoch, tenure.NextCheckAt), Standing(written.State, tenure, rules)]);
    }

    private static TunnelDecision Renew(TunnelState state, TunnelPhase.Attested attested, TunnelInput.ProofWritten written, TunnelRules rules)
    {
        Tenure tenure = TenureOf(written, rules);
        return new TunnelDecision(
            state with { Phase = attested with { Tenure = tenure, Check = Check.Idle.Instance } },
            [
                new TunnelEffect.ShowNextCheck(tenure.Epoch, tenure.NextCheckAt),
                new TunnelEffect.ShowHealth(tenure.Epoch, HealthStatus.Pass, null, !attested.Tenure.Healthy),
                Standing(written.State, tenure, rules),
            ]);
    }

    // The attestation counts as a health pass, and the next check comes after 0.9 to 1.0 of the interval so that agents spread out.
    private static Tenure TenureOf(TunnelInput.ProofWritten written, TunnelRules rules)
    {
        DateTimeOffset at = written.State.Attestation.At;
        DateTimeOffset next = at + (rules.AttestInterval * (0.9 + (0.1 * written.Jitter)));
        return new Tenure(written.State.Epoch, at, next, written.Now + rules.HealthTimeout, Healthy: true, Warned: false)
        {
            ReviewAt = written.State.Attestation.EndsAt(),
        };
    }

    private static TunnelEffect.Send Standing(AgentState agent, Tenure tenure, TunnelRules rules)
    {
        bool approved = agent.Approval == Approval.Approved;
        return new TunnelEffect.Send(new ControlFrame.Status(
            approved ? StatusState.Ok : StatusState.Warning, approved ? "attested" : "awaiting_approval")
        {
            RegistrationExpiresAt = tenure.AttestedAt + rules.RegistrationLifetime,
            NextAttestAt = tenure.NextCheckAt,
        });
    }

    private static TunnelDecision Health(
        TunnelState state, TunnelPhase.Attested attested, TunnelInput.SaysHealth health, TunnelRules rules)
    {
        Tenure tenure = attested.Tenure;
        Tenure after = health.Pass
            ? tenure with { Healthy = true, HealthUntil = health.Now + rules.HealthTimeout }
            : tenure with { Healthy = false };
        return new TunnelDecision(
            state with { Phase = attested with { Tenure = after } },
            [new TunnelEffect.ShowHealth(
                tenure.Epoch,
                health.Pass ? HealthStatus.Pass : HealthStatus.Fail,
                health.Pass ? null : "health_fail",
                tenure.Healthy != health.Pass)]);
    }

    private static TunnelDecision Challenge(
        TunnelState state, TunnelPhase.Attested attested, Nonce nonce, string reason, DateTimeOffset now, TunnelRules rules)
    {
        Challenge challenge = new(nonce, reason, now + rules.AttestDeadline);
        return new TunnelDecision(state with { Phase = attested with { Check = new Check.Asked(challenge) } }, [Request(challenge, rules)]);
    }

    private static TunnelEffect.Send Request(Challenge challenge, TunnelRules rules) =>
        new(new ControlFrame.AttestRequest(challenge.Nonce, (int)rules.AttestDeadline.TotalSeconds, challenge.Reason));

    private static TunnelDecision Postpone(TunnelState state, TunnelPhase.Attested attested, DateTimeOffset now, TunnelRules rules)
    {
        Tenure tenure = attested.Tenure with { NextCheckAt = now + rules.SourceRetry };
        return new TunnelDecision(
            state with { Phase = attested with { Tenure = tenure, Check = Check.Idle.Instance } },
            [new TunnelEffect.ShowNextCheck(tenure.Epoch, tenure.NextCheckAt)]);
    }

    private static TunnelDecision Tick(TunnelState state, TunnelInput.Tick tick, TunnelRules rules) => state.Phase switch
    {
        TunnelPhase.Silent silent when tick.Now >= silent.Deadline => Refuse(state, "not_registered", TunnelClose.Refused),
        TunnelPhase.Challenged challenged when tick.Now >= challenged.Open.Deadline =>
            Refuse(state, "attestation_timeout", TunnelClose.Refused),
        TunnelPhase.Attested attested => Tick(state, attested, tick, rules),
        _ => new TunnelDecision(state, []),
    };

    private static TunnelDecision Tick(TunnelState state, TunnelPhase.Attested attested, TunnelInput.Tick tick, TunnelRules rules)
    {
        Tenure tenure = attested.Tenure;
        if (tick.Now >= tenure.AttestedAt + rules.AttestationLifetime
            || (attested.Check is Check.Asked asked && tick.Now >= asked.Open.Deadline))
        {
            return Refuse(state, "attestation_timeout", TunnelClose.Refused);
        }

        List<TunnelEffect> effects = [];
        if (tenure.Healthy && tick.Now >= tenure.HealthUntil)
        {
            tenure = tenure with { Healthy = false };
            effects.Add(new TunnelEffect.ShowHealth(tenure.Epoch, HealthStatus.Fail, "health_timeout", Changed: true));
        }

        DateTimeOffset expires = tenure.AttestedAt + rules.RegistrationLifetime;
        if (!tenure.Warned && tick.Now >= expires - rules.RegistrationWarning)
        {
            tenure = tenure with { Warned = true };
            effects.Add(new TunnelEffect.Send(
                new ControlFrame.Status(StatusState.Warning, "registration_expiring") { RegistrationExpiresAt = expires }));
        }

        attested = attested with { Tenure = tenure };
        if (tick.Now >= tenure.ReviewAt)
        {
            TunnelDecision review = Reviews.Begin(state, attested, tick.Now, rules);
            attested = (TunnelPhase.Attested)review.State.Phase;
            tenure = attested.Tenure;
            effects.AddRange(review.Effects);
        }

        if (attested.Check is Check.Idle && tick.Now >= tenure.NextCheckAt)
        {
            TunnelDecision asking = Challenge(state, attested, tick.Nonce, "periodic", tick.Now, rules);
            return asking with { Effects = [.. effects, .. asking.Effects] };
        }

        return new TunnelDecision(state with { Phase = attested }, effects);
    }

    private static TunnelDecision Fault(TunnelState state, FrameRefusal refusal)
    {
        // An attestation without its parts is an answer, and a wrong one; everything else may be a mistake, up to a point.
        if (refusal == FrameRefusal.MissingQuoteOrMeasurements)
        {
            return Refuse(state, refusal.Reason, TunnelClose.Refused);
        }

        state = state with { Faults = state.Faults + 1 };
        TunnelEffect[] told =
        [
            new TunnelEffect.CountRefusal(refusal.Reason),
            new TunnelEffect.Send(new ControlFrame.Status(StatusState.Invalid, refusal.Reason)),
        ];

        return state.Faults < Limits.FaultyFrames
            ? new TunnelDecision(state, told)
            : End(state, [.. told, new TunnelEffect.Close(TunnelClose.Refused), .. Goodbye(state, "refused")]);
    }

    internal static TunnelDecision Refuse(TunnelState state, string reason, TunnelClose close, string? detail = null)
    {
        List<TunnelEffect> effects =
        [
            new TunnelEffect.CountRefusal(reason),
            new TunnelEffect.Send(new ControlFrame.Status(StatusState.Invalid, reason) { Detail = detail }),
            new TunnelEffect.Close(close),
        ];
        if (state.Phase is TunnelPhase.Attested attested)
        {
            effects.Add(new TunnelEffect.WriteRefusal(attested.Tenure.Epoch, reason, detail));
        }

        return End(state, effects);
    }

    private static TunnelDecision Leave(TunnelState state, string cause) => End(state, [.. Goodbye(state, cause)]);

    internal static IEnumerable<TunnelEffect> Goodbye(TunnelState state, string cause)
    {
        if (state.Phase is TunnelPhase.Attested attested)
        {
            yield return new TunnelEffect.WriteEnd(attested.Tenure.Epoch, cause);
        }
    }

    internal static TunnelDecision End(TunnelState state, IReadOnlyList<TunnelEffect> effects) =>
        new(state with { Phase = new TunnelPhase.Ended() }, effects);
}
