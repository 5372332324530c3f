using System.Text.Json.Serialization;
using EasyEnclave.Actors.Coverage;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>What was decided of a node's period, with the facts it follows from; what is signed.</summary>
public sealed record Verdict
{
    /// <summary>The kind of document, in the header of its signature.</summary>
    public const string MediaType = "easyenclave-verdict+jws";

    /// <summary>The form of this document.</summary>
    public required int Version { get; init; }

    /// <summary>The node.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>The period's first instant.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>The first instant after it.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>pass, fail, or halt, which is not final.</summary>
    [JsonPropertyName("verdict")]
    public required string Outcome { get; init; }

    /// <summary>Whether the node is paid.</summary>
    public required bool Eligible { get; init; }

    /// <summary>Why not, each once in alphabetical order.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>How many accounts' usage is paid.</summary>
    public required int Settled { get; init; }

    /// <summary>How many accounts get back what they locked.</summary>
    public required int Failed { get; init; }

    /// <summary>What the node is paid.</summary>
    [JsonPropertyName("paid_usd")]
    public required Usd Paid { get; init; }

    /// <summary>What goes back.</summary>
    [JsonPropertyName("refunded_usd")]
    public required Usd Refunded { get; init; }

    /// <summary>What the evidence of each agent says.</summary>
    public required IReadOnlyList<AgentFinding> Agents { get; init; }

    /// <summary>How long some agent was not covered for an outage of ours.</summary>
    [JsonPropertyName("gap_sec")]
    public required TimeSpan Gap { get; init; }

    /// <summary>What all of the above follows from.</summary>
    public required VerdictFacts Facts { get; init; }
}
