namespace EasyEnclave.Agent.Tunnel;

/// <summary>Tasks that run beside a loop and end before it does, at most so many at once.</summary>
/// <param name="most">How many.</param>
/// <param name="fault">Is told of a task that ended by an exception other than its cancellation.</param>
internal sealed class TaskGroup(int most, Action<Exception> fault)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts one; false when as many run as may.</summary>
    public bool TryStart(Func<Task> work)
    {
        lock (_gate)
        {
            if (_running.Count >= most)
                return false;
            Task task = Task.Run(work);
            _running.Add(task);
            _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return true;
        }
    }

    /// <summary>Waits for all that run.</summary>
    public async Task EndAsync()
    {
        Task[] running;
        lock (_gate)
            running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Remove(Task task)
    {
        lock (_gate)
            _running.Remove(task);
        if (task.Exception is { } exception)
            fault(exception.InnerException ?? exception);
    }
}
