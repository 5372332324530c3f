using EasyEnclave.Actors.Coverage;

namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>From facts to a verdict (protocol, section 7): any miss or authorized abuse fails, our own absence halts, the rest passes. Pure.</summary>
public static class VerdictJudge
{
    /// <summary>The outcome that pays.</summary>
    public const string Pass = "pass";

    /// <summary>The outcome that refunds.</summary>
    public const string Fail = "fail";

    /// <summary>The outcome that waits.</summary>
    public const string Halt = "halt";

    private const int Version = 1;

    /// <summary>Judges.</summary>
    public static Verdict Judge(VerdictFacts facts)
    {
        EvidenceFinding finding = EvidenceJudge.Judge(facts.Evidence, new TimeRange(facts.PeriodStart, facts.PeriodEnd), facts.Rules);
        SortedSet<string> reasons = new(StringComparer.Ordinal);
        if (finding.Outcome == EvidenceOutcome.Fail)
        {
            reasons.UnionWith(finding.Reasons);
        }

        if (facts.Terms.Tier is not null && facts.Terms.Stake.Micros <= 0)
        {
            reasons.Add("stake_missing");
        }

        if (facts.Abuse.Any(abuse => abuse.From < facts.PeriodEnd && facts.PeriodStart < abuse.To))
        {
            reasons.Add("abuse_authorized");
        }

        if (facts.Usage.Expired > 0)
        {
            reasons.Add("locks_expired");
        }

        string outcome = Fail;
        if (reasons.Count == 0)
        {
            outcome = finding.Outcome == EvidenceOutcome.Pass ? Pass : Resolved(facts.Resolution);
            reasons.UnionWith(outcome == Pass ? [] : finding.Reasons);
        }

        UsageFacts usage = facts.Usage;
        return new Verdict
        {
            Version = Version,
            NodeId = facts.NodeId,
            PeriodStart = facts.PeriodStart,
            PeriodEnd = facts.PeriodEnd,
            Outcome = outcome,
            Eligible = outcome == Pass,
            Reasons = [.. reasons],
            Settled = outcome == Pass ? usage.Reported : 0,
            Failed = outcome == Fail ? usage.Accounts : 0,
            Paid = outcome == Pass ? usage.Amount : default,
            Refunded = outcome == Pass ? usage.Locked - usage.Amount : outcome == Fail ? usage.Locked : default,
            Agents = finding.Agents,
            Gap = finding.Gap,
            Facts = facts,
        };
    }

    private static string Resolved(Resolution? resolution) => resolution switch
    {
        null => Halt,
        { Pass: true } => Pass,
        _ => Fail,
    };
}
