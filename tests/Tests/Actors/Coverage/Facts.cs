using EasyEnclave.Actors.Coverage;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Tests.Actors.Coverage;

/// <summary>A node's evidence, written by minutes from the beginning of a period of two hours.</summary>
internal sealed class Facts
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);
    public static readonly TimeRange Window = new(Start, Start.AddHours(2));

    public static readonly EvidenceRules Rules = new()
    {
        HealthTimeout = TimeSpan.FromSeconds(120),
        AttestationLifetime = TimeSpan.FromSeconds(3630),
        GapLimit = TimeSpan.FromSeconds(300),
    };

    private static readonly Guid[] Incarnations = [.. Enumerable.Range(1, 8).Select(i => new Guid(i, 0, 0, new byte[8]))];

    private readonly List<SessionFact> _sessions = [];
    private readonly List<ExceptionFact> _exceptions = [];
    private readonly List<OutageFact> _outages = [];

    public static DateTimeOffset At(double minutes) => Start.AddTicks((long)(minutes * TimeSpan.TicksPerMinute));

    public Facts Session(double from, double to, string ending = SessionFact.Open, string agent = "agent-1", int incarnation = 0, double? attested = null)
    {
        _sessions.Add(new SessionFact(
            AgentId.Parse(agent), _sessions.Count + 1, "node-1", Incarnations[incarnation], At(from), At(to), At(attested ?? Math.Max(from, to - 30)), ending));
        return this;
    }

    public Facts Fails(string kind, double from, double? to, string agent = "agent-1")
    {
        _exceptions.Add(new ExceptionFact(AgentId.Parse(agent), At(from), to is { } end ? At(end) : null, kind, kind));
        return this;
    }

    public Facts Away(double from, double to, int incarnation = 0)
    {
        _outages.Add(new OutageFact("node-1", Incarnations[incarnation], At(from), At(to)));
        return this;
    }

    public EvidenceFacts Build() => new() { Sessions = _sessions, Exceptions = _exceptions, Outages = _outages };

    public EvidenceFinding Judge() => Judge(Window);

    public EvidenceFinding Judge(TimeRange window) => EvidenceJudge.Judge(Build(), window, Rules);
}
