using System.Threading.Channels;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Protocol;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Store;

/// <summary>The one writer of this process's log: gathers what callers want written, commits it together, and answers after the commit.</summary>
/// <remarks>
/// While one commit is on its way to the disk the next batch gathers, so that many callers share each flush. Committed entries are shown
/// to the read model in commit order before any caller hears of them: who is answered can read what it wrote. Who is told that a row had
/// moved on can read the newer one: where another node wrote it, the read model has caught up before the answer.
/// </remarks>
public sealed partial class StoreWriter : IAsyncDisposable
{
    private static readonly TimeSpan MarkInterval = TimeSpan.FromSeconds(1);

    private readonly IStore _store;
    private readonly Action<WriteEntry> _committed;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreWriter> _logger;
    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(Limits.WriterQueue) { SingleReader = true });

    private readonly TaskCompletionSource _fenced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CoverageMark _mark = new();
    private readonly FaultSpell _spell;
    private readonly Task _loop;
    private Task<bool>? _more;
    private long _silentSince = -1;

    /// <summary>Starts writing.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="lease">The right to.</param>
    /// <param name="committed">Shown each committed entry, in order, on the writer's loop.</param>
    /// <param name="time">The clock of the coverage mark.</param>
    /// <param name="logger">Where trouble is told.</param>
    public StoreWriter(IStore store, LogLease lease, Action<WriteEntry> committed, TimeProvider time, ILogger<StoreWriter> logger)
    {
        _store = store;
        Lease = lease;
        _committed = committed;
        _time = time;
        _logger = logger;
        _spell = new FaultSpell(time);
        _loop = RunAsync();
    }

    /// <summary>The log this writer holds.</summary>
    public LogLease Lease { get; }

    /// <summary>The store it writes to, for reads.</summary>
    public IStore Store => _store;

    /// <summary>Ends when the lease is lost; the process must then end too.</summary>
    public Task Fenced => _fenced.Task;

    /// <summary>Ends when nothing is written any more: the lease was lost, or the writer disposed of.</summary>
    public Task Ended => _loop;

    /// <summary>True while the latest commit went through.</summary>
    public bool Healthy { get; private set; } = true;

    /// <summary>For how long the store has been asked without an answer; it is asked at least each second. Zero while it answers.</summary>
    public TimeSpan SilentFor => Volatile.Read(ref _silentSince) is >= 0 and var since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Up to when this log may vouch for what it wrote.</summary>
    public DateTimeOffset CoveredTo => _mark.At(_time.GetUtcNow());

    /// <summary>Told each time that the store has answered.</summary>
    public Action? Answered { get; set; }

    /// <summary>What catches up before a conflict is told; null where nobody else writes, so that it is never behind.</summary>
    public IReadModel? ReadModel { get; init; }

    /// <summary>Writes an entry and waits for its commit.</summary>
    public ValueTask<WriteOutcome> WriteAsync(WriteEntry entry)
    {
        Pending pending = new(entry);
        return _queue.Writer.TryWrite(pending)
            ? CaughtUpAsync(pending.Done.Task)
            : ValueTask.FromResult(_fenced.Task.IsCompleted ? WriteOutcome.Fenced : WriteOutcome.Unavailable);
    }

    /// <summary>Vouches for nothing behind an instant until what happened then is written.</summary>
    /// <param name="at">When it happened.</param>
    /// <returns>To be disposed of once it is written; kept for good where it never will be.</returns>
    public IDisposable HoldCoverage(DateTimeOffset at) => _mark.Hold(at);

    /// <summary>Writes what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async ValueTask<WriteOutcome> CaughtUpAsync(Task<WriteOutcome> write)
    {
        WriteOutcome outcome = await write.ConfigureAwait(false);
        return outcome == WriteOutcome.Conflict && ReadModel is { } rows && !await rows.CatchUpAsync(CancellationToken.None).ConfigureAwait(false)
            ? WriteOutcome.Unavailable
            : outcome;
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            await WriteAllAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The loop's edge: what was committed could not be shown, so the read model is wrong. A new process reads the rows afresh.
            LogBroken(e, Lease.Log);
            _fenced.TrySetResult();
        }

        _queue.Writer.TryComplete();
        WriteOutcome rest = _fenced.Task.IsCompleted ? WriteOutcome.Fenced : WriteOutcome.Unavailable;
        while (_queue.Reader.TryRead(out Pending? pending))
        {
            pending.Done.TrySetResult(rest);
        }
    }

    private async Task WriteAllAsync()
    {
        List<Pending> batch = new(Limits.CommitEntries);
        while (await WaitAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < Limits.CommitEntries && _queue.Reader.TryRead(out Pending? pending))
            {
                batch.Add(pending);
            }

            if (!await CommitAsync(batch).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>True when there is something to write or the coverage mark is due; false when writing is over.</summary>
    private async Task<bool> WaitAsync()
    {
        // One wait lasts over idle rounds: a new one each second would pile up in the channel.
        Task<bool> more = _more ??= _queue.Reader.WaitToReadAsync().AsTask();
        if (more.IsCompleted)
        {
            _more = null;
            return await more.ConfigureAwait(false);
        }

        using CancellationTokenSource delay = new();
        Task first = await Task.WhenAny(more, Task.Delay(MarkInterval, _time, delay.Token)).ConfigureAwait(false);
        await delay.CancelAsync().ConfigureAwait(false);
        if (first != more)
        {
            return true;
        }

        _more = null;
        return await more.ConfigureAwait(false);
    }

    private async Task<bool> CommitAsync(List<Pending> batch)
    {
        IReadOnlyList<WriteOutcome>? outcomes;
        try
        {
            long begun = _time.GetTimestamp();
            Interlocked.CompareExchange(ref _silentSince, begun, -1);
            WriteEntry[] entries = batch.ConvertAll(pending => pending.Entry).ToArray();
            outcomes = await _store.AppendAsync(Lease, entries, CoveredTo, CancellationToken.None).ConfigureAwait(false);
            Healthy = true;
            Tell(_spell.Succeeded(), null, 0);
            Instruments.StoreCommitted(_time.GetElapsedTime(begun));
            Volatile.Write(ref _silentSince, -1);
            Answered?.Invoke();
        }
        catch (Exception e)
        {
            // The store's edge: whatever its driver throws means that nothing was written. The callers decide what to do next.
            Healthy = false;
            Tell(_spell.Failed(), e, batch.Count);
            batch.ForEach(pending => pending.Done.TrySetResult(WriteOutcome.Unavailable));
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time).ConfigureAwait(false);
            return true;
        }

        if (outcomes is null)
        {
            LogFenced(Lease.Log);
            _fenced.TrySetResult();
            batch.ForEach(pending => pending.Done.TrySetResult(WriteOutcome.Fenced));
            return false;
        }

        Show(batch, outcomes);
        return true;
    }

    private void Tell(FaultNews news, Exception? fault, int entries)
    {
        switch (news.Turn)
        {
            case FaultTurn.Began:
                LogAppendFailed(FaultSpell.Bug(fault!), entries, FaultSpell.Line(fault!));
                break;
            case FaultTurn.Lasts:
                LogAppendFails(news.Failures, news.Seconds, FaultSpell.Line(fault!));
                break;
            case FaultTurn.Ended:
                LogAppends(news.Failures, news.Seconds);
                break;
        }
    }

    private void Show(List<Pending> batch, IReadOnlyList<WriteOutcome> outcomes)
    {
        try
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (outcomes[i] == WriteOutcome.Committed)
                {
                    _committed(batch[i].Entry);
                }
            }
        }
        finally
        {
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Done.TrySetResult(outcomes[i]);
            }
        }
    }

    private sealed class Pending(WriteEntry entry)
    {
        public WriteEntry Entry { get; } = entry;

        public TaskCompletionSource<WriteOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
