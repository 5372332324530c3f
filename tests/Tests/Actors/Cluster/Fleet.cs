using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>Members of a cluster on one memory store, moved on step by step: their loops do not run by themselves, so nothing depends on luck.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly List<FleetNode> _nodes = [];
    private int _ticks;

    public ManualTime Time { get; } = new(Books.T0);

    public MemoryStore Store { get; } = new();

    public async Task<FleetNode> JoinAsync(string name)
    {
        LogLease lease = await Store.JoinNodeAsync(new NodeCard(name, name + ":9000", "1.0.0"), Time.Now, CancellationToken.None);
        ClusterView view = await Store.ReadClusterAsync(CancellationToken.None);
        RecordedLogs logs = new();
        FleetNode node = new(
            new Member(Store, lease, view, Time, new Microsoft.Extensions.Logging.Logger<Member>(logs)),
            new LedgerWriter(Store, Time, NullLogger<LedgerWriter>.Instance),
            lease,
            logs)
        {
            // Nodes do not beat in step.
            Phase = _nodes.Count * 3,
        };
        node.Seat = new SeatKeeper(Store, node.Writer, lease, Time, NullLogger<SeatKeeper>.Instance);
        node.Member.Serve(node, node.Seat);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Lets time pass; every node that is not stopped beats, looks and probes as its time comes.</summary>
    public async Task RunAsync(TimeSpan time, Func<bool>? until = null)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time && until?.Invoke() is not true; passed += Tick)
        {
            Time.Advance(Tick);
            _ticks++;
            foreach (FleetNode node in _nodes.Where(node => !node.Stopped))
                await StepAsync(node, _ticks + node.Phase);
        }
    }

    public ValueTask<ClusterView> ViewAsync() => Store.ReadClusterAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Store.Fault = null;
        foreach (FleetNode node in _nodes)
        {
            await node.Member.DisposeAsync();
            await node.Writer.DisposeAsync();
            node.Seat.Dispose();
        }

        await Store.DisposeAsync();
    }

    private static async Task StepAsync(FleetNode node, int tick)
    {
        if (tick % 10 == 0)
            await node.Member.BeatAsync();
        if (tick % 5 == 0)
            await node.Member.LookAsync();
        if (tick % 10 == 5)
            await node.Member.ProbeAsync();
    }
}
