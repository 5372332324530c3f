namespace EasyEnclave.Tests.Testing;

/// <summary>A clock that stands still until a test moves it, and fires the timers it passes in order.</summary>
/// <remarks>
/// Timers fire on the thread that calls <see cref="Advance(TimeSpan)"/>, one after the other, each at its own due instant:
/// a callback that reads the clock sees the instant it was due at, and a timer it creates or changes fires in the same
/// advance when it falls due within it. Timers due at the same instant fire in the order they were armed. A timer armed with
/// no delay fires before the call that armed it returns.
/// </remarks>
internal sealed class ManualTime : TimeProvider
{
    private static readonly DateTimeOffset DefaultStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly SortedSet<ManualTimer> _armed = new(DueOrder.Instance);
    private DateTimeOffset _now;
    private long _timestamp;
    private long _armings;

    public ManualTime()
        : this(DefaultStart)
    {
    }

    public ManualTime(DateTimeOffset start) => _now = start.ToUniversalTime();

    /// <summary>The instant the clock stands at.</summary>
    public DateTimeOffset Now => GetUtcNow();

    /// <summary>How many timers wait to fire: a test can see that something was scheduled, or was taken back.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
                return _armed.Count;
        }
    }

    /// <summary>How far away the next timer is, or null when none waits.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
                return _armed.Min is { } next ? TimeSpan.FromTicks(next.DueAt - _timestamp) : null;
        }
    }

    /// <summary>Whether a timer falls due at an instant of the wall clock as it goes now: whoever waits for that has nothing to do before.</summary>
    public bool IsArmedAt(DateTimeOffset instant)
    {
        lock (_gate)
        {
            long dueAt = _timestamp + (instant - _now).Ticks;
            return _armed.Any(timer => timer.DueAt == dueAt);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _timestamp;
    }

    /// <summary>Moves the clock on by <paramref name="by"/> and fires every timer due until then, in order.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);

        long until;
        lock (_gate)
            until = _timestamp + by.Ticks;

        while (TakeNextDue(until) is { } due)
            due.Fire();
    }

    /// <summary>Moves the clock on to <paramref name="instant"/>, which must not be behind it.</summary>
    public void AdvanceTo(DateTimeOffset instant) => Advance(instant - Now);

    /// <summary>Sets the wall clock alone, as an operator or NTP would; timers and timestamps are not moved by it.</summary>
    public void SetWallClock(DateTimeOffset instant)
    {
        lock (_gate)
            _now = instant.ToUniversalTime();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);

        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Takes the first timer due until then, with the clock moved to its instant; or moves the clock to the end.</summary>
    private ManualTimer? TakeNextDue(long until)
    {
        lock (_gate)
        {
            if (_armed.Min is not { } next || next.DueAt > until)
            {
                MoveTo(until);
                return null;
            }

            MoveTo(next.DueAt);
            Disarm(next);
            return next;
        }
    }

    private void FireOverdue(ManualTimer timer)
    {
        lock (_gate)
        {
            if (!_armed.Contains(timer) || timer.DueAt > _timestamp)
                return;
            Disarm(timer);
        }

        timer.Fire();
    }

    /// <summary>Takes a due timer off the list, and puts it back for its next turn if it is periodic.</summary>
    private void Disarm(ManualTimer timer)
    {
        _armed.Remove(timer);
        if (timer.Period > TimeSpan.Zero)
            Arm(timer, timer.DueAt + timer.Period.Ticks);
    }

    private void MoveTo(long timestamp)
    {
        // Two threads advancing at once: time never runs backwards.
        if (timestamp <= _timestamp)
            return;
        _now += TimeSpan.FromTicks(timestamp - _timestamp);
        _timestamp = timestamp;
    }

    private void Arm(ManualTimer timer, long dueAt)
    {
        timer.DueAt = dueAt;
        timer.Arming = ++_armings;
        _armed.Add(timer);
    }

    private sealed class ManualTimer(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public long DueAt { get; set; }

        public long Arming { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            RefuseNegative(dueTime, nameof(dueTime));
            RefuseNegative(period, nameof(period));

            lock (clock._gate)
            {
                if (_disposed)
                    return false;
                clock._armed.Remove(this);
                // As in the system's timers, a period of zero means once.
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                    clock.Arm(this, clock._timestamp + dueTime.Ticks);
            }

            // The system's clock fires an overdue timer without anybody moving it; so does this one.
            if (dueTime == TimeSpan.Zero)
                clock.FireOverdue(this);
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private static void RefuseNegative(TimeSpan value, string name)
        {
            if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(name, value, "A timer's time is zero or more, or infinite.");
        }
    }

    private sealed class DueOrder : IComparer<ManualTimer>
    {
        public static readonly DueOrder Instance = new();

        public int Compare(ManualTimer? x, ManualTimer? y)
        {
            var byDue = x!.DueAt.CompareTo(y!.DueAt);
            return byDue != 0 ? byDue : x.Arming.CompareTo(y.Arming);
        }
    }
}
