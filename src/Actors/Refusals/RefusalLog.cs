using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;

namespace EasyEnclave.Actors.Refusals;

/// <summary>Counts what was refused, per reason, prefix and minute, and lets only a bounded trickle of it into the store.</summary>
/// <remarks>
/// A flood of strangers must not become a flood of writes, nor one that lasts a full disk: at most ten rows a second and 3,600 an hour tell
/// refusals apart, the rest is one number a minute.
/// </remarks>
public sealed class RefusalLog
{
    private const int KeysHeld = 1024;
    private const string Suppressed = "suppressed";

    private readonly Lock _gate = new();
    private readonly Dictionary<(DateTimeOffset Minute, string Reason, string Prefix), long> _counts = [];
    private readonly TimeProvider _time;
    private long _overflow;
    private DateTimeOffset _overflowMinute;
    private double _rowsLeft = Limits.RefusalsWrittenPerHour;
    private long _filledAt;

    /// <summary>Counts by this clock.</summary>
    public RefusalLog(TimeProvider time)
    {
        _time = time;
        _filledAt = time.GetTimestamp();
    }

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
            Add(minute, reason, prefix, 1);
        }
    }

    /// <summary>Takes back what could not be written: it goes with the next rows.</summary>
    /// <param name="entry">What <see cref="Take"/> gave.</param>
    public void Return(WriteEntry entry)
    {
        lock (_gate)
        {
            foreach (RowChange.AddRefusals row in entry.Changes.OfType<RowChange.AddRefusals>())
            {
                if (row.Reason == Suppressed)
                {
                    _overflow += row.Count;
                    _overflowMinute = row.Minute;
                }
                else
                {
                    _rowsLeft++;
                    Add(row.Minute, row.Reason, row.Prefix, row.Count);
                }
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

            int most = Math.Min(Limits.RefusalsWrittenPerSecond - 1, RowsLeft());
            List<RowChange> rows = [];
            long suppressed = _overflow;
            DateTimeOffset suppressedMinute = _overflowMinute;
            foreach (((DateTimeOffset Minute, string Reason, string Prefix) key, long n) in _counts.OrderByDescending(pair => pair.Value))
            {
                if (rows.Count < most)
                {
                    rows.Add(new RowChange.AddRefusals(key.Minute, key.Reason, key.Prefix, n));
                }
                else
                {
                    suppressed += n;
                    suppressedMinute = key.Minute;
                }
            }

            _rowsLeft -= rows.Count;
            if (suppressed > 0)
            {
                rows.Add(new RowChange.AddRefusals(suppressedMinute, Suppressed, "*", suppressed));
            }

            _counts.Clear();
            _overflow = 0;
            return new WriteEntry(rows, []);
        }
    }

    private void Add(DateTimeOffset minute, string reason, string prefix, long n)
    {
        (DateTimeOffset, string, string) key = (minute, reason, prefix);
        if (_counts.TryGetValue(key, out long counted))
        {
            _counts[key] = counted + n;
        }
        else if (_counts.Count < KeysHeld)
        {
            _counts[key] = n;
        }
        else
        {
            _overflow += n;
            _overflowMinute = minute;
        }
    }

    private int RowsLeft()
    {
        long now = _time.GetTimestamp();
        double filled = _time.GetElapsedTime(_filledAt, now).TotalHours * Limits.RefusalsWrittenPerHour;
        _filledAt = now;
        _rowsLeft = Math.Min(Limits.RefusalsWrittenPerHour, _rowsLeft + filled);
        return (int)_rowsLeft;
    }
}
