using System.Threading.Channels;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Protocol;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Ledger;

/// <summary>The time for which this process holds the ledger: gathers what callers want written, commits it together, and answers after the commit.</summary>
/// <remarks>
/// While one commit is on its way to the disk the next batch gathers. Pending transfers expire by it: it wakes when the next one is due,
/// and every commit begins with those that are. At the start it checks the whole journal; a contradiction found then or in a
/// batch freezes it: nothing more is written until somebody has looked, while reads go on.
/// </remarks>
internal sealed partial class LedgerTenure : IAsyncDisposable
{
    private static readonly TimeSpan MarkInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckAgain = TimeSpan.FromSeconds(5);

    private readonly ILedgerStore _store;
    private readonly LogLease _lease;
    private readonly TimeProvider _time;
    private readonly FaultSpell _spell;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly EventFeed? _feed;
    private readonly Func<CancellationToken, ValueTask<LedgerFirstCheck>>? _first;

    // A bulk is one item; what bounds the memory is the number of transfers, counted beside.
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(Limits.LedgerQueue) { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _fenced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _checked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private Task _beside = Task.CompletedTask;
    private Task<bool>? _more;
    private DateTimeOffset? _nextExpiry;
    private LedgerViolation? _violation;
    private int _queued;
    private int _disposed;

    /// <summary>Starts writing, after the check.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="lease">The right to: of the log <see cref="ILedgerStore.Log"/>.</param>
    /// <param name="time">The clock of all transfers.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <param name="feed">Whom to wake when events were committed; null for nobody.</param>
    /// <param name="first">What else is checked before the first write; null for nothing.</param>
    public LedgerTenure(
        ILedgerStore store,
        LogLease lease,
        TimeProvider time,
        ILogger<LedgerWriter> logger,
        EventFeed? feed,
        Func<CancellationToken, ValueTask<LedgerFirstCheck>>? first)
    {
        _feed = feed;
        _first = first;
        _store = store;
        _lease = lease;
        _time = time;
        _spell = new FaultSpell(time);
        _logger = logger;
        _loop = RunAsync();
    }

    /// <summary>The right by which it writes.</summary>
    public LogLease Lease => _lease;

    /// <summary>Ends when the lease is lost.</summary>
    public Task Fenced => _fenced.Task;

    /// <summary>Ends when an invariant does not hold.</summary>
    public Task Frozen => _frozen.Task;

    /// <summary>Ends when the check of the start is over, whatever it found.</summary>
    public Task Checked => _checked.Task;

    /// <summary>What does not hold, and where; null while all does.</summary>
    public LedgerViolation? Violation => Volatile.Read(ref _violation);

    /// <summary>Where the journal ended after the last commit that was answered; null before the first.</summary>
    public LedgerHead? Answered { get; private set; }

    /// <summary>True while the latest commit went through.</summary>
    public bool Healthy { get; private set; } = true;

    /// <summary>Writes one entry and waits for its commit.</summary>
    public async ValueTask<LedgerOutcome> WriteAsync(LedgerEntry entry)
    {
        Waiting waiting = new(entry);
        return Enqueue(waiting) is { } refused ? refused : (await waiting.Done.Task.ConfigureAwait(false))[0];
    }

    /// <summary>Writes entries that do not depend on each other, each committed or refused by itself, and waits for all; not one commit.</summary>
    /// <param name="entries">In order; at most <see cref="Limits.BulkCommands"/>.</param>
    /// <returns>An outcome for each.</returns>
    public async ValueTask<IReadOnlyList<LedgerOutcome>> WriteAllAsync(IReadOnlyList<LedgerEntry> entries)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, Limits.BulkCommands, nameof(entries));
        if (entries.Count == 0)
        {
            return [];
        }

        // In pieces, so that a bulk shares the disk with those who write one transfer.
        List<LedgerOutcome> outcomes = new(entries.Count);
        foreach (LedgerEntry[] piece in entries.Chunk(Limits.LedgerCommitTransfers))
        {
            Waiting waiting = new(piece);
            outcomes.AddRange(Enqueue(waiting) is { } refused
                ? Enumerable.Repeat(refused, piece.Length)
                : await waiting.Done.Task.ConfigureAwait(false));
        }

        return outcomes;
    }

    /// <summary>Writes what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _loop.ConfigureAwait(false);
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private LedgerOutcome? Enqueue(Waiting waiting)
    {
        if (Refused() is { } refused)
        {
            return refused;
        }

        if (Interlocked.Add(ref _queued, waiting.Transfers) <= Limits.LedgerQueue && _queue.Writer.TryWrite(waiting))
        {
            return null;
        }

        Interlocked.Add(ref _queued, -waiting.Transfers);
        return Refused() ?? new LedgerOutcome.Unavailable();
    }

    private LedgerOutcome? Refused() =>
        _fenced.Task.IsCompleted ? new LedgerOutcome.Fenced()
        : _frozen.Task.IsCompleted ? new LedgerOutcome.Frozen()
        : null;

    private async Task RunAsync()
    {
        await Task.Yield();
        bool known = await CheckAtStartAsync().ConfigureAwait(false);
        List<Waiting> batch = [];
        while (known && !_fenced.Task.IsCompleted && await WaitAsync().ConfigureAwait(false))
        {
            await CommitAsync(Take(batch)).ConfigureAwait(false);
            if (batch.Count > 1)
            {
                await BehindTheAnsweredAsync().ConfigureAwait(false);
            }
        }

        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out Waiting? waiting))
        {
            Answer(waiting, Refused() ?? new LedgerOutcome.Unavailable());
        }

        await _beside.ConfigureAwait(false);
    }

    /// <summary>Goes on after those who were just answered have had their turn: what they write next shares the next commit.</summary>
    private static Task BehindTheAnsweredAsync()
    {
        TaskCompletionSource turn = new();
        ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), turn, preferLocal: false);
        return turn.Task;
    }

    private List<Waiting> Take(List<Waiting> batch)
    {
        batch.Clear();
        int transfers = 0;
        while (transfers < Limits.LedgerCommitTransfers && _queue.Reader.TryRead(out Waiting? waiting))
        {
            batch.Add(waiting);
            transfers += waiting.Transfers;
        }

        return batch;
    }

    /// <summary>True when there is something to write, a pending transfer is due, or the mark of what is covered; false when it is over.</summary>
    private async Task<bool> WaitAsync()
    {
        // One wait lasts over idle rounds: a new one each second would pile up in the channel.
        Task<bool> more = _more ??= _queue.Reader.WaitToReadAsync().AsTask();
        if (!more.IsCompleted)
        {
            TimeSpan due = _nextExpiry is { } at && Violation is null ? at - _time.GetUtcNow() : MarkInterval;
            due = due > MarkInterval ? MarkInterval : due < TimeSpan.Zero ? TimeSpan.Zero : due;
            using CancellationTokenSource delay = new();
            Task first = await Task.WhenAny(more, Task.Delay(due, _time, delay.Token)).ConfigureAwait(false);
            await delay.CancelAsync().ConfigureAwait(false);
            if (first != more)
            {
                return true;
            }
        }

        _more = null;
        return await more.ConfigureAwait(false);
    }

    private async Task CommitAsync(List<Waiting> batch)
    {
        try
        {
            if (Refused() is { } refused)
            {
                batch.ForEach(waiting => Answer(waiting, refused));
                return;
            }

            // All that are due go first, however many: nothing is decided while money waits that has come back.
            DateTimeOffset now = _time.GetUtcNow();
            while (_nextExpiry <= now && !_fenced.Task.IsCompleted)
            {
                await AppendAsync([], now).ConfigureAwait(false);
            }

            LedgerEntry[] entries = batch.Count == 1 ? [.. batch[0].Entries] : [.. batch.SelectMany(static waiting => waiting.Entries)];
            if (await AppendAsync(entries, now).ConfigureAwait(false) is { } appended)
            {
                Tell(entries, appended.Outcomes);
                Answer(batch, appended.Outcomes);
            }
            else
            {
                batch.ForEach(static waiting => Answer(waiting, new LedgerOutcome.Fenced()));
            }
        }
        catch (LedgerViolationException found)
        {
            Freeze(found.Violation);
            batch.ForEach(static waiting => Answer(waiting, new LedgerOutcome.Frozen()));
        }
        catch (Exception e)
        {
            // The store's edge: whatever its driver throws means that nothing was written, or that nobody knows; sending it again tells.
            Healthy = false;
            Tell(_spell.Failed(), e, batch.Count);
            batch.ForEach(static waiting => Answer(waiting, new LedgerOutcome.Unavailable()));
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Add(ref _queued, -batch.Sum(static waiting => waiting.Transfers));
        }
    }

    private async Task<LedgerAppended?> AppendAsync(LedgerEntry[] entries, DateTimeOffset now)
    {
        long begun = _time.GetTimestamp();
        LedgerAppended? appended = await _store.AppendLedgerAsync(_lease, entries, now, CancellationToken.None).ConfigureAwait(false);
        Healthy = true;
        Tell(_spell.Succeeded(), null, 0);
        if (appended is null)
        {
            LogFenced();
            _fenced.TrySetResult();
        }
        else if (appended.Outcomes.Count > 0 || appended.Expired > 0)
        {
            Instruments.LedgerCommitted(appended.Outcomes, appended.Expired, _time.GetElapsedTime(begun));
        }

        Answered = appended?.Head ?? Answered;
        _nextExpiry = appended?.NextExpiry;
        return appended;
    }

    private sealed class Waiting(params IReadOnlyList<LedgerEntry> entries)
    {
        public IReadOnlyList<LedgerEntry> Entries { get; } = entries;

        public int Transfers { get; } = entries.Sum(static entry => Math.Max(1, entry.Commands.Count));

        public TaskCompletionSource<IReadOnlyList<LedgerOutcome>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
