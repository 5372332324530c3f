namespace EasyEnclave.Actors.Coverage;

/// <summary>The slots of one kind in a span, told.</summary>
/// <param name="Counts">How many ended how.</param>
/// <param name="Faults">The first that did not pass.</param>
/// <param name="Misses">Why slots were missed.</param>
/// <param name="Gaps">What was not covered for an outage of ours.</param>
internal sealed record SlotTally(SlotCounts Counts, IReadOnlyList<SlotFault> Faults, IReadOnlySet<string> Misses, TimeRanges Gaps)
{
    /// <summary>Tells them.</summary>
    /// <param name="window">The span.</param>
    /// <param name="length">A slot's length; slots begin at its whole multiples.</param>
    /// <param name="covered">What is covered.</param>
    /// <param name="away">When we were away.</param>
    /// <param name="marks">What failed, and when.</param>
    /// <param name="silence">What silence is called.</param>
    public static SlotTally Of(
        TimeRange window, TimeSpan length, TimeRanges covered, TimeRanges away, IReadOnlyList<(TimeRange Span, string Reason)> marks, string silence)
    {
        TimeRanges whole = TimeRanges.Of([window]);
        TimeRanges uncovered = whole.Except(covered);
        TimeRanges missed = uncovered.Except(away);
        TimeRanges gaps = uncovered.And(away);
        (TimeRange Span, string Reason)[] failures =
        [
            .. marks.Where(mark => mark.Span.Overlaps(window)).OrderBy(mark => mark.Span.From).ThenBy(mark => mark.Reason, StringComparer.Ordinal),
        ];
        TimeRanges failed = TimeRanges.Of(failures.Select(mark => mark.Span));
        List<SlotFault> faults = [];
        HashSet<string> reasons = new(StringComparer.Ordinal);
        (int pass, int miss, int gap) = (0, 0, 0);
        DateTimeOffset first = new(window.From.UtcTicks - (window.From.UtcTicks % length.Ticks), TimeSpan.Zero);
        for (DateTimeOffset start = first; start < window.To; start += length)
        {
            TimeRange slot = new TimeRange(start, start + length).And(window);
            string? reason = failed.Touches(slot) ? failures.First(mark => mark.Span.Overlaps(slot)).Reason
                : missed.Touches(slot) ? silence
                : gaps.Touches(slot) ? EvidenceJudge.CoordinatorGap
                : null;
            (pass, miss, gap) = reason is null ? (pass + 1, miss, gap)
                : reason == EvidenceJudge.CoordinatorGap ? (pass, miss, gap + 1)
                : (pass, miss + 1, gap);
            if (reason is null)
            {
                continue;
            }

            if (reason != EvidenceJudge.CoordinatorGap)
            {
                reasons.Add(reason);
            }

            if (faults.Count < AgentFinding.FaultsMost)
            {
                faults.Add(new SlotFault(start, reason));
            }
        }

        return new SlotTally(new SlotCounts(pass, miss, gap), faults, reasons, gaps);
    }
}
