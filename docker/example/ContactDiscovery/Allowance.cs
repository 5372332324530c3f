namespace EasyEnclave.ContactDiscovery;

/// <summary>
/// How many numbers a token may ask about: so many at once, and the same again spread over each hour. Whoever asks about every number
/// there is learns them all; this makes it slow.
/// </summary>
internal sealed class Allowance(int numbersPerHour, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _paidUntil;

    /// <summary>Takes this many, or tells how long to wait until they would be given; zero when they were taken.</summary>
    public TimeSpan Take(int numbers)
    {
        TimeSpan cost = TimeSpan.FromHours(1) / numbersPerHour * numbers;
        lock (_lock)
        {
            TimeSpan now = time.GetElapsedTime(_start);
            TimeSpan next = (_paidUntil > now ? _paidUntil : now) + cost;
            TimeSpan wait = next - now - TimeSpan.FromHours(1);
            if (wait > TimeSpan.Zero)
                return wait;
            _paidUntil = next;
            return TimeSpan.Zero;
        }
    }
}
