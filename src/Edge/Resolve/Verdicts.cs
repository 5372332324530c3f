using System.Collections.Concurrent;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;

namespace EasyEnclave.Edge.Resolve;

/// <summary>Looks names up, and keeps each app's verdict for as long as its entry and standing are the same.</summary>
/// <remarks>One verdict an app that is bound, never one for a name that a stranger made up.</remarks>
internal sealed class Verdicts(AgentDirectory directory, AppEndpoints endpoints, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Verdict> _kept = new(StringComparer.Ordinal);

    /// <summary>The verdict on a name now.</summary>
    public Verdict Of(string name)
    {
        AppEntry? app = directory.Find(name);
        return app is { State.Phase: AppPhase.Bound } ? Of(name, app) : Verdict.Unknown;
    }

    private Verdict Of(string name, AppEntry app)
    {
        DateTimeOffset now = time.GetUtcNow();
        AppStanding standing = app.StandingAt(now);
        if (_kept.TryGetValue(name, out Verdict? known) && ReferenceEquals(known.App, app) && ReferenceEquals(known.Standing, standing))
        {
            return known;
        }

        Verdict verdict = Verdict.Of(
            app, standing, ResolveAnswers.Of(app, standing, directory.Rules, endpoints.Of(app.State.Name), now));
        _kept[name] = verdict;
        return verdict;
    }
}
