namespace EasyEnclave.Actors.Coverage;

/// <summary>All that is known of a node in and just before a period; a judgement looks at nothing else.</summary>
public sealed record EvidenceFacts
{
    /// <summary>The sessions of the node's agents.</summary>
    public required IReadOnlyList<SessionFact> Sessions { get; init; }

    /// <summary>What did not hold within them.</summary>
    public required IReadOnlyList<ExceptionFact> Exceptions { get; init; }

    /// <summary>When the control plane was away.</summary>
    public required IReadOnlyList<OutageFact> Outages { get; init; }

    /// <summary>The facts in one order, each once: what was read twice or in another order is the same evidence.</summary>
    public EvidenceFacts Sorted() => new()
    {
        Sessions = [.. Sessions.Distinct().OrderBy(fact => fact.Agent.Value, StringComparer.Ordinal).ThenBy(fact => fact.Epoch).ThenBy(fact => fact.From)],
        Exceptions =
        [
            .. Exceptions.Distinct()
                .OrderBy(fact => fact.Agent.Value, StringComparer.Ordinal)
                .ThenBy(fact => fact.From)
                .ThenBy(fact => fact.Kind, StringComparer.Ordinal)
                .ThenBy(fact => fact.To ?? DateTimeOffset.MaxValue)
                .ThenBy(fact => fact.Reason, StringComparer.Ordinal),
        ],
        Outages = [.. Outages.Distinct().OrderBy(fact => fact.Log, StringComparer.Ordinal).ThenBy(fact => fact.From).ThenBy(fact => fact.Incarnation)],
    };
}
