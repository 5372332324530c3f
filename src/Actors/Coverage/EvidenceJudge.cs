using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Coverage;

/// <summary>From facts to what they say of a span (protocol, section 7): coverage, not counts; slots are computed, never stored. Pure.</summary>
public static class EvidenceJudge
{
    /// <summary>The reason where the node had no session at all.</summary>
    public const string NoEvidence = "no_evidence";

    /// <summary>The reason of a halt: we were away.</summary>
    public const string CoordinatorGap = "coordinator_gap";

    /// <summary>Judges a node.</summary>
    /// <param name="facts">What is known of it; facts of other times change nothing.</param>
    /// <param name="window">The span, on whole hours.</param>
    /// <param name="rules">The times that count.</param>
    public static EvidenceFinding Judge(EvidenceFacts facts, TimeRange window, EvidenceRules rules)
    {
        List<AgentFinding> findings = [];
        SortedSet<string> reasons = new(StringComparer.Ordinal);
        TimeRanges gaps = TimeRanges.None;
        foreach (IGrouping<AgentId, SessionFact> agent in facts.Sessions.GroupBy(fact => fact.Agent).OrderBy(group => group.Key.Value, StringComparer.Ordinal))
        {
            AgentRecord record = new([.. agent.Distinct()], facts, rules);
            if (!record.IsPresentIn(window))
            {
                continue;
            }

            SlotTally health = record.Health(window);
            SlotTally attestation = record.Attestation(window);
            gaps = gaps.Or(health.Gaps).Or(attestation.Gaps);
            reasons.UnionWith(health.Misses);
            reasons.UnionWith(attestation.Misses);
            findings.Add(new AgentFinding(
                agent.Key,
                health.Counts,
                attestation.Counts,
                [.. health.Faults.Concat(attestation.Faults).OrderBy(fault => fault.Start).ThenBy(fault => fault.Reason, StringComparer.Ordinal).Take(AgentFinding.FaultsMost)]));
        }

        if (findings.Count == 0)
        {
            reasons.Add(NoEvidence);
        }

        if (reasons.Count > 0)
        {
            return new EvidenceFinding(EvidenceOutcome.Fail, [.. reasons], findings, gaps.Length);
        }

        return gaps.Length > rules.GapLimit
            ? new EvidenceFinding(EvidenceOutcome.Halt, [CoordinatorGap], findings, gaps.Length)
            : new EvidenceFinding(EvidenceOutcome.Pass, [], findings, gaps.Length);
    }
}
