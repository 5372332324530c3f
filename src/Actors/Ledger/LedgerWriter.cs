using EasyEnclave.Actors.Store;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Ledger;

/// <summary>The way to the ledger in this process: it writes while this process holds the ledger, and is unavailable while another does.</summary>
/// <remarks>A single node holds it from start to end. In a cluster it is taken and released, again and again, as the nodes come and go.</remarks>
public sealed class LedgerWriter : ILedgerSeat, IAsyncDisposable
{
    private readonly ILedgerStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly EventFeed? _feed;
    private readonly bool _forLife;
    private readonly Task _never = new TaskCompletionSource().Task;
    private volatile LedgerTenure? _tenure;

    /// <summary>Holds the ledger from now on, and starts writing after the check.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="lease">The right to: of the log <see cref="ILedgerStore.Log"/>.</param>
    /// <param name="time">The clock of all transfers.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <param name="feed">Whom to wake when events were committed; null for nobody.</param>
    /// <param name="first">What is checked before the first write; null for the whole ledger.</param>
    public LedgerWriter(
        ILedgerStore store,
        LogLease lease,
        TimeProvider time,
        ILogger<LedgerWriter> logger,
        EventFeed? feed = null,
        Func<CancellationToken, ValueTask<LedgerFirstCheck>>? first = null)
        : this(store, time, logger, feed)
    {
        _forLife = true;
        _tenure = new LedgerTenure(store, lease, time, logger, feed, first);
    }

    /// <summary>Holds nothing until <see cref="Take"/>.</summary>
    /// <param name="store">Where to write then.</param>
    /// <param name="time">The clock of all transfers.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <param name="feed">Whom to wake when events were committed; null for nobody.</param>
    public LedgerWriter(ILedgerStore store, TimeProvider time, ILogger<LedgerWriter> logger, EventFeed? feed = null)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _feed = feed;
    }

    /// <inheritdoc />
    public bool Held => _tenure is { Fenced.IsCompleted: false };

    /// <summary>The right by which it writes now; null while it holds nothing.</summary>
    public LogLease? Lease => Held ? _tenure?.Lease : null;

    /// <summary>Ends when a process loses what it should hold from start to end; it must then end too. Never where the ledger is taken and released.</summary>
    public Task Fenced => _forLife ? _tenure!.Fenced : _never;

    /// <summary>Ends when an invariant does not hold; never while nothing is held.</summary>
    public Task Frozen => _tenure?.Frozen ?? _never;

    /// <summary>Ends when the check before the first write is over, whatever it found.</summary>
    public Task Checked => _tenure?.Checked ?? Task.CompletedTask;

    /// <summary>What does not hold, and where; null while all does, or another process holds the ledger.</summary>
    public LedgerViolation? Violation => _tenure?.Violation;

    /// <summary>Where the journal ended after the last commit that was answered here; null before the first, or while nothing is held.</summary>
    internal LedgerHead? Answered => _tenure?.Answered;

    /// <summary>True while the latest commit went through.</summary>
    public bool Healthy => _tenure?.Healthy ?? true;

    /// <summary>Takes the ledger, and starts writing after the check. One caller at a time.</summary>
    /// <param name="lease">The right to.</param>
    /// <param name="first">What else is checked before the first write: what it finds freezes the ledger; null for the whole ledger.</param>
    /// <exception cref="InvalidOperationException">It holds the ledger.</exception>
    public void Take(LogLease lease, Func<CancellationToken, ValueTask<LedgerFirstCheck>>? first = null)
    {
        if (_forLife || Held)
        {
            throw new InvalidOperationException("The ledger is held already.");
        }

        _tenure = new LedgerTenure(_store, lease, _time, _logger, _feed, first);
    }

    /// <summary>Writes what is queued, then holds the ledger no more; it can be taken again. One caller at a time.</summary>
    public async ValueTask ReleaseAsync()
    {
        if (_tenure is { } tenure)
        {
            await tenure.DisposeAsync().ConfigureAwait(false);
            _tenure = null;
        }
    }

    /// <summary>Checks the whole ledger now, beside the writing; what it finds freezes the ledger where it is held.</summary>
    /// <returns>What does not hold; null when all does.</returns>
    public ValueTask<LedgerViolation?> VerifyAsync(CancellationToken cancellationToken) =>
        _tenure?.VerifyAsync(cancellationToken) ?? _store.VerifyLedgerAsync(cancellationToken);

    /// <summary>Freezes the ledger for what was found outside of it; nothing more is written while it is held here.</summary>
    internal void Freeze(LedgerViolation violation) => _tenure?.Freeze(violation);

    /// <summary>Writes one entry and waits for its commit.</summary>
    public async ValueTask<LedgerOutcome> WriteAsync(LedgerEntry entry) =>
        _tenure is { } tenure ? Told(await tenure.WriteAsync(entry).ConfigureAwait(false)) : new LedgerOutcome.Unavailable();

    /// <summary>Writes entries that do not depend on each other, each committed or refused by itself, and waits for all; not one commit.</summary>
    /// <param name="entries">In order; at most <see cref="Protocol.Limits.BulkCommands"/>.</param>
    /// <returns>An outcome for each.</returns>
    public async ValueTask<IReadOnlyList<LedgerOutcome>> WriteAllAsync(IReadOnlyList<LedgerEntry> entries)
    {
        if (_tenure is not { } tenure)
        {
            return [.. entries.Select(_ => new LedgerOutcome.Unavailable())];
        }

        IReadOnlyList<LedgerOutcome> outcomes = await tenure.WriteAllAsync(entries).ConfigureAwait(false);
        return _forLife ? outcomes : [.. outcomes.Select(Told)];
    }

    /// <summary>Writes what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_tenure is { } tenure)
        {
            await tenure.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Another node took it: nothing is wrong here, and whoever sends it again finds that node.
    private LedgerOutcome Told(LedgerOutcome outcome) =>
        outcome is LedgerOutcome.Fenced && !_forLife ? new LedgerOutcome.Unavailable() : outcome;
}
