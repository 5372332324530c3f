namespace EasyEnclave.Actors.Telemetry;

/// <summary>A fault that may last: says when it is to be told, so that an outage is a few lines and not a line for each attempt.</summary>
/// <remarks>Told are the first failure with its fault, how many there were once a minute, and the end. Safe from any thread.</remarks>
/// <param name="time">The clock.</param>
public sealed class FaultSpell(TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _begun;
    private long _told;
    private int _failures;

    /// <summary>Notes a failure.</summary>
    /// <returns>What is to be told of it.</returns>
    public FaultNews Failed()
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            if (_failures++ == 0)
            {
                (_begun, _told) = (now, now);
                return new FaultNews(FaultTurn.Began, 1, 0);
            }

            bool due = time.GetElapsedTime(_told, now) >= Again;
            _told = due ? now : _told;
            return new FaultNews(due ? FaultTurn.Lasts : FaultTurn.None, _failures, time.GetElapsedTime(_begun, now).TotalSeconds);
        }
    }

    /// <summary>Notes a success.</summary>
    /// <returns>What is to be told: the end, where something had failed before.</returns>
    public FaultNews Succeeded()
    {
        if (Volatile.Read(ref _failures) == 0)
        {
            return default;
        }

        lock (_gate)
        {
            (int failures, _failures) = (_failures, 0);
            return failures == 0 ? default : new FaultNews(FaultTurn.Ended, failures, time.GetElapsedTime(_begun).TotalSeconds);
        }
    }

    /// <summary>A fault in one line: what it says and what that rests on, without the way through the program.</summary>
    public static string Line(Exception fault)
    {
        string line = fault.Message;
        for (Exception? inner = fault.InnerException; inner is not null; inner = inner.InnerException)
        {
            line += line.Contains(inner.Message, StringComparison.Ordinal) ? "" : " " + inner.Message;
        }

        return $"{fault.GetType().Name}: {line.ReplaceLineEndings(" ")}";
    }

    /// <summary>The fault with all there is, where it is none that a store or a network brings about: that would be a fault of this program.</summary>
    public static Exception? Bug(Exception fault) =>
        fault is ArgumentException or NullReferenceException or InvalidCastException or IndexOutOfRangeException or KeyNotFoundException or NotSupportedException
            || fault is InvalidOperationException and not ObjectDisposedException
            ? fault
            : null;
}
