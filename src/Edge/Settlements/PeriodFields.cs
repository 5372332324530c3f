using EasyEnclave.Edge.Ledger;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Edge.Settlements;

/// <summary>Reads a period out of a body: its two ends, as instants with an offset.</summary>
internal static class PeriodFields
{
    private const string Start = "period_start";
    private const string End = "period_end";

    /// <summary>Reads a period that must be there.</summary>
    public static Period ReadRequired(JsonFields fields)
    {
        if (fields.Find(Start) is null || fields.Find(End) is null)
        {
            fields.Fail(ProblemResult.Of(400, "missing_fields", null, fields.Find(Start) is null ? Start : End));
            return default;
        }

        return Read(fields) ?? default;
    }

    /// <summary>Reads a period that may be missing, both ends or none.</summary>
    public static Period? Read(JsonFields fields)
    {
        DateTimeOffset? start = fields.Instant(Start);
        DateTimeOffset? end = fields.Instant(End);
        if (fields.Problem is not null || (start is null && end is null))
        {
            return null;
        }

        if (start is null || end is null)
        {
            fields.Fail(ProblemResult.Of(400, "missing_fields", "Both ends of a period, or none.", start is null ? Start : End));
            return null;
        }

        if (Period.TryCreate(start.Value, end.Value, out Period period))
        {
            return period;
        }

        fields.Fail(ProblemResult.InvalidField(
            start >= end ? End : Start, "A period begins and ends on whole hours of UTC, and is one hour to 31 days long."));
        return null;
    }
}
