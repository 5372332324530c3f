namespace EasyEnclave.Actors.Store;

/// <summary>Wakes those who follow the logs when events were committed, so that nobody asks an idle store.</summary>
/// <remarks>
/// A follower takes <see cref="Next"/> before it reads, and waits on it only when the read found nothing: whatever is committed after the
/// read ends that very task. Without followers a commit costs one exchange.
/// </remarks>
public sealed class EventFeed
{
    private TaskCompletionSource? _next;

    /// <summary>Ends with the next commit that holds an event.</summary>
    public Task Next
    {
        get
        {
            if (Volatile.Read(ref _next) is { } known)
            {
                return known.Task;
            }

            TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _next, mine, null) ?? mine).Task;
        }
    }

    /// <summary>Tells that an entry was committed; to be called where the store's writer shows it, after the directory.</summary>
    public void Committed(WriteEntry entry)
    {
        if (entry.Events.Count > 0)
        {
            Committed();
        }
    }

    /// <summary>Tells that events were committed, by whichever log.</summary>
    public void Committed() => Interlocked.Exchange(ref _next, null)?.TrySetResult();
}
