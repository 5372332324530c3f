using EasyEnclave.Actors.Clock;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Actors;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>One process of a node from its start to its end: the product's decisions, with shells that one thread drives.</summary>
internal sealed partial class NodeProcess : IPeerTunnels
{
    private static readonly TimeSpan Patience = MemberRules.StoreTimeout;

    private readonly ClusterRun _run;
    private readonly MemoryStore _store;
    private readonly TrustedTime _time;
    private readonly StoreClock _clock;
    private readonly Queue<Action> _held = [];
    private MemberWatch? _watch;

    public NodeProcess(ClusterRun run, string name, MachineClock machine)
    {
        (_run, Name, _store) = (run, name, run.Store);
        _time = new TrustedTime(machine, DateTimeOffset.MinValue);
        _clock = new StoreClock(machine, _time, NullLogger<StoreClock>.Instance);
        Directory = new AgentDirectory(Cast.Rules);
        Lease = new LogLease(name, Guid.Empty);
    }

    public string Name { get; }

    public AgentDirectory Directory { get; }

    public LogLease Lease { get; private set; }

    public ClusterView? View { get; private set; }

    /// <summary>False from its end on.</summary>
    public bool Running { get; private set; } = true;

    /// <summary>True while it is stopped, as by SIGSTOP.</summary>
    public bool Stopped { get; private set; }

    /// <summary>True while the store is out of its reach.</summary>
    public bool Unlinked { get; set; }

    public bool Ready { get; private set; }

    public bool Draining => View?.Find(Name)?.State is not MemberState.Active;

    /// <summary>When something of its own, and not the store, last kept it from beating.</summary>
    public TimeSpan ImpededAt { get; set; } = TimeSpan.FromDays(-1);

    /// <summary>True where it may be silent; here a process beats only once it has read all rows.</summary>
    public bool Impeded => !Running || Stopped || Unlinked || !Ready || _run.Agenda.Now - ImpededAt < TimeSpan.FromSeconds(15);

    private TimeSpan Now => _run.Agenda.Now;

    private DateTimeOffset UtcNow => _time.GetUtcNow();

    public ITunnel To(MemberRow owner, AgentId agent, long epoch) => new SimTunnel(null, this);

    public void Start() => Ask(
        "floor",
        () => TrustedTime.FloorAsync(_store, Name, CancellationToken.None).AsTask(),
        floor =>
        {
            _time.NotBefore(floor);
            Ask("look", Read, Saw(_ => Ask("join", Join, Joined)));
        });

    public void Stop()
    {
        (Stopped, ImpededAt) = (true, Now);
        _run.Say($"{Name} is stopped");
    }

    public void Resume()
    {
        (Stopped, ImpededAt) = (false, Now);
        _run.Say($"{Name} goes on");
        while (_held.TryDequeue(out Action? act))
        {
            Later(TimeSpan.FromMilliseconds(_run.Dice.Roll(5)), act);
        }
    }

    /// <summary>Ends at once; what is on its way to the store may still arrive there.</summary>
    public void Kill(string why)
    {
        if (!Running)
        {
            return;
        }

        (Running, Ready) = (false, false);
        _run.Say($"{Name} ends: {why}");
        foreach (SimTunnel tunnel in _tunnels)
        {
            tunnel.Closed = true;
            tunnel.Agent.Lost(tunnel);
        }

        _run.Ended(this);
    }

    /// <summary>Runs something in this process after a while, if it then runs.</summary>
    public void Later(TimeSpan wait, Action act) => _run.In(wait, () => Deliver(act));

    private void Deliver(Action act)
    {
        if (Stopped)
        {
            _held.Enqueue(act);
        }
        else if (Running)
        {
            act();
        }
    }

    /// <summary>A call to the store that is made again until it is answered.</summary>
    private void Ask<T>(string what, Func<Task<T>> work, Action<T> answered) =>
        Call(what, work, answered, () => Later(TimeSpan.FromSeconds(1), () => Ask(what, work, answered)));

    /// <summary>A call to the store: it arrives late or never, and so does its answer.</summary>
    /// <param name="what">For the trace.</param>
    /// <param name="work">What the store does, at once and as a whole.</param>
    /// <param name="answered">The answer came.</param>
    /// <param name="failed">None did: nothing is known.</param>
    private void Call<T>(string what, Func<Task<T>> work, Action<T> answered, Action failed)
    {
        bool over = false;
        bool waits = false;
        _run.In(_run.Way(), Arrive);

        void Arrive()
        {
            if (Unlinked || (over && what is "append" or "ledger"))
            {
                Timeout();
                return;
            }

            if (_run.StorePausedUntil > Now)
            {
                Timeout();
                _run.In(_run.StorePausedUntil - Now + _run.Way(), Arrive);
                return;
            }

            T answer = Done(work());
            if (_run.Unkind && _run.Dice.Roll(400) == 0)
            {
                _run.Say($"{Name} {what}: the answer is lost");
                ImpededAt = what == "beat" ? Now : ImpededAt;
                Timeout();
                return;
            }

            _run.In(_run.Way(), () => Deliver(() =>
            {
                if (!over)
                {
                    over = true;
                    answered(answer);
                }
            }));
        }

        void Timeout()
        {
            if (!waits)
            {
                waits = true;
                Later(Patience, () =>
                {
                    if (!over)
                    {
                        over = true;
                        failed();
                    }
                });
            }
        }
    }

    private static T Done<T>(Task<T> task)
    {
        Assert.True(task.IsCompleted, "the memory store answers at once");
        return task.GetAwaiter().GetResult();
    }

    private Task<ClusterView> Read() => _store.ReadClusterAsync(CancellationToken.None).AsTask();

    private Task<LogLease> Join() => _run.Laws.Joined(_store.JoinNodeAsync(new NodeCard(Name, Name + ":1", "1"), UtcNow, CancellationToken.None).AsTask());

    private void Joined(LogLease lease)
    {
        Lease = lease;
        _run.Say($"{Name} joined");
        Ask("load", () => _store.LoadAsync(CancellationToken.None).AsTask(), snapshot =>
        {
            Directory.Join(Name, this);
            Directory.Load(snapshot);
            _marks = snapshot.Heads;
            TimeSpan begun = Now;
            Ask("look", Read, Saw(view => Serve(new MemberWatch(Name, lease.Incarnation).Look(view, begun, Now))));
        });
    }

    private void Serve(MemberWatch watch)
    {
        Note(watch);
        Beat();
        Look();
        Probe();
        Feed();
        Mark();
    }

    private Action<ClusterView> Saw(Action<ClusterView> then)
    {
        long begun = _run.Agenda.GetTimestamp();
        return view =>
        {
            _clock.Saw(view.StoreTime, begun, _run.Agenda.GetTimestamp());
            then(view);
        };
    }
}
