using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Protocol.Money;

/// <summary>A span that is settled as one: <c>[start, end)</c> in UTC on whole hours, one hour to 31 days long.</summary>
public readonly record struct Period : IComparable<Period>
{
    private const string Edge = "yyyyMMdd'T'HHmm'Z'";
    private const string Between = "--";
    private const int HoursMost = 31 * 24;

    private Period(DateTimeOffset start, DateTimeOffset end)
    {
        Start = start;
        End = end;
    }

    /// <summary>Its first instant.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The first instant after it.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Its length, 1 to 744.</summary>
    public int Hours => (int)(End - Start).TotalHours;

    /// <summary>Makes one of two instants, whatever offsets they are written in.</summary>
    /// <returns>False when an edge is not on a whole hour, or the length is not one hour to 31 days.</returns>
    public static bool TryCreate(DateTimeOffset start, DateTimeOffset end, out Period period)
    {
        (DateTimeOffset from, DateTimeOffset to) = (start.ToUniversalTime(), end.ToUniversalTime());
        bool valid = IsWholeHour(from) && IsWholeHour(to) && from < to && (to - from).TotalHours <= HoursMost;
        period = valid ? new Period(from, to) : default;
        return valid;
    }

    /// <summary>Reads a period of a path: <c>2026-11-22</c>, <c>2026-11-22T14</c>, <c>2026-11</c> or <c>20261122T1400Z--20261122T1600Z</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Period period)
    {
        period = default;
        if (text is null)
        {
            return false;
        }

        if (TryEdge(text, "yyyy-MM-dd", out DateTimeOffset start))
        {
            return TryEnd(start, static at => at.AddDays(1), out period);
        }

        if (TryEdge(text, "yyyy-MM-dd'T'HH", out start))
        {
            return TryEnd(start, static at => at.AddHours(1), out period);
        }

        if (TryEdge(text, "yyyy-MM", out start))
        {
            return TryEnd(start, static at => at.AddMonths(1), out period);
        }

        int middle = text.IndexOf(Between, StringComparison.Ordinal);
        return middle > 0 && TryEdge(text[..middle], Edge, out start) && TryEdge(text[(middle + Between.Length)..], Edge, out DateTimeOffset end)
            && TryCreate(start, end, out period);
    }

    /// <summary>Reads a period known to be valid.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Period Parse(string text) =>
        TryParse(text, out Period period) ? period : throw new FormatException("Not a valid period.");

    /// <summary>Whether an instant lies in it: its start does, its end does not.</summary>
    public bool Contains(DateTimeOffset instant) => instant >= Start && instant < End;

    /// <summary>Whether the two have an instant in common.</summary>
    public bool Overlaps(Period other) => Start < other.End && other.Start < End;

    /// <inheritdoc />
    public int CompareTo(Period other) => Start == other.Start ? End.CompareTo(other.End) : Start.CompareTo(other.Start);

    /// <summary>The shortest form that names it in a path; reads back as the same period.</summary>
    public override string ToString()
    {
        if (Start.Hour == 0 && End == Start.AddDays(1))
        {
            return Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        if (End == Start.AddHours(1))
        {
            return Start.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);
        }

        return Start is { Day: 1, Hour: 0 } && Start.Year < 9999 && End == Start.AddMonths(1)
            ? Start.ToString("yyyy-MM", CultureInfo.InvariantCulture)
            : Start.ToString(Edge, CultureInfo.InvariantCulture) + Between + End.ToString(Edge, CultureInfo.InvariantCulture);
    }

    private static bool IsWholeHour(DateTimeOffset instant) => instant.UtcTicks % TimeSpan.TicksPerHour == 0;

    private static bool TryEdge(string text, string form, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(
            text, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant)
        // The last years of the calendar have no day after the last.
        && instant.Year is >= Instants.FirstYear and < Instants.LastYear;

    private static bool TryEnd(DateTimeOffset start, Func<DateTimeOffset, DateTimeOffset> end, out Period period) =>
        TryCreate(start, end(start), out period);
}
