namespace EasyEnclave.Upstream.Http;

/// <summary>A budget of calls that fills up evenly with time.</summary>
internal sealed class CallBudget
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly int _calls;
    private readonly TimeSpan _per;
    private double _left;
    private long _at;

    /// <summary>A full budget.</summary>
    /// <param name="calls">How much it holds, and how much comes in each period.</param>
    /// <param name="per">The period.</param>
    /// <param name="time">The clock.</param>
    public CallBudget(int calls, TimeSpan per, TimeProvider time)
    {
        _time = time;
        _calls = calls;
        _per = per;
        _left = calls;
        _at = time.GetTimestamp();
    }

    /// <summary>Takes one call; false when there is none left.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            _left = Math.Min(_calls, _left + (_calls * (_time.GetElapsedTime(_at, now) / _per)));
            _at = now;
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
