namespace EasyEnclave.Actors.Coverage;

/// <summary>One agent's facts put together: what covers it, what failed, and when we were away.</summary>
internal sealed class AgentRecord
{
    private readonly IReadOnlyList<SessionFact> _sessions;
    private readonly EvidenceRules _rules;
    private readonly Dictionary<Guid, OutageFact> _cuts = [];
    private readonly List<(TimeRange Span, string Reason)> _healthMarks = [];
    private readonly List<(TimeRange Span, string Reason)> _attestationMarks = [];
    private readonly HashSet<SessionFact> _unhealthy = [];
    private readonly TimeRanges _away;

    public AgentRecord(IReadOnlyList<SessionFact> sessions, EvidenceFacts facts, EvidenceRules rules)
    {
        _sessions = sessions;
        _rules = rules;
        HashSet<string> logs = [.. sessions.Select(session => session.Log)];
        List<TimeRange> away = [];
        foreach (OutageFact outage in facts.Outages.Where(outage => logs.Contains(outage.Log) && outage.To > outage.From))
        {
            _cuts[outage.Incarnation] = outage;
            away.Add(new TimeRange(outage.From, outage.To + rules.ReconnectDelay));
        }

        // What we ended ourselves on the way out is ours from that moment on, not from the last word of the process.
        away.AddRange(sessions.Where(IsCut).Select(session => new TimeRange(session.To, _cuts[session.Incarnation].From)));
        _away = TimeRanges.Of(away);
        foreach (ExceptionFact exception in facts.Exceptions.Where(exception => exception.Agent == sessions[0].Agent))
        {
            Mark(exception);
        }
    }

    /// <summary>Whether the agent was there at all: connected in the span, or cut off by an outage of ours that reaches into it.</summary>
    public bool IsPresentIn(TimeRange window) => _sessions.Any(session =>
        TimeRange.Since(session.From, IsCut(session) ? _cuts[session.Incarnation].To + _rules.ReconnectDelay : session.To).Overlaps(window));

    /// <summary>Its health slots: a session covers while it lasts, and where it ended well as long as a pass does.</summary>
    public SlotTally Health(TimeRange window) => SlotTally.Of(
        window,
        _rules.HealthSlot,
        TimeRanges.Of(_sessions.Select(session => new TimeRange(
            session.From, session.SentAway || _unhealthy.Contains(session) ? session.To : session.To + _rules.HealthTimeout))),
        _away,
        _healthMarks,
        "health_miss");

    /// <summary>Its attestation slots: from the first attestation of a session to the end of what its last one covers.</summary>
    public SlotTally Attestation(TimeRange window) => SlotTally.Of(
        window,
        _rules.AttestationSlot,
        TimeRanges.Of(_sessions.Select(session =>
        {
            DateTimeOffset until = session.AttestedAt + _rules.AttestationLifetime;
            return new TimeRange(session.From, session.SentAway && session.To < until ? session.To : until);
        })),
        _away,
        _attestationMarks,
        "attest_miss");

    private bool IsCut(SessionFact session) => session.EndedByUs && _cuts.ContainsKey(session.Incarnation);

    private void Mark(ExceptionFact exception)
    {
        // An exception lives within the session it began in; whoever closed it later says nothing about the time between.
        SessionFact? within = _sessions.Where(session => session.From <= exception.From).MaxBy(session => session.From);
        DateTimeOffset end = within is not null && within.To >= exception.From ? within.To : exception.From;
        DateTimeOffset to = exception.To is { } written && written < end ? written : end;
        TimeRange span = TimeRange.Since(exception.From, to);
        if (exception.OfAttestation)
        {
            _attestationMarks.Add((span, exception.Kind == "attestation_late" ? "attest_miss" : "attestation_invalid"));
            return;
        }

        _healthMarks.Add((span, exception.Kind == "health_fail" ? "health_fail" : "health_miss"));
        if (within is not null && to >= within.To && exception.Kind != "health_miss")
        {
            _unhealthy.Add(within);
        }
    }
}
