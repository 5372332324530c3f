using EasyEnclave.Actors.Agents;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>What can befall a tunnel; each carries its instant, and randomness where it is needed.</summary>
public abstract record TunnelInput(DateTimeOffset Now)
{
    /// <summary>It registers.</summary>
    /// <param name="Who">Who it says it is.</param>
    /// <param name="Refusal">What is known against it before any proof; null when nothing is.</param>
    /// <param name="Nonce">A fresh one, should it be challenged.</param>
    /// <param name="Now">When.</param>
    public sealed record Registers(AgentFrame.Register Who, string? Refusal, Nonce Nonce, DateTimeOffset Now) : TunnelInput(Now)
    {
        /// <summary>There is no place for it now; nothing is known against it.</summary>
        public bool Full { get; init; }
    }

    /// <summary>It answers a challenge.</summary>
    public sealed record Answers(AgentFrame.AttestResponse Response, DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>It says how its backend is.</summary>
    public sealed record SaysHealth(bool Pass, DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>It sent something that cannot be taken.</summary>
    public sealed record SendsFault(FrameRefusal Refusal, DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>Its proof was refused.</summary>
    /// <param name="Reason">The wire reason.</param>
    /// <param name="SourceDown">True when only a source of collateral or allowlists could not be reached.</param>
    /// <param name="Detail">More for people; null when the reason says it all.</param>
    /// <param name="Now">When.</param>
    public sealed record ProofRefused(string Reason, bool SourceDown, string? Detail, DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>Its proof was accepted and is written.</summary>
    /// <param name="State">The agent's row.</param>
    /// <param name="Jitter">0 to 1, spreads the next check.</param>
    /// <param name="Now">When.</param>
    public sealed record ProofWritten(AgentState State, double Jitter, DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>Its proof could not be written.</summary>
    public sealed record ProofNotWritten(DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>An admin asks for a new proof.</summary>
    public sealed record Ask(Nonce Nonce, DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>Something has changed that its evidence was judged by.</summary>
    public sealed record Review(DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>Its kept evidence was judged again.</summary>
    /// <param name="AttestedAt">The attestation it is of; null when nothing could be judged.</param>
    /// <param name="Refusal">The wire reason against it; null when there is none.</param>
    /// <param name="Detail">More for people; null when the reason says it all.</param>
    /// <param name="NextAt">When to judge again; null for soon, since it could not be decided.</param>
    /// <param name="Now">When.</param>
    public sealed record Reviewed(DateTimeOffset? AttestedAt, string? Refusal, string? Detail, DateTimeOffset? NextAt, DateTimeOffset Now)
        : TunnelInput(Now);

    /// <summary>The control plane ends it.</summary>
    public sealed record End(AgentEnding Ending, DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>The socket ended.</summary>
    public sealed record Lost(string Cause, DateTimeOffset Now) : TunnelInput(Now);

    /// <summary>An instant it waited for has come.</summary>
    public sealed record Tick(Nonce Nonce, DateTimeOffset Now) : TunnelInput(Now);
}
