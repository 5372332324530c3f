using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Agents;

/// <summary>What is known of an agent, from its first valid attestation on.</summary>
public sealed record AgentState
{
    /// <summary>The name it gives itself.</summary>
    public required AgentId Id { get; init; }

    /// <summary>The app it serves, to which its id is bound.</summary>
    public required AppName App { get; init; }

    /// <summary>The binding of the app that it belongs to; it has no claim on a later one.</summary>
    public required long Binding { get; init; }

    /// <summary>The repository of its release.</summary>
    public required RepoName Repo { get; init; }

    /// <summary>The network it was judged by.</summary>
    public required NetworkName Network { get; init; }

    /// <summary>Whether it may be routed to.</summary>
    public required Approval Approval { get; init; }

    /// <summary>True once an admin approved it under this binding; in a network without proofs of nodes that stands in for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Vouched { get; init; }

    /// <summary>Whether what befalls it befalls the registered node it names.</summary>
    [JsonIgnore]
    public bool SpeaksForNode => Attestation.NodeProved || (Vouched && Attestation.Freshness == "channel");

    /// <summary>Whether it is connected, gone, or was refused.</summary>
    public required AgentPhase Phase { get; init; }

    /// <summary>What its latest valid attestation proved.</summary>
    public required AttestationFacts Attestation { get; init; }

    /// <summary>When it attested first under this binding.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The /24 or /48 it attested from last: from there it goes before strangers.</summary>
    public required string Prefix { get; init; }

    /// <summary>True once a nonce-bound quote was taken: from then on nothing weaker is.</summary>
    public required bool EverByNonce { get; init; }

    /// <summary>The log whose node holds its tunnel, or held it last.</summary>
    public required string Log { get; init; }

    /// <summary>The incarnation of that node which holds it: after it was replaced, nobody does. Null in rows that were written before they said it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? Incarnation { get; init; }

    /// <summary>How its backend was when that changed last on this tunnel; null while it has passed since it attested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgentHealth? Health { get; init; }

    /// <summary>Grows each time another tunnel takes over; an owner with an older one can write nothing.</summary>
    public required long Epoch { get; init; }

    /// <summary>Grows by one with each event.</summary>
    public required long Version { get; init; }
}
