using EasyEnclave.Actors.Telemetry;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Clock;

/// <summary>This machine's clock held against the store's, by which all nodes go.</summary>
/// <remarks>Of the last answers the one that took the least time counts: half of its way is all that the comparison can be wrong by.</remarks>
/// <param name="machine">The machine's own clock.</param>
/// <param name="trusted">The clock that follows the store's; null where none does.</param>
/// <param name="logger">Where a clock that is off is told.</param>
public sealed partial class StoreClock(TimeProvider machine, TrustedTime? trusted, ILogger<StoreClock> logger)
{
    /// <summary>Beyond this the difference is told.</summary>
    public static readonly TimeSpan Alarm = TimeSpan.FromMilliseconds(250);

    /// <summary>Beyond this the node is not ready.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private const int Kept = 10;

    // An answer that took longer says too little.
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Queue<Sample> _samples = new(Kept);
    private TimeSpan? _offset;
    private bool _told;

    /// <summary>How far the machine's clock is ahead of the store's; null while that is not known.</summary>
    public TimeSpan? Offset
    {
        get
        {
            lock (_gate)
            {
                return _offset;
            }
        }
    }

    /// <summary>True while the difference is beyond <see cref="Limit"/>.</summary>
    public bool IsOff => Offset is { } offset && offset.Duration() > Limit;

    /// <summary>Takes what the store's clock said.</summary>
    /// <param name="stored">The store's time.</param>
    /// <param name="begun">When it was asked, by the machine's steady counter.</param>
    /// <param name="ended">When the answer came.</param>
    public void Saw(DateTimeOffset stored, long begun, long ended)
    {
        TimeSpan way = machine.GetElapsedTime(begun, ended);
        if (way > LongestWay)
        {
            return;
        }

        lock (_gate)
        {
            if (_samples.Count == Kept)
            {
                _samples.Dequeue();
            }

            DateTimeOffset then = stored + (way / 2);
            _samples.Enqueue(new Sample(way, machine.GetUtcNow() - machine.GetElapsedTime(ended) - then, then, ended));
            Sample best = _samples.MinBy(sample => sample.Way)!;
            _offset = best.Offset;
            trusted?.Follow(best.Then, best.Ended);
            Instruments.StoreClockSeen(best.Offset);
            bool off = best.Offset.Duration() > Alarm;
            if (off != _told)
            {
                _told = off;
                if (off)
                {
                    LogOff(best.Offset.TotalMilliseconds);
                }
                else
                {
                    LogRight();
                }
            }
        }
    }

    private sealed record Sample(TimeSpan Way, TimeSpan Offset, DateTimeOffset Then, long Ended);
}
