using System.Collections.Immutable;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;

namespace EasyEnclave.Actors.Directory;

/// <summary>An app and its agents at one moment; never changed, only replaced.</summary>
public sealed class AppEntry
{
    private readonly DirectoryRules _rules;
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppStanding? _standing;

    internal AppEntry(AppState state, ImmutableArray<AgentEntry> agents, long revision, DirectoryRules rules)
    {
        State = state;
        Agents = agents;
        Revision = revision;
        _rules = rules;
    }

    /// <summary>Its row as last committed.</summary>
    public AppState State { get; }

    /// <summary>All agents that name it, also those of an earlier binding.</summary>
    public ImmutableArray<AgentEntry> Agents { get; }

    /// <summary>Grows with each replacement, over all apps.</summary>
    public long Revision { get; }

    /// <summary>Ends when something about the app has changed and another entry stands in its place.</summary>
    public Task Replaced => _replaced.Task;

    /// <summary>How it stands at an instant; worked out once and kept while it holds.</summary>
    public AppStanding StandingAt(DateTimeOffset now)
    {
        AppStanding? known = Volatile.Read(ref _standing);
        if (known is not null && now < known.HoldsUntil)
        {
            return known;
        }

        AppStanding judged = StandingRules.Judge(State, Agents, _rules, now);
        Volatile.Write(ref _standing, judged);
        return judged;
    }

    /// <summary>Ends the tunnels here of the agents that served a binding which is no more.</summary>
    /// <remarks>An agent that attests after the release binds the name anew and stays: its row belongs to a later binding.</remarks>
    internal void EndReleased()
    {
        foreach (AgentEntry agent in Agents)
        {
            if (State.Phase == AppPhase.Released || agent.State.Binding < State.Binding)
            {
                agent.Live?.Actor?.End(AgentEnding.Released);
            }
        }
    }

    internal void MarkReplaced() => _replaced.TrySetResult();
}
