using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Actors.Clock;

/// <summary>This machine's clock, which is not believed where it is behind what is known to have happened.</summary>
/// <remarks>
/// A clock that is set back would make collateral valid again that was replaced, and put events before those they follow. So time is never
/// before the log's head, nor before the newest document that a configured source delivered and that was proven; from there it runs on by
/// the machine's steady counter until the clock has caught up. Nothing that an agent sends moves it. Where several nodes share a store, time
/// follows the store's clock by the steady counter, and the machine's clock may be set as it likes.
/// </remarks>
public sealed partial class TrustedTime : TimeProvider
{
    // Clocks are corrected by little steps all the time.
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(10);

    // So much of a difference is made up for in a second; beyond the leap it is made up for at once, if it is forward.
    private const double Slew = 0.05;
    private static readonly TimeSpan Leap = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _machine;
    private readonly Lock _gate = new();
    private ILogger _logger = NullLogger.Instance;
    private Mark _mark;
    private Course? _course;
    private long _toldAt;
    private bool _held;

    /// <summary>A clock.</summary>
    /// <param name="machine">The machine's.</param>
    /// <param name="floor">What time is not before.</param>
    public TrustedTime(TimeProvider machine, DateTimeOffset floor)
    {
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        _mark = new Mark(floor, machine.GetTimestamp());
    }

    /// <inheritdoc />
    public override long TimestampFrequency => _machine.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => _machine.LocalTimeZone;

    /// <summary>What time is not before, by what a store holds: its log's head, and how far the log's last writer vouched for it.</summary>
    public static async ValueTask<DateTimeOffset> FloorAsync(IStore store, string log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (await store.ReadLogAsync(log, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return DateTimeOffset.MinValue;
        }

        IReadOnlyList<StoredEvent> head = row.Head == 0
            ? []
            : await store.ReadEventsAsync(new EventQuery(log, row.Head - 1, 1, null), cancellationToken).ConfigureAwait(false);
        return head.Select(last => last.At).Append(row.CoveredTo).Max();
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        if (Volatile.Read(ref _course) is { } course)
        {
            return course.After(_machine.GetElapsedTime(course.Timestamp));
        }

        DateTimeOffset said = _machine.GetUtcNow();
        Mark mark = Volatile.Read(ref _mark);
        DateTimeOffset least = mark.At + _machine.GetElapsedTime(mark.Timestamp);
        if (said >= least && !_held)
        {
            return said;
        }

        Tell(said < least ? least - said : TimeSpan.Zero, least);
        return said < least ? least : said;
    }

    /// <summary>How far this clock is held ahead of the one it goes by, since that one is behind what is known to have happened; zero while it is not.</summary>
    public TimeSpan Held
    {
        get
        {
            Mark mark = Volatile.Read(ref _mark);
            TimeSpan held = Volatile.Read(ref _course) is { } course
                ? -course.Owed - (_machine.GetElapsedTime(course.Timestamp) * Slew)
                : mark.At + _machine.GetElapsedTime(mark.Timestamp) - _machine.GetUtcNow();
            return held > TimeSpan.Zero ? held : TimeSpan.Zero;
        }
    }

    /// <inheritdoc />
    public override long GetTimestamp() => _machine.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Where it is told that the machine's clock is not believed.</summary>
    public void TellTo(ILogger logger) => _logger = logger;

    /// <summary>Time is not before this, from now on.</summary>
    public void NotBefore(DateTimeOffset instant)
    {
        lock (_gate)
        {
            long now = _machine.GetTimestamp();
            if (_course is { } course)
            {
                // From there on, and back to the clock that is followed little by little.
                DateTimeOffset present = course.After(_machine.GetElapsedTime(course.Timestamp, now));
                if (instant > present)
                {
                    Volatile.Write(ref _course, new Course(instant, now, TimeSpan.Zero));
                }
            }
            else if (instant > _mark.At + _machine.GetElapsedTime(_mark.Timestamp, now))
            {
                Volatile.Write(ref _mark, new Mark(instant, now));
            }
        }
    }

    /// <summary>Goes by another clock from now on: at once the first time, later by making up for a difference little by little, never backwards.</summary>
    /// <param name="instant">What that clock said.</param>
    /// <param name="timestamp">When, by <see cref="GetTimestamp"/>.</param>
    public void Follow(DateTimeOffset instant, long timestamp)
    {
        lock (_gate)
        {
            long now = _machine.GetTimestamp();
            DateTimeOffset right = instant + _machine.GetElapsedTime(timestamp, now);
            DateTimeOffset least = _course is { } course
                ? course.After(_machine.GetElapsedTime(course.Timestamp, now))
                : _mark.At + _machine.GetElapsedTime(_mark.Timestamp, now);
            DateTimeOffset present = _course is null && right > least ? right : least;
            TimeSpan owed = right - present;
            Tell(owed < TimeSpan.Zero ? -owed : TimeSpan.Zero, present);
            Volatile.Write(ref _course, owed > Leap ? new Course(right, now, TimeSpan.Zero) : new Course(present, now, owed));
        }
    }

    private void Tell(TimeSpan behind, DateTimeOffset least)
    {
        lock (_gate)
        {
            bool held = behind >= WorthTelling;
            long now = _machine.GetTimestamp();
            if (held && (!_held || _machine.GetElapsedTime(_toldAt, now) >= TellEvery))
            {
                _toldAt = now;
                LogHeld(behind, least);
            }
            else if (!held && _held)
            {
                LogRight();
            }

            if (held || _held)
            {
                Instruments.ClockHeld(behind);
            }

            _held = held;
        }
    }

    private sealed record Mark(DateTimeOffset At, long Timestamp);

    // From an instant on by the steady counter, with what is owed made up for on the way.
    private sealed record Course(DateTimeOffset At, long Timestamp, TimeSpan Owed)
    {
        public DateTimeOffset After(TimeSpan elapsed)
        {
            TimeSpan most = elapsed * Slew;
            return At + elapsed + (Owed > most ? most : Owed < -most ? -most : Owed);
        }
    }
}
