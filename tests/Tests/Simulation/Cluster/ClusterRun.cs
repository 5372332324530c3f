using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Simulation.Cluster;

/// <summary>Three nodes, their agents and clients, one store, and all that can befall them; one seed makes one course of it.</summary>
internal sealed class ClusterRun
{
    private static readonly string[] Names = ["node-1", "node-2", "node-3"];
    private static readonly AppName[] Apps = [AppName.Parse("hello"), AppName.Parse("world")];

    private readonly Queue<string> _trace = new();
    private readonly List<SimAgent> _agents;
    private readonly SimClient _client;
    private readonly Dictionary<string, MachineClock> _machines = [];
    private readonly HashSet<(string, string)> _cuts = [];
    private readonly TextWriter? _whole;
    private bool _slow;
    private bool _quiet;
    private ulong _course;

    /// <summary>A cluster that starts.</summary>
    /// <param name="seed">What makes its course.</param>
    /// <param name="whole">Where the whole trace is told; null for nowhere.</param>
    public ClusterRun(ulong seed, TextWriter? whole)
    {
        _whole = whole;
        Dice = new Dice(seed);
        Store = new MemoryStore { Clock = Agenda };
        Laws = new ClusterLaws(this);
        _client = new SimClient(this);
        _agents = [.. Enumerable.Range(0, 10).Select(number => new SimAgent(this, number))];
        foreach (string name in Names)
        {
            _machines[name] = new MachineClock(Agenda);
            Start(name);
        }

        _agents.ForEach(agent => In(TimeSpan.FromSeconds(3), agent.Connect));
        In(TimeSpan.FromSeconds(5), Traffic);
        In(TimeSpan.FromSeconds(8), Trouble);
    }

    public Agenda Agenda { get; } = new();

    public Dice Dice { get; }

    public MemoryStore Store { get; }

    public ClusterLaws Laws { get; }

    /// <summary>All processes that run, also those that do not know yet that they are dead.</summary>
    public List<NodeProcess> Processes { get; } = [];

    public List<NodeProcess> Everyone { get; } = [];

    public TimeSpan StorePausedUntil { get; private set; }

    /// <summary>Whether things go wrong.</summary>
    public bool Unkind { get; private set; } = true;

    public int Steps { get; private set; }

    /// <summary>A number that two equal courses have in common.</summary>
    public ulong Course => _course;

    public IEnumerable<string> Trace => _trace;

    public void In(TimeSpan wait, Action act) => Agenda.In(wait, act);

    public TimeSpan Way() => TimeSpan.FromMicroseconds(200 + Dice.Roll(_slow ? 600_000 : Dice.Roll(20) == 0 ? 60_000 : 3000));

    public bool Reaches(NodeProcess from, NodeProcess to) =>
        to is { Running: true, Stopped: false, Ready: true } && !_cuts.Contains((from.Name, to.Name)) && !_cuts.Contains((to.Name, from.Name));

    public T Done<T>(Task<T> task)
    {
        Assert.True(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    public void Say(string what)
    {
        string line = $"{Steps} {Agenda.Now.TotalSeconds:F3} {what}";
        foreach (char letter in line)
        {
            _course = (_course ^ letter) * 1099511628211;
        }

        _whole?.WriteLine(line);
        _trace.Enqueue(line);
        if (_trace.Count > 30)
        {
            _trace.Dequeue();
        }
    }

    /// <summary>A process has ended; somebody starts another one.</summary>
    public void Ended(NodeProcess process)
    {
        Processes.Remove(process);
        if (!Processes.Exists(other => other.Name == process.Name))
        {
            In(TimeSpan.FromMilliseconds(300 + Dice.Roll(8000)), () =>
            {
                if (!Processes.Exists(other => other.Name == process.Name))
                {
                    Start(process.Name);
                }
            });
        }
    }

    public void RunTo(int steps)
    {
        while (Steps < steps)
        {
            Step();
            if (Steps % 2000 == 0)
            {
                DateTimeOffset kept = Agenda.GetUtcNow() - TimeSpan.FromMinutes(5);
                Assert.True(Store.PruneAsync(kept, kept, CancellationToken.None).AsTask().IsCompleted);
            }
        }
    }

    /// <summary>Lets everything come right and everybody finish, then looks at the whole.</summary>
    public void Calm()
    {
        (Unkind, _quiet, _slow) = (false, true, false);
        _cuts.Clear();
        Say("calm");
        foreach (NodeProcess process in Processes.ToList())
        {
            process.Unlinked = false;
            if (process.Stopped)
            {
                process.Resume();
            }
        }

        TimeSpan until = Agenda.Now + TimeSpan.FromSeconds(60);
        bool undrained = false;
        while (Agenda.Now < until || _client.Open > 0)
        {
            Assert.True(Agenda.Now < until + TimeSpan.FromSeconds(60), $"{_client.Open} commands are never answered");
            if (!undrained && until - Agenda.Now < TimeSpan.FromSeconds(40))
            {
                undrained = true;
                foreach (NodeProcess process in Processes)
                {
                    Done(Store.SetStateAsync(process.Name, process.Lease.Incarnation, MemberState.Active, false, CancellationToken.None).AsTask());
                }
            }

            Step();
        }

        Laws.Whole();
        (Unkind, _quiet) = (true, false);
    }

    private void Step()
    {
        Steps++;
        Agenda.Step();
        Laws.Step();
    }

    private void Start(string name)
    {
        Say($"{name} starts");
        NodeProcess process = new(this, name, _machines[name]);
        Processes.Add(process);
        Everyone.Add(process);
        process.Start();
    }

    private void Traffic()
    {
        In(TimeSpan.FromMilliseconds(20 + Dice.Roll(150)), Traffic);
        NodeProcess[] up = [.. Processes.Where(process => process.Ready)];
        if (_quiet || up.Length == 0)
        {
            return;
        }

        NodeProcess through = Dice.Pick(up);
        SimAgent agent = Dice.Pick(_agents);
        switch (Dice.Roll(16))
        {
            case 0:
                Say($"{agent.Who.AgentId.Value} connects again");
                agent.Connect();
                break;
            case 1 when agent.Tunnel is { } leaving:
                Say($"{agent.Who.AgentId.Value} leaves {leaving.Process.Name}");
                leaving.Process.Dropped(leaving);
                break;
            case 2 or 3 when agent.Tunnel is { Epoch: > 0 } sick:
                sick.Process.TurnHealth(sick, sick.Fault is null ? "health_fail" : null);
                break;
            case 4 or 5 when agent.Tunnel is { Epoch: > 0 } again:
                again.Process.Renew(again);
                break;
            case 6 when !through.Stopped:
                bool ban = Dice.Roll(3) == 0;
                Say($"{through.Name} {(ban ? "bans" : "unbans")} {agent.Who.AgentId.Value}");
                through.SetBan(new BanTarget(BanScope.Agent, agent.Who.AgentId.Value), ban);
                break;
            case 7 when !through.Stopped && Dice.Roll(4) == 0:
                through.Disconnect(agent.Who.AgentId);
                break;
            case 8 when !through.Stopped && Dice.Roll(20) == 0:
                through.Release(Dice.Pick(Apps));
                break;
            default:
                _client.Act();
                break;
        }
    }

    private void Trouble()
    {
        In(TimeSpan.FromMilliseconds(300 + Dice.Roll(6000)), Trouble);
        if (_quiet || Processes.Count == 0)
        {
            return;
        }

        NodeProcess process = Dice.Pick(Processes);
        TimeSpan span = TimeSpan.FromMilliseconds(200 + Dice.Roll(Dice.Roll(2) == 0 ? 3000 : 14_000));
        switch (Dice.Roll(11))
        {
            case 0 or 1 when !process.Stopped:
                process.Stop();
                In(span, () => Resume(process));
                if (Dice.Roll(3) == 0)
                {
                    In(span / 2, () => Start(process.Name));
                }

                break;
            case 2:
                process.Kill("killed");
                break;
            case 3 or 4:
                Say($"the store pauses for {span.TotalSeconds:F1}");

                // A shorter pause within a longer one ends nothing: else what waits for the longer one hangs while the store answers others.
                StorePausedUntil = Agenda.Now + span > StorePausedUntil ? Agenda.Now + span : StorePausedUntil;
                break;
            case 5:
                Say($"{process.Name} loses the store for {span.TotalSeconds:F1}");
                (process.Unlinked, process.ImpededAt) = (true, Agenda.Now);
                In(span, () => (process.Unlinked, process.ImpededAt) = (false, Agenda.Now));
                break;
            case 6:
                (string, string) cut = (process.Name, Dice.Pick(Names));
                Say($"{cut} are cut");
                _cuts.Add(cut);
                In(span, () => _cuts.Remove(cut));
                break;
            case 7:
                _machines[process.Name].Offset += TimeSpan.FromHours(Dice.Roll(2) == 0 ? 1 : -1);
                Say($"the clock of {process.Name} is set");
                break;
            case 8:
                Say($"{process.Name} is told to drain");
                Set(process, MemberState.Draining);
                In(span, () => Set(process, MemberState.Active));
                break;
            case 9 when Dice.Roll(3) == 0:
                Down(process);
                break;
            default:
                _slow = true;
                In(span, () => _slow = false);
                break;
        }
    }

    private static void Resume(NodeProcess process)
    {
        if (process.Stopped)
        {
            process.Resume();
        }
    }

    private void Set(NodeProcess process, MemberState state) =>
        Done(Store.SetStateAsync(process.Name, process.Lease.Incarnation, state, state == MemberState.Draining, CancellationToken.None).AsTask());

    private void Down(NodeProcess process)
    {
        MemberRow? row = Done(Store.ReadClusterAsync(CancellationToken.None).AsTask()).Find(process.Name);
        if (row is { Live: true } && Done(Store.ReapAsync(row, Agenda.GetUtcNow(), CancellationToken.None).AsTask()))
        {
            Say($"{process.Name} is declared dead");
            Laws.Downed(row.Incarnation);
        }
    }
}
