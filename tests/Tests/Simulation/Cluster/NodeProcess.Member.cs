using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Cluster;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>Membership and the feed.</summary>
internal sealed partial class NodeProcess
{
    private IReadOnlyDictionary<string, long> _marks = new Dictionary<string, long>();
    private List<Action<bool>> _asked = [];
    private bool _reading;
    private bool _setAside;

    /// <summary>Calls back once what is written by now is shown, or could not be read.</summary>
    private void CatchUp(Action<bool> then)
    {
        _asked.Add(then);
        if (!_reading)
        {
            ReadTail();
        }
    }

    private void Beat()
    {
        TimeSpan begun = Now;
        Call(
            "beat",
            () => _store.BeatAsync(Lease, _watch!.Reaches, CancellationToken.None).AsTask(),
            alive =>
            {
                Note(_watch!.Beat(alive, Now));
                Again();
            },
            () =>
            {
                Note(_watch!.BeatFailed());
                Again();
            });

        void Again() => Later(Max(MemberRules.BeatInterval - (Now - begun)), Beat);
    }

    private void Look()
    {
        TimeSpan begun = Now;
        Call("look", Read, Saw(view =>
        {
            Note(_watch!.Look(view, begun, Now));
            if (!Running)
            {
                return;
            }

            foreach (MemberRow silent in _watch.Silent)
            {
                _run.Say($"{Name} finds {silent.Node} silent");
                Call("reap", () => _run.Laws.Reaped(silent, _store.ReapAsync(silent, UtcNow, CancellationToken.None).AsTask()), _ => { }, () => { });
            }

            SetOwnState(view);
            View = view;
            Directory.ShowMembers(view);
            Ready = true;
            KeepSeat(view);
            LeaveIfDraining();
            Again();
        }), Again);

        void Again() => Later(Max(MemberRules.LookInterval - (Now - begun)), Look);
    }

    private void Probe()
    {
        Guid[] reached = [.. _watch!.Others
            .Where(peer => _run.Processes.Any(process => process.Lease.Incarnation == peer.Incarnation && _run.Reaches(this, process)))
            .Select(peer => peer.Incarnation)];
        Note(_watch.Probe(reached, Now));
        Later(MemberRules.ProbeInterval, Probe);
    }

    private void Feed()
    {
        if (!_reading)
        {
            ReadTail();
        }

        Later(TimeSpan.FromMilliseconds(600), Feed);
    }

    private void ReadTail()
    {
        _reading = true;
        (List<Action<bool>> asked, _asked) = (_asked, []);
        long bans = Directory.BansRevision;
        Call(
            "feed",
            () => _store.ReadTailAsync(_marks, 1000, CancellationToken.None).AsTask(),
            tail =>
            {
                bool whole = Directory.Show(tail, bans);
                if (whole)
                {
                    _marks = tail.Marks;
                }

                if (tail.LastAt is { } last)
                {
                    _time.NotBefore(last);
                }

                Over(true);
            },
            () => Over(false));

        void Over(bool shown)
        {
            _reading = false;
            asked.ForEach(then => then(shown));
            if (_asked.Count > 0)
            {
                ReadTail();
            }
        }
    }

    private void SetOwnState(ClusterView view)
    {
        MemberRow own = view.Find(Name)!;
        (MemberState wanted, _setAside) = OwnState.Of(own, _watch!.CutOff, _setAside);
        if (wanted != own.State)
        {
            _run.Say($"{Name} turns {wanted}");
            Call("state", () => _store.SetStateAsync(Name, Lease.Incarnation, wanted, null, CancellationToken.None).AsTask(), _ => { }, () => { });
        }
    }

    private void LeaveIfDraining()
    {
        if (Draining && _tunnels.Count > 0)
        {
            SimTunnel tunnel = _tunnels[0];
            _run.In(TimeSpan.FromMilliseconds(200), tunnel.Agent.Connect);
            Later(TimeSpan.FromSeconds(2), () => EndLater(tunnel, AgentEnding.Draining));
        }
    }

    private void Note(MemberWatch after)
    {
        _watch = after;
        if (after.Fenced)
        {
            Kill("fenced");
        }
    }

    private static TimeSpan Max(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}
