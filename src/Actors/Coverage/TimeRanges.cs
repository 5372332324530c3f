using System.Collections.Immutable;

namespace EasyEnclave.Actors.Coverage;

/// <summary>A set of instants as the fewest spans that hold them: in order, apart from each other, none empty.</summary>
public sealed class TimeRanges
{
    private TimeRanges(ImmutableArray<TimeRange> spans) => Spans = spans;

    /// <summary>No instant at all.</summary>
    public static TimeRanges None { get; } = new([]);

    /// <summary>The spans.</summary>
    public ImmutableArray<TimeRange> Spans { get; }

    /// <summary>True when no instant belongs to it.</summary>
    public bool IsEmpty => Spans.IsEmpty;

    /// <summary>How long all spans are together.</summary>
    public TimeSpan Length => Spans.Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length);

    /// <summary>What any of the spans holds, whatever their order and however they overlap.</summary>
    public static TimeRanges Of(IEnumerable<TimeRange> spans)
    {
        ImmutableArray<TimeRange>.Builder merged = ImmutableArray.CreateBuilder<TimeRange>();
        foreach (TimeRange span in spans.Where(span => !span.IsEmpty).OrderBy(span => span.From))
        {
            if (merged.Count > 0 && span.From <= merged[^1].To)
            {
                merged[^1] = merged[^1] with { To = span.To > merged[^1].To ? span.To : merged[^1].To };
            }
            else
            {
                merged.Add(span);
            }
        }

        return merged.Count == 0 ? None : new TimeRanges(merged.ToImmutable());
    }

    /// <summary>What either holds.</summary>
    public TimeRanges Or(TimeRanges other) => Of(Spans.Concat(other.Spans));

    /// <summary>What both hold.</summary>
    public TimeRanges And(TimeRanges other)
    {
        List<TimeRange> common = [];
        for (int mine = 0, theirs = 0; mine < Spans.Length && theirs < other.Spans.Length;)
        {
            common.Add(Spans[mine].And(other.Spans[theirs]));
            if (Spans[mine].To < other.Spans[theirs].To)
            {
                mine++;
            }
            else
            {
                theirs++;
            }
        }

        return Of(common);
    }

    /// <summary>What this one holds and the other does not.</summary>
    public TimeRanges Except(TimeRanges other)
    {
        List<TimeRange> left = [];
        int next = 0;
        foreach (TimeRange span in Spans)
        {
            DateTimeOffset from = span.From;
            while (next < other.Spans.Length && other.Spans[next].To <= from)
            {
                next++;
            }

            for (int i = next; i < other.Spans.Length && other.Spans[i].From < span.To; i++)
            {
                left.Add(new TimeRange(from, other.Spans[i].From));
                from = other.Spans[i].To;
            }

            left.Add(new TimeRange(from, span.To));
        }

        return Of(left);
    }

    /// <summary>Whether it holds an instant of a span.</summary>
    public bool Touches(TimeRange span)
    {
        // The first span that ends behind the other's beginning is the only one that can decide it.
        int low = 0;
        int high = Spans.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Spans[middle].To <= span.From ? (middle + 1, high) : (low, middle);
        }

        return low < Spans.Length && Spans[low].Overlaps(span);
    }
}
