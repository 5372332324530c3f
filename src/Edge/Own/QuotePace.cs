namespace EasyEnclave.Edge.Own;

/// <summary>Lets one quote be made at a time and one a second: a host's quoting service is slow, and everybody's.</summary>
public sealed class QuotePace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _last;
    private bool _running;

    /// <summary>Takes the turn; false when it is not due.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            // By the steady counter: a clock that leapt ahead and came back must not close the door for as long.
            if (_running || (_last is { } last && time.GetElapsedTime(last) < Interval))
            {
                return false;
            }

            _running = true;
            _last = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Gives the turn back.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _running = false;
        }
    }
}
