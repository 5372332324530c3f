using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Store;

/// <summary>The one writer: shared commits, answers after the commit, and what its callers hear when the store fails.</summary>
public sealed class StoreWriterTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly MemoryStore _store = new();
    private readonly List<WriteEntry> _shown = [];
    private LogLease _lease = null!;

    public async Task InitializeAsync() => _lease = await _store.JoinAsync("node-1", _time.Now, CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task WhoIsAnsweredFindsItsEntryShownAndWritten()
    {
        await using StoreWriter writer = Writer();

        Assert.Equal(WriteOutcome.Committed, await writer.WriteAsync(Value("a")));

        Assert.Single(_shown);
        Assert.NotNull(await _store.ReadValueAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task WhileOneCommitIsOnItsWayTheNextOnesGather()
    {
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeAppend = _ =>
        {
            busy.TrySetResult();
            return new ValueTask(held.Task);
        };
        await using StoreWriter writer = Writer();
        Task<WriteOutcome> first = writer.WriteAsync(Value("first")).AsTask();
        await busy.Task;
        List<WriteEntry> entries = [.. Enumerable.Range(0, 100).Select(i => Value("k" + i))];
        Task<WriteOutcome>[] rest = [.. entries.Select(entry => writer.WriteAsync(entry).AsTask())];
        Assert.Empty(_shown);

        _store.BeforeAppend = null;
        held.SetResult();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(2, _store.Commits);
        Assert.Equal(entries, _shown.Skip(1));
    }

    [Fact]
    public async Task AConflictIsItsOwnersAlone()
    {
        await using StoreWriter writer = Writer();
        Task<WriteOutcome>[] all =
        [
            writer.WriteAsync(Value("a")).AsTask(),
            writer.WriteAsync(WriteEntry.Of(new RowChange.ExpectApp(Cast.App, 5))).AsTask(),
            writer.WriteAsync(Value("b")).AsTask(),
        ];

        Assert.Equal([WriteOutcome.Committed, WriteOutcome.Conflict, WriteOutcome.Committed], await Task.WhenAll(all));
        Assert.Equal(2, _shown.Count);
    }

    [Fact]
    public async Task AStoreOutOfReachIsToldAndTriedAgain()
    {
        await using StoreWriter writer = Writer();
        _store.Fault = new IOException("gone");
        Assert.Equal(WriteOutcome.Unavailable, await writer.WriteAsync(Value("a")));
        Assert.False(writer.Healthy);
        Assert.Empty(_shown);

        _store.Fault = null;
        Task<WriteOutcome> next = writer.WriteAsync(Value("b")).AsTask();
        await Until.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return next.IsCompleted;
        });

        Assert.Equal(WriteOutcome.Committed, await next);
        Assert.True(writer.Healthy);
        Assert.False(writer.Ended.IsCompleted);
    }

    [Fact]
    public async Task AnOutageIsToldWhenItBeginsAndWhenItEndsAndNotByEachCommit()
    {
        using RecordedLogs logs = new();
        await using StoreWriter writer = new(_store, _lease, _shown.Add, _time, new Microsoft.Extensions.Logging.Logger<StoreWriter>(logs));
        _store.Fault = new IOException("gone");
        for (int commit = 0; commit < 5; commit++)
        {
            await WriteAsync(writer, WriteOutcome.Unavailable);
        }

        _store.Fault = null;
        await WriteAsync(writer, WriteOutcome.Committed);

        Assert.Collection(
            logs.Lines,
            line => Assert.EndsWith("IOException: gone", line, StringComparison.Ordinal),
            line => Assert.StartsWith("Commits go through again", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ATakenLogEndsTheWriterForEverybody()
    {
        await using StoreWriter writer = Writer();
        await _store.JoinAsync("node-1", _time.Now, CancellationToken.None);

        Assert.Equal(WriteOutcome.Fenced, await writer.WriteAsync(Value("a")));

        await writer.Fenced;
        await writer.Ended;
        Assert.Equal(WriteOutcome.Fenced, await writer.WriteAsync(Value("b")));
        Assert.Empty(_shown);
    }

    [Fact]
    public async Task AReadModelThatCannotFollowEndsTheWriterInsteadOfLeavingItsCallersWaiting()
    {
        StoreWriter writer = new(
            _store, _lease, _ => throw new InvalidOperationException("a bug"), _time, NullLogger<StoreWriter>.Instance);

        Assert.Equal(WriteOutcome.Committed, await writer.WriteAsync(Value("a")));

        await writer.Fenced;
        await writer.Ended;
        Assert.Equal(WriteOutcome.Fenced, await writer.WriteAsync(Value("b")));
        await writer.DisposeAsync();
    }

    [Fact]
    public async Task AFullQueueSendsCallersAwayAtOnce()
    {
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeAppend = _ =>
        {
            busy.TrySetResult();
            return new ValueTask(held.Task);
        };
        await using StoreWriter writer = Writer();
        List<Task<WriteOutcome>> waiting = [writer.WriteAsync(Value("first")).AsTask()];
        await busy.Task;
        for (int i = 0; i < Limits.WriterQueue; i++)
        {
            waiting.Add(writer.WriteAsync(WriteEntry.Of()).AsTask());
        }

        Assert.Equal(WriteOutcome.Unavailable, await writer.WriteAsync(Value("one too many")));
        Assert.DoesNotContain(waiting, one => one.IsCompleted);
        _store.BeforeAppend = null;
        held.SetResult();
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(WriteOutcome.Committed, outcome));
    }

    [Fact]
    public async Task DisposingWritesWhatWaits()
    {
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeAppend = _ => new ValueTask(held.Task);
        StoreWriter writer = Writer();
        Task<WriteOutcome>[] all = [.. Enumerable.Range(0, 1200).Select(i => writer.WriteAsync(Value("k" + i)).AsTask())];
        Task disposed = writer.DisposeAsync().AsTask();
        held.SetResult();
        await disposed;

        Assert.All(await Task.WhenAll(all), outcome => Assert.Equal(WriteOutcome.Committed, outcome));
        Assert.Equal(WriteOutcome.Unavailable, await writer.WriteAsync(Value("late")));
        Assert.True(writer.Ended.IsCompleted);
    }

    [Fact]
    public async Task AnIdleWriterVouchesForEachSecondWithOneTimer()
    {
        await using StoreWriter writer = Writer();
        for (int second = 1; second <= 50; second++)
        {
            await Until.TrueAsync(() => _time.ArmedTimers == 1);
            _time.Advance(TimeSpan.FromSeconds(1));
            int commits = second;
            await Until.TrueAsync(() => _store.Commits == commits);
        }

        Assert.Equal(_time.Now, (await _store.ReadLogAsync("node-1", CancellationToken.None))!.CoveredTo);
        Assert.Equal(WriteOutcome.Committed, await writer.WriteAsync(Value("a")));
        await Until.TrueAsync(() => _time.ArmedTimers == 1);
    }

    private async Task WriteAsync(StoreWriter writer, WriteOutcome expected)
    {
        Task<WriteOutcome> write = writer.WriteAsync(Value("a")).AsTask();
        await Until.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return write.IsCompleted;
        });
        Assert.Equal(expected, await write);
    }

    private StoreWriter Writer() => new(_store, _lease, _shown.Add, _time, NullLogger<StoreWriter>.Instance);

    private static WriteEntry Value(string key) => WriteEntry.Of(new RowChange.PutValue(key, new byte[] { 1 }));
}
