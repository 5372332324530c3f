using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Agents;

/// <summary>What is wanted of an agent; each carries its instant.</summary>
public abstract record AgentCommand(DateTimeOffset Now)
{
    /// <summary>A quote was verified for it on a new tunnel.</summary>
    public sealed record Attest : AgentCommand
    {
        /// <summary>An attestation at an instant.</summary>
        public Attest(DateTimeOffset now)
            : base(now)
        {
        }

        /// <summary>Who it says it is; the quote binds all of it.</summary>
        public required AgentFrame.Register Who { get; init; }

        /// <summary>What was proved.</summary>
        public required AttestationFacts Facts { get; init; }

        /// <summary>The app's binding that it joins.</summary>
        public required long Binding { get; init; }

        /// <summary>True when this very attestation binds the name.</summary>
        public required bool BringsBinding { get; init; }

        /// <summary>Whether the binding that the agent's row names still counts.</summary>
        public required bool RowAlive { get; init; }

        /// <summary>Whether new agents need no approval.</summary>
        public required bool JoinOpen { get; init; }

        /// <summary>Whether it names a registered node that its network's agents cannot prove: then an admin's own approval is needed.</summary>
        public bool NodeWaits { get; init; }

        /// <summary>Where the tunnel comes from.</summary>
        public required string Prefix { get; init; }

        /// <summary>The log of the node that holds the tunnel.</summary>
        public required string Log { get; init; }

        /// <summary>That node's incarnation.</summary>
        public Guid? Incarnation { get; init; }
    }

    /// <summary>A quote was verified for it on the tunnel it has.</summary>
    public sealed record Reattest(long Epoch, AttestationFacts Facts, DateTimeOffset Now) : AgentCommand(Now);

    /// <summary>Its attestation was refused, and its tunnel closes.</summary>
    public sealed record RefuseAttestation(long Epoch, string Reason, DateTimeOffset Now) : AgentCommand(Now)
    {
        /// <summary>More for people; null when the reason says it all.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>Its kept evidence was judged again and holds.</summary>
    public sealed record Reappraise(long Epoch, AttestationFacts Facts, DateTimeOffset Now) : AgentCommand(Now);

    /// <summary>Its backend passes, or has a fault.</summary>
    /// <param name="Epoch">The epoch its tunnel holds.</param>
    /// <param name="Fault"><c>health_fail</c> or <c>health_timeout</c>; null when it passes.</param>
    /// <param name="Now">Since when.</param>
    public sealed record TurnHealth(long Epoch, string? Fault, DateTimeOffset Now) : AgentCommand(Now);

    /// <summary>Its tunnel ended.</summary>
    public sealed record Disconnect(long Epoch, string Cause, DateTimeOffset Now) : AgentCommand(Now);

    /// <summary>An admin lets it serve.</summary>
    public sealed record Approve(AgentId Agent, string Reason, DateTimeOffset Now) : AgentCommand(Now);
}
