namespace EasyEnclave.Edge.Own;

/// <summary>Lets one quote be made at a time and one a second: a host's quoting service is slow, and everybody's.</summary>
public sealed class QuotePace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private bool _running;

    /// <summary>Takes the turn; false when it is not due.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (_running || now < _next)
            {
                return false;
            }

            _running = true;
            _next = now + Interval;
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
