using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>Where a tunnel is in its life: silent, challenged, judged, attested, ended.</summary>
public abstract record TunnelPhase
{
    private TunnelPhase()
    {
    }

    /// <summary>Connected; nobody has said yet who it is.</summary>
    public sealed record Silent(DateTimeOffset Deadline) : TunnelPhase;

    /// <summary>It said who it is and has been asked to prove it.</summary>
    public sealed record Challenged(AgentFrame.Register Who, Challenge Open) : TunnelPhase;

    /// <summary>Its first proof is being judged and written.</summary>
    public sealed record Judging(AgentFrame.Register Who, Challenge Answered) : TunnelPhase;

    /// <summary>It serves.</summary>
    public sealed record Attested(AgentFrame.Register Who, Tenure Tenure, Check Check) : TunnelPhase
    {
        /// <summary>Its kept evidence is being judged again.</summary>
        public bool UnderReview { get; init; }
    }

    /// <summary>It is over.</summary>
    public sealed record Ended : TunnelPhase;
}
