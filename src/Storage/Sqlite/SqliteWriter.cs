using System.Threading.Channels;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>The one connection that writes, on a thread of its own.</summary>
/// <remarks>
/// A commit waits for the disk. On a pool thread that wait would be taken from sockets and timers, and a slow disk would stop them all;
/// here it is taken from this thread alone, for one hand-over a batch.
/// </remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    // The callers are a batching writer and a few rare ones; whoever comes when all places are taken waits.
    private const int Waiting = 64;

    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteLink _link;

    public SqliteWriter(SqliteLink link)
    {
        _link = link;
        new Thread(Loop) { IsBackground = true, Name = "store writer" }.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the writer's thread, after all that was handed over before.</summary>
    public async ValueTask<T> RunAsync<T>(Func<SqliteLink, T> work, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _work.Writer.WriteAsync(() => Run(work, answer, cancellationToken), cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException("The store is closed.", closed);
        }

        return await answer.Task;
    }

    /// <summary>Finishes what was handed over, folds the log into the file and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _ended.Task;
    }

    private void Run<T>(Func<SqliteLink, T> work, TaskCompletionSource<T> answer, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            answer.SetResult(work(_link));
        }
        catch (OperationCanceledException)
        {
            answer.SetCanceled(cancellationToken);
        }
        catch (Exception fault)
        {
            answer.SetException(fault);
        }
    }

    private void Loop()
    {
        // Waiting here blocks nobody: the thread has nothing else to do.
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out var work))
                work();
        }

        try
        {
            _link.Dispose();
        }
        finally
        {
            _ended.SetResult();
        }
    }
}
