using System.Collections.Frozen;
using System.Collections.Immutable;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Directory;

public sealed partial class AgentDirectory
{
    // Agents whose app is not shown yet: the feed brings rows of several logs in any order.
    private readonly Dictionary<string, HashSet<string>> _strays = new(StringComparer.Ordinal);
    private FrozenDictionary<string, MemberRow> _members = FrozenDictionary<string, MemberRow>.Empty;
    private IPeerTunnels? _peers;
    private string? _self;
    private bool _withholding;
    private int _banHolds;

    /// <summary>Says which node this is and how agents at other nodes are reached; a node that is alone never says it.</summary>
    /// <param name="node">This node's name.</param>
    /// <param name="peers">The way to the others.</param>
    public void Join(string node, IPeerTunnels peers)
    {
        lock (_writing)
        {
            (_self, _peers) = (node, peers);
        }
    }

    /// <summary>Shows who lives: the agents of a node that is dead, or of an older incarnation of one that lives, are disconnected.</summary>
    /// <remarks>A draining node's agents are served through it until they have left.</remarks>
    public void ShowMembers(ClusterView view)
    {
        lock (_writing)
        {
            FrozenDictionary<string, MemberRow> before = _members;
            _members = view.Nodes.ToFrozenDictionary(member => member.Node, StringComparer.Ordinal);
            HashSet<string> changed = [.. before.Values.Concat(_members.Values).Select(member => member.Node)
                .Where(node => Reach(before.GetValueOrDefault(node)) != Reach(_members.GetValueOrDefault(node)))];
            if (changed.Count == 0)
            {
                return;
            }

            foreach (AgentEntry entry in _agents.Values)
            {
                if (changed.Contains(entry.Owner) && !entry.Here && Elsewhere(Without(entry)) is var after && after != entry)
                {
                    Replace(after);
                }
            }
        }
    }

    /// <summary>Shows what other nodes wrote, as the rows were when the feed read them.</summary>
    /// <param name="tail">What was read.</param>
    /// <param name="bansRevision"><see cref="BansRevision"/> from before the read began.</param>
    /// <returns>False when bans were being written here meanwhile: what was read of them may be older, so it is to be read again.</returns>
    public bool Show(FeedTail tail, long bansRevision)
    {
        lock (_writing)
        {
            foreach (AppState app in tail.Apps)
            {
                Put(app);
                Find(app.Name)?.EndReleased();
            }

            foreach (AgentState agent in tail.Agents)
            {
                if (Find(agent.Id) is not { } known || known.State.Version != agent.Version || known.State.Epoch != agent.Epoch)
                {
                    Put(agent);
                }
            }

            if (tail.Bans is not { } bans)
            {
                return true;
            }

            if (_bansRevision != bansRevision || _banHolds > 0)
            {
                return false;
            }

            ReplaceBans(bans);
            return true;
        }
    }

    /// <summary>To be held around a write of bans: until it is shown, what the feed read of them may be older than it.</summary>
    public IDisposable HoldBans()
    {
        lock (_writing)
        {
            _banHolds++;
        }

        return new BanHold(this);
    }

    /// <summary>True while agents of sealed networks are not served, since the store does not answer.</summary>
    public bool Withholding => _withholding;

    /// <summary>Lets agents of sealed networks serve no longer, or again: nobody could tell this node that one is banned or gone.</summary>
    /// <param name="silent">Whether the store has not answered for longer than is allowed.</param>
    public void ShowStore(bool silent)
    {
        lock (_writing)
        {
            if (_withholding == silent)
            {
                return;
            }

            _withholding = silent;
            foreach (AgentEntry entry in _agents.Values)
            {
                if (entry.Withheld != Withholds(entry.State))
                {
                    Replace(entry with { Withheld = Withholds(entry.State) });
                }
            }
        }
    }

    private static (bool Live, Guid Incarnation, string Address) Reach(MemberRow? member) =>
        member is { Live: true } ? (true, member.Incarnation, member.Address) : default;

    private bool Withholds(AgentState state) => _withholding && Rules.FailsClosed(state.Network);

    /// <summary>The entry with the tunnel at another node that its row speaks of; one that is here stays as it is.</summary>
    private AgentEntry Elsewhere(AgentEntry entry)
    {
        AgentState state = entry.State;
        if (entry.Here || _peers is null)
        {
            return entry;
        }

        if (OwnerOf(state) is not { } owner)
        {
            return entry.Live is null ? entry : Without(entry);
        }

        return entry with
        {
            Live = entry.Live is { } live && live.Epoch == state.Epoch ? entry.Live : new LiveTunnel(state.Epoch, _peers.To(owner, state.Id, state.Epoch), null),
            Health = state.Health is { Fault: not null } ? HealthStatus.Fail : HealthStatus.Pass,
            HealthAt = state.Health?.At ?? state.Attestation.At,
        };
    }

    private MemberRow? OwnerOf(AgentState state) =>
        state.Phase is AgentPhase.Connected
        && state.Log != _self
        && _members.GetValueOrDefault(state.Log) is { Live: true } owner
        && owner.Incarnation == state.Incarnation
            ? owner
            : null;

    private void Stray(AgentState state)
    {
        if (!_strays.TryGetValue(state.App.Value, out HashSet<string>? strays))
        {
            _strays[state.App.Value] = strays = new HashSet<string>(StringComparer.Ordinal);
        }

        strays.Add(state.Id.Value);
    }

    private ImmutableArray<AgentEntry> Strays(AppName app) => _strays.Remove(app.Value, out HashSet<string>? strays)
        ? [.. strays.Select(id => _agents[id]).Where(entry => entry.State.App == app)]
        : [];

    private void ReplaceBans(IReadOnlyList<Ban> bans)
    {
        HashSet<BanTarget> targets = [.. bans.Select(ban => ban.Target)];
        bool changed = targets.Count != _bans.Count;
        foreach (BanTarget lifted in _bans.Keys.Where(target => !targets.Contains(target)))
        {
            changed |= _bans.TryRemove(lifted, out _);
        }

        foreach (Ban ban in bans)
        {
            changed |= _bans.GetValueOrDefault(ban.Target) != ban;
            _bans[ban.Target] = ban;
        }

        if (changed)
        {
            Interlocked.Increment(ref _bansRevision);
            RefreshBans();
        }
    }

    private sealed class BanHold(AgentDirectory directory) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            lock (directory._writing)
            {
                directory._banHolds -= _ended ? 0 : 1;
                _ended = true;
            }
        }
    }
}
