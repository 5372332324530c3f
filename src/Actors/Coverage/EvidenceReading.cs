using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Coverage;

/// <summary>From rows to the facts that count for a span; pure.</summary>
public static class EvidenceReading
{
    /// <summary>How long before an outage a session may have been ended for it: a server that goes away takes its time.</summary>
    public static TimeSpan DrainMost { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Since when sessions count for a span.</summary>
    /// <param name="from">The span's first instant.</param>
    /// <param name="outages">The outages that reach into it.</param>
    /// <param name="rules">The times that count.</param>
    public static DateTimeOffset Since(DateTimeOffset from, IEnumerable<OutageFact> outages, EvidenceRules rules) =>
        outages.Select(outage => outage.From - DrainMost).Append(from - rules.LookBack).Min();

    /// <summary>Reads rows: ends that nobody wrote are what the log vouches for, and nothing goes beyond the span's end.</summary>
    public static EvidenceFacts Of(EvidenceRows rows, TimeRange window, EvidenceRules rules)
    {
        List<SessionFact> sessions = [];
        foreach (SessionRow row in rows.Sessions)
        {
            DateTimeOffset end = row.To ?? row.CoveredTo ?? row.From;
            DateTimeOffset attested = row.RenewedAt ?? row.From;
            if (row.From >= window.To)
            {
                continue;
            }

            // What came after the span is nobody's business in it, and would change with each reading.
            bool later = end >= window.To;
            sessions.Add(new SessionFact(
                row.Agent,
                row.Epoch,
                row.Log,
                row.Incarnation,
                row.From,
                later ? window.To : end < row.From ? row.From : end,
                attested > window.To ? window.To : attested,
                later ? SessionFact.Open : row.Cause ?? SessionFact.Open));
        }

        HashSet<string> logs = [.. sessions.Select(session => session.Log)];
        return new EvidenceFacts
        {
            Sessions = sessions,
            Exceptions =
            [
                .. rows.Exceptions
                    .Where(row => row.From < window.To && (row.To is not { } to || to >= window.From - rules.LookBack) && Within(sessions, row))
                    .Select(row => new ExceptionFact(row.Agent, row.From, row.To > window.To ? null : row.To, row.Kind, row.Reason)),
            ],
            Outages = [.. rows.Outages.Where(outage => outage.From < window.To && logs.Contains(outage.Log))],
        }.Sorted();
    }

    // An agent that served for another node before leaves its faults there.
    private static bool Within(List<SessionFact> sessions, ExceptionRow row) =>
        sessions.Exists(session => session.Agent == row.Agent && session.From <= row.From && row.From <= session.To);
}
