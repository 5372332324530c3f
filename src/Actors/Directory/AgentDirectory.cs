using System.Collections.Concurrent;
using System.Collections.Immutable;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Directory;

/// <summary>The read model behind resolve and routing: committed rows joined with the tunnels that are open, here and at other nodes.</summary>
/// <remarks>
/// Readers take no lock: they see immutable entries that writers replace under one lock. Rows come from the store's writer in commit
/// order, and in a cluster from the feed as well; both bring only what is committed, so nothing is ever shown that a crash could take
/// back. They may come in any order and more than once: a row older than the one that is shown is not taken.
/// </remarks>
public sealed partial class AgentDirectory
{
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<string, AppEntry> _apps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AgentEntry> _agents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _prefixes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<BanTarget, Ban> _bans = new();
    private long _revision;
    private long _bansRevision;

    /// <summary>An empty directory that reads rows by these rules.</summary>
    public AgentDirectory(DirectoryRules rules) => Rules = rules;

    /// <summary>The rules by which rows are read.</summary>
    public DirectoryRules Rules { get; }

    /// <summary>All apps, also released ones.</summary>
    public IEnumerable<AppEntry> Apps => _apps.Values;

    /// <summary>All agents.</summary>
    public IEnumerable<AgentEntry> Agents => _agents.Values;

    /// <summary>All bans in force.</summary>
    public IEnumerable<Ban> Bans => _bans.Values;

    /// <summary>Grows each time the bans change.</summary>
    public long BansRevision => Volatile.Read(ref _bansRevision);

    /// <summary>An app, null when the name was never bound.</summary>
    public AppEntry? Find(AppName app) => _apps.GetValueOrDefault(app.Value);

    /// <summary>An app by the text of its name, null when nobody has bound it; for callers that have not parsed it.</summary>
    public AppEntry? Find(string app) => _apps.GetValueOrDefault(app);

    /// <summary>An agent, null when it never attested.</summary>
    public AgentEntry? Find(AgentId agent) => _agents.GetValueOrDefault(agent.Value);

    /// <summary>How many agents attested last from a /24 or /48.</summary>
    public int KnownFrom(string prefix) => _prefixes.GetValueOrDefault(prefix);

    /// <summary>The ban in force on exactly this; null when there is none.</summary>
    public Ban? BanOn(BanTarget target) => _bans.GetValueOrDefault(target);

    /// <summary>The ban among these targets, null when none is in force.</summary>
    public BanTarget? Banned(IEnumerable<BanTarget> targets)
    {
        foreach (BanTarget target in targets)
        {
            if (_bans.ContainsKey(target))
            {
                return target;
            }
        }

        return null;
    }

    /// <summary>Shows the rows of a start.</summary>
    public void Load(StoreSnapshot snapshot)
    {
        lock (_writing)
        {
            foreach (Ban ban in snapshot.Bans)
            {
                _bans[ban.Target] = ban;
            }

            foreach (AgentState agent in snapshot.Agents)
            {
                _agents[agent.Id.Value] = Elsewhere(Entry(null, agent));
                CountPrefix(null, agent.Prefix);
            }

            ILookup<AppName, AgentEntry> members = _agents.Values.ToLookup(agent => agent.State.App);
            foreach (AppState app in snapshot.Apps)
            {
                Replace(app, [.. members[app.Name]]);
            }
        }
    }

    /// <summary>Shows what was committed; called by the store's writer, in commit order.</summary>
    public void Apply(WriteEntry entry)
    {
        List<BanTarget>? set = null;
        lock (_writing)
        {
            foreach (RowChange change in entry.Changes)
            {
                switch (change)
                {
                    case RowChange.PutAgent put:
                        Put(put.State);
                        break;
                    case RowChange.PutApp put:
                        Put(put.State);
                        break;
                    case RowChange.PutBan put:
                        _bans[put.Ban.Target] = put.Ban;
                        (set ??= []).Add(put.Ban.Target);
                        break;
                    case RowChange.RemoveBan remove:
                        _bans.TryRemove(remove.Target, out _);
                        (set ??= []).Add(remove.Target);
                        break;
                }
            }

            if (set is not null)
            {
                Interlocked.Increment(ref _bansRevision);
                RefreshBans();
            }
        }
    }

    /// <summary>Shows an attested tunnel. The older one of the same agent was told that it is superseded when the newer row was shown.</summary>
    /// <returns>False when the row has moved on already: a newer tunnel attested, or this one was ended.</returns>
    public bool Attach(AgentId agent, LiveTunnel live, DateTimeOffset nextAttestAt, DateTimeOffset now)
    {
        lock (_writing)
        {
            if (!_agents.TryGetValue(agent.Value, out AgentEntry? entry) || entry.State.Epoch != live.Epoch || entry.State.Phase is not AgentPhase.Connected)
            {
                return false;
            }

            Replace(entry with { Live = live, HeldEpoch = live.Epoch, Health = HealthStatus.Pass, HealthAt = now, NextAttestAt = nextAttestAt });
            return true;
        }
    }

    /// <summary>Takes a tunnel away, unless a newer one stands there.</summary>
    public void Detach(AgentId agent, long epoch) =>
        Update(agent, epoch, Without);

    /// <summary>Notes how an agent's backend is.</summary>
    public void SetHealth(AgentId agent, long epoch, HealthStatus health, DateTimeOffset at) =>
        Update(agent, epoch, entry => entry with { Health = health, HealthAt = at });

    /// <summary>Notes when the next challenge comes.</summary>
    public void SetNextAttest(AgentId agent, long epoch, DateTimeOffset at) =>
        Update(agent, epoch, entry => entry with { NextAttestAt = at });

    private void Update(AgentId agent, long epoch, Func<AgentEntry, AgentEntry> change)
    {
        lock (_writing)
        {
            if (_agents.TryGetValue(agent.Value, out AgentEntry? entry) && entry.Live?.Epoch == epoch)
            {
                Replace(change(entry));
            }
        }
    }

    private void Put(AgentState state)
    {
        _agents.TryGetValue(state.Id.Value, out AgentEntry? before);
        if (before is not null && (state.Epoch, state.Version).CompareTo((before.State.Epoch, before.State.Version)) < 0)
        {
            return;
        }

        CountPrefix(before?.State.Prefix, state.Prefix);
        if (before is not null && before.State.App != state.App && _apps.TryGetValue(before.State.App.Value, out AppEntry? left))
        {
            Replace(left.State, left.Agents.RemoveAll(agent => agent.State.Id == state.Id));
        }

        AgentEntry after = Entry(before, state);
        if (before?.Live is { Actor: { } actor } live)
        {
            // The row is what counts: should the newer tunnel never show itself, the older one is still told to go and come back.
            if (live.Epoch != state.Epoch)
            {
                after = Without(after);
                actor.End(AgentEnding.Superseded);
            }
            else if (after.BannedBy is not null)
            {
                actor.End(AgentEnding.Banned);
            }
            else if (state.Phase is not AgentPhase.Connected)
            {
                actor.End(AgentEnding.Operator);
            }
        }

        Replace(Elsewhere(after));
    }

    private void Put(AppState state)
    {
        AppEntry? before = _apps.GetValueOrDefault(state.Name.Value);
        if (before is null || before.State.Version <= state.Version)
        {
            Replace(state, before?.Agents ?? Strays(state.Name));
        }
    }

    private static AgentEntry Without(AgentEntry entry) => entry with { Live = null, Health = HealthStatus.Unknown, NextAttestAt = null };

    private AgentEntry Entry(AgentEntry? before, AgentState state) =>
        (before ?? new AgentEntry { State = state }) with { State = state, BannedBy = Banned(BanTargets.Of(state)), Withheld = Withholds(state) };

    private void CountPrefix(string? before, string after)
    {
        if (before == after)
        {
            return;
        }

        _prefixes[after] = KnownFrom(after) + 1;
        if (before is null)
        {
            return;
        }

        int left = KnownFrom(before) - 1;
        if (left > 0)
        {
            _prefixes[before] = left;
        }
        else
        {
            _prefixes.TryRemove(before, out _);
        }
    }

    private void Replace(AgentEntry entry)
    {
        _agents[entry.State.Id.Value] = entry;
        if (!_apps.TryGetValue(entry.State.App.Value, out AppEntry? app))
        {
            Stray(entry.State);
            return;
        }

        int index = IndexOf(app.Agents, entry.State.Id);
        Replace(app.State, index < 0 ? app.Agents.Add(entry) : app.Agents.SetItem(index, entry));
    }

    private static int IndexOf(ImmutableArray<AgentEntry> agents, AgentId id)
    {
        for (int i = 0; i < agents.Length; i++)
        {
            if (agents[i].State.Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private void Replace(AppState state, ImmutableArray<AgentEntry> agents)
    {
        AppEntry? before = _apps.GetValueOrDefault(state.Name.Value);
        _apps[state.Name.Value] = new AppEntry(state, agents, ++_revision, Rules);
        before?.MarkReplaced();
    }

    private void RefreshBans()
    {
        foreach (AgentEntry entry in _agents.Values)
        {
            BanTarget? banned = Banned(BanTargets.Of(entry.State));
            if (banned != entry.BannedBy)
            {
                Replace(entry with { BannedBy = banned });
                if (banned is not null)
                {
                    entry.Live?.Actor?.End(AgentEnding.Banned);
                }
            }
        }
    }
}
