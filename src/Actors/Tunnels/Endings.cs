using EasyEnclave.Actors.Agents;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>How each ending of our own is told, written and closed; pure.</summary>
internal static class Endings
{
    /// <summary>Ends a tunnel.</summary>
    public static TunnelDecision Decide(TunnelState state, AgentEnding ending) => ending switch
    {
        AgentEnding.Superseded => With(state, "superseded", StatusState.Invalid, "superseded", TunnelClose.Done),
        AgentEnding.Banned => With(state, "agent_banned", StatusState.Invalid, "ban", TunnelClose.Refused),
        AgentEnding.Operator => With(state, "disconnected", StatusState.Warning, "operator", TunnelClose.Done),
        AgentEnding.Released => With(state, "not_registered", StatusState.Invalid, "released", TunnelClose.Refused),
        _ => With(state, "draining", StatusState.Warning, "drain", TunnelClose.Draining),
    };

    private static TunnelDecision With(TunnelState state, string reason, StatusState status, string cause, TunnelClose close) =>
        TunnelDecider.End(state,
        [
            new TunnelEffect.Send(new ControlFrame.Status(status, reason)),
            new TunnelEffect.Close(close),
            .. TunnelDecider.Goodbye(state, cause),
        ]);
}
