using System.Text.Json.Serialization;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Agents;

/// <summary>What happened to an agent.</summary>
public abstract record AgentEvent : DomainEvent
{
    private AgentEvent()
    {
    }

    /// <summary>It attested on a new tunnel: for the first time, again, or in place of an older tunnel.</summary>
    public sealed record Attested : AgentEvent
    {
        /// <summary>The agent.</summary>
        public required AgentId Agent { get; init; }

        /// <summary>The app it serves.</summary>
        public required AppName App { get; init; }

        /// <summary>The app's binding it belongs to.</summary>
        public required long Binding { get; init; }

        /// <summary>The repository of its release.</summary>
        public required RepoName Repo { get; init; }

        /// <summary>The network it was judged by.</summary>
        public required NetworkName Network { get; init; }

        /// <summary>Whether it may be routed to.</summary>
        public required Approval Approval { get; init; }

        /// <summary>What was proved.</summary>
        public required AttestationFacts Facts { get; init; }

        /// <summary>Where it connected from, as /24 or /48.</summary>
        public required string Prefix { get; init; }

        /// <summary>The log of the node that holds the tunnel.</summary>
        public required string Log { get; init; }

        /// <summary>Its epoch from now on.</summary>
        public required long Epoch { get; init; }

        /// <summary>The incarnation of that node; null in events that were written before they said it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Guid? Incarnation { get; init; }
    }

    /// <summary>It attested again on the tunnel it has.</summary>
    public sealed record Reattested(AttestationFacts Facts) : AgentEvent;

    /// <summary>An attestation was refused and its tunnel closed.</summary>
    public sealed record AttestationRefused(string Reason, DateTimeOffset At) : AgentEvent
    {
        /// <summary>More for people; null when the reason says it all.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Detail { get; init; }
    }

    /// <summary>Its kept evidence was judged again by newer collateral, rules or allowlist, and still holds; it is no new attestation.</summary>
    public sealed record Reappraised(AttestationFacts Facts) : AgentEvent;

    /// <summary>Its backend began to pass or to fail.</summary>
    /// <param name="Fault"><c>health_fail</c> or <c>health_timeout</c>; null when it passes.</param>
    /// <param name="At">Since when.</param>
    public sealed record HealthTurned(string? Fault, DateTimeOffset At) : AgentEvent;

    /// <summary>An admin let it serve.</summary>
    public sealed record Approved(string Reason) : AgentEvent;

    /// <summary>Its tunnel ended.</summary>
    public sealed record Disconnected(string Cause, DateTimeOffset At) : AgentEvent;
}
