namespace EasyEnclave.Actors.Store;

/// <summary>Up to when a log may vouch for what it wrote: the present, or the oldest thing that happened and is not written yet.</summary>
/// <remarks>
/// A session that nobody closed counts up to this mark once its process is no more. So an end that waits for the store holds the mark where it
/// happened: a crash before it is written must not cover time in which nobody was there.
/// </remarks>
internal sealed class CoverageMark
{
    private readonly Lock _gate = new();
    private readonly SortedSet<(DateTimeOffset At, long Number)> _holds = [];
    private long _number;

    /// <summary>Holds the mark at an instant, until what happened then is written; never disposed of where it never is.</summary>
    public IDisposable Hold(DateTimeOffset at)
    {
        lock (_gate)
        {
            (DateTimeOffset, long) held = (at, _number++);
            _holds.Add(held);
            return new Held(this, held);
        }
    }

    /// <summary>The mark at an instant.</summary>
    public DateTimeOffset At(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _holds.Count > 0 && _holds.Min.At < now ? _holds.Min.At : now;
        }
    }

    private sealed class Held(CoverageMark mark, (DateTimeOffset, long) held) : IDisposable
    {
        public void Dispose()
        {
            lock (mark._gate)
            {
                mark._holds.Remove(held);
            }
        }
    }
}
