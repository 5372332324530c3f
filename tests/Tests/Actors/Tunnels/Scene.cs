using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Actors.Tunnels;

/// <summary>A tunnel in each of its phases, and the inputs that bring it there; instants are seconds from the start.</summary>
internal static class Scene
{
    public static DateTimeOffset At(double seconds) => Cast.T0 + TimeSpan.FromSeconds(seconds);

    public static TunnelDecision Decide(TunnelState state, TunnelInput input) => TunnelDecider.Decide(state, input, Cast.Times);

    public static TunnelInput.Registers Registers(string? refusal = null) => new(Cast.Who, refusal, Cast.NonceOf(1), At(1));

    public static TunnelInput.Answers Answers(int nonce, double at) =>
        new(new AgentFrame.AttestResponse(Cast.NonceOf(nonce).Value, default, null, default, null), At(at));

    public static TunnelInput.ProofWritten Written(double at, double jitter = 0) =>
        new(Cast.Connected() with { Attestation = Cast.Facts(At(at)) }, jitter, At(at));

    public static TunnelInput.ProofRefused Refused(string reason, bool down, double at) => new(reason, down, null, At(at));

    public static TunnelInput.Tick Tick(double at) => new(Cast.NonceOf(9), At(at));

    public static TunnelInput.SendsFault Fault(string reason) => new(new FrameRefusal(reason), At(5));

    public static TunnelState Challenged() => Decide(TunnelDecider.Begin(Cast.Times, Cast.T0), Registers()).State;

    public static TunnelState Judging() => Decide(Challenged(), Answers(1, 2)).State;

    /// <summary>Attested at the start, its next check due after 0.9 of an hour.</summary>
    public static TunnelState Attested() => Decide(Judging(), Written(0)).State;

    /// <summary>Attested, and heard to be well at an instant.</summary>
    public static TunnelState Healthy(double at) => Decide(Attested(), new TunnelInput.SaysHealth(true, At(at))).State;

    /// <summary>Asked again when its check was due, by nonce 9.</summary>
    public static TunnelState Asked() => Decide(Healthy(3239), Tick(3240)).State;

    /// <summary>Its new proof is being judged.</summary>
    public static TunnelState Rechecked() => Decide(Asked(), Answers(9, 3241)).State;

    public static IEnumerable<ControlFrame> Sent(TunnelDecision decision) =>
        decision.Effects.OfType<TunnelEffect.Send>().Select(send => send.Frame);

    public static ControlFrame.Status Status(TunnelDecision decision) => Sent(decision).OfType<ControlFrame.Status>().Single();

    public static Nonce? Open(TunnelState state) => state.Phase switch
    {
        TunnelPhase.Challenged challenged => challenged.Open.Nonce,
        TunnelPhase.Attested { Check: Check.Asked asked } => asked.Open.Nonce,
        _ => null,
    };
}
