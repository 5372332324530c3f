using EasyEnclave.Actors.Cluster;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>Nodes that beat and look by <see cref="MemberWatch"/> alone, on a store that pauses: everything in milliseconds, nothing waits.</summary>
/// <remarks>
/// A call that falls into a pause of the store ends with the pause, or fails after the store's time is over and never took effect. A node
/// that is stopped does nothing until it goes on, as under SIGSTOP; what was on its way then ends late.
/// </remarks>
internal sealed class WatchedCluster
{
    private const int BeatEvery = 1000;
    private const int LookEvery = 500;
    private const int Timeout = 5000;

    private readonly PriorityQueue<Action, (int At, int Order)> _events = new();
    private readonly WatchedNode[] _nodes;
    private readonly IReadOnlyList<(int From, int To)> _pauses;
    private int _order;
    private int _now;

    public WatchedCluster(IReadOnlyList<WatchedNode> nodes, IReadOnlyList<(int From, int To)> pauses)
    {
        _nodes = [.. nodes];
        _pauses = pauses;
        foreach (WatchedNode node in _nodes)
        {
            Schedule(node.Phase, () => Beat(node, node.Phase));
            Schedule(node.Phase / 2, () => Look(node, node.Phase / 2));
        }
    }

    /// <summary>Who declared whom dead, and when.</summary>
    public List<(int At, WatchedNode Reaper, WatchedNode Dead)> Reaped { get; } = [];

    public void RunTo(int end)
    {
        while (_events.TryPeek(out Action? step, out (int At, int Order) due) && due.At <= end)
        {
            _events.Dequeue();
            _now = due.At;
            step();
        }
    }

    private void Schedule(int at, Action step) => _events.Enqueue(step, (at, _order++));

    /// <summary>When a call that begins now ends; null when it is given up.</summary>
    private int? Ends(WatchedNode node)
    {
        int end = _now + node.Latency;
        foreach ((int from, int to) in _pauses.Where(pause => pause.From < end && _now < pause.To))
        {
            end = to + node.Latency;
        }

        return end - _now > Timeout ? null : end;
    }

    /// <summary>The node's next instant at or after one: not while it is stopped.</summary>
    private static int Awake(WatchedNode node, int at) => node.Stopped is var (from, to) && at >= from && at < to ? to : at;

    private void Beat(WatchedNode node, int tick)
    {
        if (_now >= node.Dies || node.Watch.Fenced)
            return;
        int? end = Ends(node);
        Schedule(end ?? _now + Timeout, () =>
        {
            // The store takes it whether or not the node is awake to hear of it.
            if (end is not null && node.Live && _now < node.Dies)
                node.Beats++;
            int heard = Awake(node, _now);
            Schedule(heard, () =>
            {
                node.Watch = end is null ? node.Watch.BeatFailed() : node.Watch.Beat(node.Live, At(_now));
                int next = Math.Max(tick + BeatEvery, _now);
                Schedule(Awake(node, next), () => Beat(node, next));
            });
        });
    }

    private void Look(WatchedNode node, int tick)
    {
        if (_now >= node.Dies || node.Watch.Fenced)
            return;
        int begun = _now;
        ClusterView view = View();
        int? end = Ends(node);
        Schedule(Awake(node, end ?? _now + Timeout), () =>
        {
            if (end is not null)
            {
                node.Watch = node.Watch.Look(view, At(begun), At(_now));
                foreach (MemberRow silent in node.Watch.Silent)
                    Reap(node, silent);
            }

            int next = Math.Max(tick + LookEvery, _now);
            Schedule(Awake(node, next), () => Look(node, next));
        });
    }

    private void Reap(WatchedNode reaper, MemberRow silent)
    {
        WatchedNode dead = _nodes.Single(node => node.Incarnation == silent.Incarnation);
        if (dead.Live && dead.Beats == silent.Beat)
        {
            dead.Live = false;
            Reaped.Add((_now, reaper, dead));
        }
    }

    private ClusterView View() => new([.. _nodes.Select(node => node.Row)], null, DateTimeOffset.UnixEpoch);

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
