using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;

namespace EasyEnclave.Actors.Refusals;

/// <summary>Counts what was refused, per reason, prefix and minute, and lets only a bounded trickle of it into the store.</summary>
/// <remarks>A flood of strangers must not become a flood of writes: at most ten rows a second are written, the rest as one number.</remarks>
public sealed class RefusalLog
{
    private const int KeysHeld = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(DateTimeOffset Minute, string Reason, string Prefix), long> _counts = [];
    private readonly TimeProvider _time;
    private long _overflow;
    private DateTimeOffset _overflowMinute;

    /// <summary>Counts by this clock.</summary>
    public RefusalLog(TimeProvider time) => _time = time;

    /// <summary>Counts one refusal.</summary>
    /// <param name="reason">The wire reason.</param>
    /// <param name="prefix">The /24 or /48 it came from.</param>
    public void Count(string reason, string prefix)
    {
        Telemetry.Instruments.Refused(reason);
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        lock (_gate)
        {
            (DateTimeOffset, string, string) key = (minute, reason, prefix);
            if (_counts.TryGetValue(key, out long n))
            {
                _counts[key] = n + 1;
            }
            else if (_counts.Count < KeysHeld)
            {
                _counts[key] = 1;
            }
            else
            {
                _overflow++;
                _overflowMinute = minute;
            }
        }
    }

    /// <summary>Takes what may be written now: the largest counts as rows, everything else as one row; null when there is nothing.</summary>
    public WriteEntry? Take()
    {
        lock (_gate)
        {
            if (_counts.Count == 0 && _overflow == 0)
            {
                return null;
            }

            List<RowChange> rows = [];
            long suppressed = _overflow;
            DateTimeOffset suppressedMinute = _overflowMinute;
            foreach (((DateTimeOffset Minute, string Reason, string Prefix) key, long n) in _counts.OrderByDescending(pair => pair.Value))
            {
                if (rows.Count < Limits.RefusalsWrittenPerSecond - 1)
                {
                    rows.Add(new RowChange.AddRefusals(key.Minute, key.Reason, key.Prefix, n));
                }
                else
                {
                    suppressed += n;
                    suppressedMinute = key.Minute;
                }
            }

            if (suppressed > 0)
            {
                rows.Add(new RowChange.AddRefusals(suppressedMinute, "suppressed", "*", suppressed));
            }

            _counts.Clear();
            _overflow = 0;
            return new WriteEntry(rows, []);
        }
    }
}
