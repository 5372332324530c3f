using EasyEnclave.Actors.Coverage;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>All that a verdict follows from; the same facts give the same verdict for ever.</summary>
public sealed record VerdictFacts
{
    /// <summary>The node.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>The period's first instant.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>The first instant after it.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>When it was judged.</summary>
    public required DateTimeOffset JudgedAt { get; init; }

    /// <summary>What the node offered when the period was opened.</summary>
    public required PeriodTerms Terms { get; init; }

    /// <summary>The times by which the evidence is judged.</summary>
    public required EvidenceRules Rules { get; init; }

    /// <summary>The evidence.</summary>
    public required EvidenceFacts Evidence { get; init; }

    /// <summary>The reports of abuse that were authorized by then and touch the period.</summary>
    public required IReadOnlyList<AbuseFact> Abuse { get; init; }

    /// <summary>What was locked and used.</summary>
    public required UsageFacts Usage { get; init; }

    /// <summary>How a halt ended; null where there was none, or none that has ended.</summary>
    public Resolution? Resolution { get; init; }
}
