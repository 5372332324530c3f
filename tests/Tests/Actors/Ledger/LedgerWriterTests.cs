using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Actors.Ledger;

/// <summary>The ledger's one writer: shared commits, answers after the commit, expiry by the clock, and the freeze.</summary>
public sealed class LedgerWriterTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ManualTime _time = new(T0);
    private readonly MemoryStore _store = new();
    private LogLease _lease = null!;

    public async Task InitializeAsync() => _lease = await _store.JoinAsync(ILedgerStore.Log, T0, None);

    public Task DisposeAsync() => Task.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task WhoIsAnsweredFindsItWritten()
    {
        await using LedgerWriter writer = Writer();

        var done = Assert.IsType<LedgerOutcome.Committed>(await writer.WriteAsync(Entry("a", Buy(Alice, "10"))));

        Assert.Equal(1, done.Transfers[0].Seq);
        Assert.Equal(Holding("10"), (await _store.ReadAccountAsync(Alice, None))!.Balance);
    }

    [Fact]
    public async Task WhileOneCommitIsOnItsWayTheNextOnesGather()
    {
        await using LedgerWriter writer = Writer();
        await writer.Checked;
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeAppend = _ =>
        {
            busy.TrySetResult();
            return new ValueTask(held.Task);
        };
        Task<LedgerOutcome> first = writer.WriteAsync(Entry("first", Buy(Alice, "10"))).AsTask();
        await busy.Task;
        Task<LedgerOutcome>[] rest = [.. Enumerable.Range(0, 200).Select(n => writer.WriteAsync(Entry($"k{n}", Pay(Alice, Bob, "0.05"))).AsTask())];
        int before = _store.Commits;

        _store.BeforeAppend = null;
        held.SetResult();

        Assert.All(await Task.WhenAll([first, .. rest]), outcome => Assert.IsType<LedgerOutcome.Committed>(outcome));
        Assert.Equal(before + 2, _store.Commits);
        Assert.Equal(Holding("10"), (await _store.ReadAccountAsync(Bob, None))!.Balance);
    }

    [Fact]
    public async Task ABulkIsAnsweredOneByOneInItsOrder()
    {
        await using LedgerWriter writer = Writer();
        LedgerEntry[] entries =
        [
            Entry("buy", Buy(Alice, "8187")),
            .. Enumerable.Range(0, Limits.BulkCommands - 2).Select(n => Entry($"k{n}", Pay(Alice, Bob, "1"))),
            Entry("k0", Pay(Alice, Bob, "2")),
        ];

        IReadOnlyList<LedgerOutcome> outcomes = await writer.WriteAllAsync(entries);

        Assert.Equal(Limits.BulkCommands, outcomes.Count);
        Assert.All(outcomes.Take(8188), outcome => Assert.IsType<LedgerOutcome.Committed>(outcome));
        Assert.Equal(LedgerRefusal.InsufficientFunds, Assert.IsType<LedgerOutcome.Refused>(outcomes[8188]).Refusal);
        Assert.IsType<LedgerOutcome.IdempotencyConflict>(outcomes[^1]);
        Assert.Equal(Enumerable.Range(1, 8188).Select(n => (long)n), outcomes.Take(8188).Select(o => ((LedgerOutcome.Committed)o).Transfers[0].Seq));
        Assert.Empty(await writer.WriteAllAsync([]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await writer.WriteAllAsync([.. entries, entries[0]]));
    }

    [Fact]
    public async Task APendingTransferExpiresByTheClockAlone()
    {
        await using LedgerWriter writer = Writer();
        await writer.WriteAsync(Entry("a", Buy(Alice, "10"), Reserve("4", T0.AddSeconds(90)), Reserve("5", T0.AddSeconds(91))));

        await Until.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _time.Now >= T0.AddSeconds(90) && _store.Ledger.Head.Seq == 5;
        });

        Assert.Equal(Holding("10"), (await _store.ReadAccountAsync(Alice, None))!.Balance);
        Assert.Equal(TransferKind.Expire, (await _store.ReadTransferAsync(4, None))!.Kind);
    }

    [Fact]
    public async Task MoreThanACommitHoldsExpireBeforeAnythingElseIsDecided()
    {
        await using LedgerWriter writer = Writer();
        DateTimeOffset expiry = T0.AddSeconds(5);
        LedgerCommand[] many = [.. Enumerable.Repeat(Reserve("0.000001", expiry), Limits.BulkCommands - 1)];
        await writer.WriteAsync(Entry("buy", Buy(Alice, "1")));
        await writer.WriteAsync(Entry("a", many));
        await writer.WriteAsync(Entry("b", many));
        _time.SetWallClock(expiry);

        LedgerOutcome outcome = await writer.WriteAsync(Entry("c", Pay(Alice, Bob, "1")));

        Assert.IsType<LedgerOutcome.Committed>(outcome);
    }

    [Fact]
    public async Task AStoreThatFailsLosesNothingAndIsAskedAgain()
    {
        await using LedgerWriter writer = Writer();
        await writer.Checked;
        _store.Fault = new IOException("no disk");
        Task<LedgerOutcome> failed = writer.WriteAsync(Entry("a", Buy(Alice, "10"))).AsTask();
        await Until.TrueAsync(() => failed.IsCompleted);
        Assert.IsType<LedgerOutcome.Unavailable>(await failed);
        Assert.False(writer.Healthy);

        _store.Fault = null;
        Task<LedgerOutcome> again = writer.WriteAsync(Entry("a", Buy(Alice, "10"))).AsTask();
        await Until.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return again.IsCompleted;
        });

        Assert.False(Assert.IsType<LedgerOutcome.Committed>(await again).Replayed);
        Assert.True(writer.Healthy);
    }

    [Fact]
    public async Task AFencedWriterWritesNoMore()
    {
        await using LedgerWriter writer = Writer();
        await writer.WriteAsync(Entry("a", Buy(Alice, "10")));
        await _store.JoinAsync(ILedgerStore.Log, T0, None);

        Assert.IsType<LedgerOutcome.Fenced>(await writer.WriteAsync(Entry("b", Buy(Alice, "10"))));
        await writer.Fenced;
        Assert.IsType<LedgerOutcome.Fenced>(await writer.WriteAsync(Entry("c", Buy(Alice, "10"))));
        Assert.Equal(1, _store.Ledger.Head.Seq);
    }

    [Fact]
    public async Task ALedgerThatContradictsItselfIsFrozenAtTheStart()
    {
        await using (LedgerWriter before = Writer())
        {
            await before.WriteAsync(Entry("a", Buy(Alice, "10")));
        }

        _store.Ledger.Damage(Alice, new Balance(Usd.Parse("11"), default, default));
        await using LedgerWriter writer = Writer();

        LedgerOutcome outcome = await writer.WriteAsync(Entry("b", Pay(Alice, Bob, "1")));

        Assert.IsType<LedgerOutcome.Frozen>(outcome);
        await writer.Frozen;
        Assert.Equal(LedgerInvariant.ProjectionsAreTheFold, writer.Violation!.Invariant);
        Assert.Equal(1, _store.Ledger.Head.Seq);
        Assert.NotNull(await _store.ReadAccountAsync(Alice, None));
    }

    [Fact]
    public async Task WhatCannotBeCheckedIsNotWrittenUntilItCan()
    {
        int asked = 0;
        _store.BeforeVerify = () =>
        {
            if (Interlocked.Increment(ref asked) == 1)
                throw new IOException("The disk is away.");
        };
        await using LedgerWriter writer = Writer();

        Task<LedgerOutcome> write = writer.WriteAsync(Entry("a", Buy(Alice, "10"))).AsTask();

        await Until.TrueAsync(() => _time.UntilNextTimer == TimeSpan.FromSeconds(5));
        Assert.False(write.IsCompleted || writer.Healthy || writer.Checked.IsCompleted);
        Assert.Equal((1, 0), (Volatile.Read(ref asked), _store.Ledger.Head.Seq));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<LedgerOutcome.Committed>(await write);
    }

    [Fact]
    public async Task ABatchThatWouldBreakAnInvariantFreezesAndIsNotWritten()
    {
        await using LedgerWriter writer = Writer();
        await writer.WriteAsync(Entry("a", Buy(Alice, "10")));
        await writer.Checked;
        _store.Ledger.Damage(Card, new Balance(new Usd(long.MinValue + 5), default, default));
        _store.Ledger.Damage(Alice, new Balance(Usd.Parse("10"), -Usd.Parse("1"), default));

        Assert.IsType<LedgerOutcome.Frozen>(await writer.WriteAsync(Entry("b", Pay(Alice, Bob, "1"))));

        Assert.Equal((LedgerInvariant.BalancesAreAboveTheirMinimum, Alice), (writer.Violation!.Invariant, writer.Violation.Account));
        Assert.Equal(1, _store.Ledger.Head.Seq);
        Assert.Null(await _store.ReadAccountAsync(Bob, None));
        Assert.IsType<LedgerOutcome.Frozen>(await writer.WriteAsync(Entry("c", Buy(Bob, "1"))));
    }

    [Fact]
    public async Task AStoppedWriterFinishesWhatItTookAndTakesNoMore()
    {
        LedgerWriter writer = Writer();
        Task<LedgerOutcome>[] all = [.. Enumerable.Range(0, 20).Select(n => writer.WriteAsync(Entry($"k{n}", Buy(Alice, "1"))).AsTask())];

        await writer.DisposeAsync();

        Assert.All(await Task.WhenAll(all), outcome => Assert.True(outcome is LedgerOutcome.Committed or LedgerOutcome.Unavailable));
        Assert.IsType<LedgerOutcome.Unavailable>(await writer.WriteAsync(Entry("late", Buy(Alice, "1"))));
    }

    private LedgerWriter Writer() => new(_store, _lease, _time, NullLogger<LedgerWriter>.Instance);
}
