using EasyEnclave.Actors.Clock;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Telemetry;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Cluster;

/// <summary>This node in the cluster: it beats, looks who else does, declares the silent dead, and knows when it is dead itself.</summary>
/// <remarks>
/// What is decided is <see cref="MemberWatch"/>'s; here is what must be done about it. A store that cannot be reached is asked again at the
/// next turn, and nobody dies of it. One look at a time: what holds the ledger is decided right behind it, by the view it brought.
/// </remarks>
public sealed partial class Member : IAsyncDisposable
{
    private readonly IClusterStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<Member> _logger;
    private readonly StoreClock? _clock;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _fenced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _leaveAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loops = Task.CompletedTask;
    private MemberWatch _watch;
    private ClusterView _current;
    private MemberState _state;
    private IPeerProbe? _probe;
    private SeatKeeper? _seat;
    private long _contact;
    private bool _setAside;
    private bool _leaving;
    private int _failing;
    private int _disposed;

    internal Member(IClusterStore store, LogLease lease, ClusterView view, TimeProvider time, ILogger<Member> logger, StoreClock? clock = null)
    {
        _clock = clock;
        _store = store;
        _time = time;
        _logger = logger;
        Lease = lease;
        _start = _contact = time.GetTimestamp();
        _watch = new MemberWatch(lease.Log, lease.Incarnation);
        _current = view;
    }

    /// <summary>Told of each look at the cluster, on the loop that looks: it must be quick.</summary>
    public Action<ClusterView>? Changed { get; set; }

    /// <summary>Told when this node is to drain, or to work again: by an operator, or since it is cut off from its peers.</summary>
    public Action<MemberState>? StateChanged { get; set; }

    /// <summary>This node's log, which its incarnation alone writes.</summary>
    public LogLease Lease { get; }

    /// <summary>The cluster as it was seen last.</summary>
    public ClusterView Current => Volatile.Read(ref _current);

    /// <summary>What this node does, as the cluster knows it.</summary>
    public MemberState State => _state;

    /// <summary>Ends when this incarnation is dead: it was reaped, or replaced. The process must end, or join anew.</summary>
    public Task Fenced => _fenced.Task;

    /// <summary>Ends when an operator told this node to leave: it should empty itself, and end.</summary>
    public Task LeaveAsked => _leaveAsked.Task;

    /// <summary>How long ago the store last answered.</summary>
    public TimeSpan StoreSilence => _time.GetElapsedTime(Volatile.Read(ref _contact));

    /// <summary>Since when the store does not answer, by this node's clock; null while it does.</summary>
    public DateTimeOffset? StoreLostSince => Volatile.Read(ref _failing) != 0 ? _time.GetUtcNow() - StoreSilence : null;

    /// <summary>How many of its live peers this node reaches.</summary>
    public int Reaches => Watch.Reaches;

    internal MemberWatch Watch
    {
        get
        {
            lock (_gate)
            {
                return _watch;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Joins as a new incarnation, and beats from then on.</summary>
    /// <param name="store">The store that all nodes share.</param>
    /// <param name="card">What this node says of itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told who comes and goes.</param>
    /// <param name="clock">Held against the store's clock at each look; null for none.</param>
    /// <param name="cancellationToken">Gives up joining.</param>
    /// <exception cref="Exception">The store's own, with a message for the operator: its form does not meet this program's.</exception>
    public static async ValueTask<Member> JoinAsync(
        IClusterStore store, NodeCard card, TimeProvider time, ILogger<Member> logger, StoreClock? clock, CancellationToken cancellationToken)
    {
        // Looked at before the join already: what is written from here on is of the store's time.
        await LookAsync(store, time, clock, cancellationToken).ConfigureAwait(false);
        LogLease lease = await store.JoinNodeAsync(card, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        ClusterView view = await LookAsync(store, time, clock, cancellationToken).ConfigureAwait(false);
        Member member = new(store, lease, view, time, logger, clock);
        member.LogJoined(lease.Log, lease.Incarnation, view.Nodes.Count(row => row.Live) - 1);
        member._loops = Task.WhenAll(
            member.EveryAsync(MemberRules.BeatInterval, member.BeatAsync),
            member.EveryAsync(MemberRules.LookInterval, member.LookAsync),
            member.EveryAsync(MemberRules.ProbeInterval, member.ProbeAsync));
        return member;
    }

    /// <summary>Asks peers directly from now on, and takes part in holding the ledger: once this node can serve.</summary>
    /// <param name="probe">Asks a peer; null where nobody can be asked.</param>
    /// <param name="seat">What holds the ledger; null to leave it to others.</param>
    public void Serve(IPeerProbe? probe, SeatKeeper? seat)
    {
        Volatile.Write(ref _probe, probe);
        Volatile.Write(ref _seat, seat);
    }

    /// <summary>Notes that this process is about to end: from now on this node drains, and the ledger goes to another as soon as there is one.</summary>
    public void BeginLeaving() => Volatile.Write(ref _leaving, true);

    /// <summary>Leaves in order, after everything was written. Gives up after some seconds without the store.</summary>
    /// <param name="coveredTo">Up to when this node vouches for what it wrote; null for the present, where it wrote nothing.</param>
    public async ValueTask LeaveAsync(DateTimeOffset? coveredTo = null)
    {
        await StopAsync().ConfigureAwait(false);
        if (_fenced.Task.IsCompleted)
        {
            return;
        }

        using CancellationTokenSource late = new(MemberRules.StoreTimeout, _time);
        try
        {
            if (Volatile.Read(ref _leaving))
            {
                // Whoever stops a node has it back as it begins: a drain that was ordered before ends here, if no look came to write so.
                await _store.SetStateAsync(Lease.Log, Lease.Incarnation, MemberState.Leaving, drained: false, late.Token).ConfigureAwait(false);
            }

            DateTimeOffset now = _time.GetUtcNow();
            await _store.LeaveAsync(Lease, coveredTo ?? now, now, late.Token).ConfigureAwait(false);
            LogLeft(Lease.Log);
        }
        catch (Exception e)
        {
            // The store's edge: the others will find this node silent.
            LogLeaveFailed(FaultSpell.Bug(e), Lease.Log, FaultSpell.Line(e));
        }
    }

    /// <summary>Stops without leaving: the others find this node silent.</summary>
    public ValueTask DisposeAsync() => StopAsync();

    private static async ValueTask<ClusterView> LookAsync(
        IClusterStore store, TimeProvider time, StoreClock? clock, CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        ClusterView view = await store.ReadClusterAsync(cancellationToken).ConfigureAwait(false);
        clock?.Saw(view.StoreTime, begun, time.GetTimestamp());
        return view;
    }

    private async ValueTask StopAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        await _loops.ConfigureAwait(false);
    }

    private async Task EveryAsync(TimeSpan interval, Func<Task> step)
    {
        using PeriodicTimer timer = new(interval, _time);
        try
        {
            while (!_fenced.Task.IsCompleted && await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await step().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: the normal end.
        }
    }
}
