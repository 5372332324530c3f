using System.Threading.Channels;
using Npgsql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>A few links, each with a thread of its own that waits for the server, so that none of the pool does.</summary>
internal sealed class PostgresThreads : IAsyncDisposable
{
    private readonly Channel<Action<PostgresLink>> _work;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _place;
    private int _running;

    /// <summary>Starts the threads; a link is opened when it is first used.</summary>
    /// <param name="name">Of the threads, for debuggers.</param>
    /// <param name="place">The server, for messages.</param>
    /// <param name="waiting">How many calls wait; whoever comes when all places are taken waits for a place.</param>
    /// <param name="links">One a thread; they are theirs from now on.</param>
    public PostgresThreads(string name, string place, int waiting, params IReadOnlyList<PostgresLink> links)
    {
        _place = place;
        _work = Channel.CreateBounded<Action<PostgresLink>>(new BoundedChannelOptions(waiting) { SingleReader = links.Count == 1 });
        _running = links.Count;
        foreach (var link in links)
            new Thread(() => Loop(link)) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Runs <paramref name="work"/> on one of the threads.</summary>
    public async ValueTask<T> RunAsync<T>(Func<PostgresLink, T> work, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _work.Writer.WriteAsync(link => Run(link, work, answer, cancellationToken), cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException("The store is closed.", closed);
        }

        return await answer.Task;
    }

    /// <summary>Finishes what was handed over, and closes the links.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _ended.Task;
    }

    private void Run<T>(PostgresLink link, Func<PostgresLink, T> work, TaskCompletionSource<T> answer, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            answer.SetResult(RunOnce(link, work));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            answer.SetCanceled(cancellationToken);
        }
        catch (Exception fault)
        {
            link.Note(fault);
            answer.SetException(PostgresFaults.Explain(_place, fault));
        }
    }

    private static T RunOnce<T>(PostgresLink link, Func<PostgresLink, T> work)
    {
        try
        {
            return work(link);
        }
        catch (NpgsqlException fault) when (link.OnlyReads && PostgresFaults.IsBroken(fault))
        {
            // The server ended the connection while it was not used.
            link.Note(fault);
            return work(link);
        }
    }

    private void Loop(PostgresLink link)
    {
        // Waiting here blocks nobody: the thread has nothing else to do.
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out var work))
                work(link);
        }

        link.Dispose();
        if (Interlocked.Decrement(ref _running) == 0)
            _ended.SetResult();
    }
}
