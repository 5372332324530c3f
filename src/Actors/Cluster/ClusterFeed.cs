using System.Threading.Channels;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Telemetry;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Cluster;

/// <summary>Reads what the logs of all nodes wrote, and shows it: what makes any node's read model that of the whole cluster.</summary>
/// <remarks>
/// Each log is dense and its head moves with its events in one commit, so a read behind a mark can leave nothing out. The store is polled
/// and never asked to notify: a listening connection can be half open for a long time without anybody noticing, while a poll that fails is
/// known at once; and it costs the comparison of one short row a log. This node's own log is read as well: a commit whose answer was lost
/// on the way shows itself there.
/// </remarks>
public sealed partial class ClusterFeed : IReadModel, IAsyncDisposable
{
    /// <summary>Below the second in which a ban must reach every node, and far above what a read of nothing costs.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause after reads that failed; a store that comes back is noticed within it.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private const int Events = 1000;
    private const int BanTries = 3;

    private readonly IClusterStore _store;
    private readonly FeedTargets _targets;
    private readonly TimeProvider _time;
    private readonly FaultSpell _spell;
    private readonly ILogger _logger;
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Task _loop;
    private IReadOnlyDictionary<string, long> _marks;
    private TaskCompletionSource<bool> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _readAt;
    private int _failures;
    private Task<bool>? _question;

    /// <summary>Begins where a start's rows end.</summary>
    /// <param name="store">Where from.</param>
    /// <param name="start">The rows that are shown already.</param>
    /// <param name="targets">Where to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where trouble is told.</param>
    public ClusterFeed(IClusterStore store, StoreSnapshot start, FeedTargets targets, TimeProvider time, ILogger<ClusterFeed> logger)
    {
        _store = store;
        _marks = start.Heads;
        _targets = targets;
        _time = time;
        _spell = new FaultSpell(time);
        _logger = logger;
        _readAt = time.GetTimestamp();
        _comparedAt = _readAt;
        _loop = RunAsync();
    }

    /// <summary>How long ago the last read began that went through: what other nodes wrote before is shown.</summary>
    public TimeSpan Lag => _time.GetElapsedTime(Volatile.Read(ref _readAt));

    /// <summary>How many reads have failed since the last one that went through.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <inheritdoc />
    public async ValueTask<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        Task<bool> shown;
        lock (_gate)
        {
            shown = _next.Task;
        }

        _asked.Writer.TryWrite(true);
        return await shown.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await _loop.ConfigureAwait(false);
            _stopping.Dispose();
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await WaitAsync().ConfigureAwait(false);
                TaskCompletionSource<bool> those = Begin();
                bool shown = await ReadAsync().ConfigureAwait(false);
                those.TrySetResult(shown);
                if (shown)
                {
                    await CompareAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping: the normal end. Whoever still waits is told that nothing was read.
            lock (_gate)
            {
                _next.TrySetResult(false);
            }
        }
    }

    // Who asks from now on is answered by the read after this one, which begins after the question.
    private TaskCompletionSource<bool> Begin()
    {
        lock (_gate)
        {
            TaskCompletionSource<bool> those = _next;
            _next = _stopping.IsCancellationRequested ? those : new(TaskCreationOptions.RunContinuationsAsynchronously);
            return those;
        }
    }

    /// <summary>Waits until a read is due or asked for; after reads that failed it is due later and later, and not asked for.</summary>
    private async Task WaitAsync()
    {
        if (_failures > 0)
        {
            TimeSpan pause = Interval * Math.Pow(2, Math.Min(_failures, 10));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, _time, _stopping.Token).ConfigureAwait(false);
            return;
        }

        // One wait lasts over idle turns: a new one each time would pile up in the channel.
        _question ??= _asked.Reader.WaitToReadAsync(_stopping.Token).AsTask();
        using CancellationTokenSource turn = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(_question, Task.Delay(Interval, _time, turn.Token)).ConfigureAwait(false);
        await turn.CancelAsync().ConfigureAwait(false);
        _stopping.Token.ThrowIfCancellationRequested();
        if (_question.IsCompleted)
        {
            _question = null;
            _asked.Reader.TryRead(out _);
        }
    }

    private async Task<bool> ReadAsync()
    {
        long begun = _time.GetTimestamp();
        try
        {
            while (await ReadOnceAsync().ConfigureAwait(false))
            {
            }

            Volatile.Write(ref _readAt, begun);
            Volatile.Write(ref _failures, 0);
            if (_spell.Succeeded() is { Turn: FaultTurn.Ended } over)
            {
                LogReads(over.Failures, over.Seconds);
            }

            Instruments.FeedRead(Lag);
            return true;
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // The store's edge: nothing is known of what was written meanwhile, and the same marks are read again.
            Interlocked.Increment(ref _failures);
            if (_spell.Failed() is { Turn: not FaultTurn.None } news)
            {
                LogReadFailed(FaultSpell.Bug(e), news.Failures, Lag.TotalSeconds, FaultSpell.Line(e));
            }

            Instruments.FeedFailed(Lag);
            return false;
        }
    }

    /// <summary>Reads and shows one piece; true when there is more.</summary>
    private async Task<bool> ReadOnceAsync()
    {
        for (int i = 1; ; i++)
        {
            long bans = _targets.Agents.BansRevision;
            FeedTail tail = await _store.ReadTailAsync(_marks, Events, _stopping.Token).ConfigureAwait(false);
            bool whole = Show(tail, bans);
            if (whole)
            {
                _marks = tail.Marks;
            }

            if (tail.LastAt is not null)
            {
                _targets.Events.Committed();
            }

            if (whole || i == BanTries)
            {
                // Bans that are being written here go first: the same marks are read again at the next turn.
                return whole && tail.More;
            }
        }
    }

    private bool Show(FeedTail tail, long bansRevision)
    {
        if (tail.LastAt is { } last)
        {
            _targets.NotBefore(last);
        }

        foreach (Nodes.NodeState node in tail.Nodes)
        {
            _targets.Node(node);
        }

        return _targets.Agents.Show(tail, bansRevision);
    }
}
