using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>How fast an agent may speak: a burst, then so many frames a second; who is faster is read more slowly.</summary>
/// <remarks>Answers to requests are not counted: those are as many as we asked for.</remarks>
internal sealed class FramePace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1.0 / Limits.FramesPerSecond);

    private double _left = Limits.FrameBurst;
    private long _at = time.GetTimestamp();

    /// <summary>Counts a frame, and waits when it came too early.</summary>
    public ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        long now = time.GetTimestamp();
        _left = Math.Min(Limits.FrameBurst, _left + (time.GetElapsedTime(_at, now) / Interval)) - 1;
        _at = now;
        return _left >= 0 ? ValueTask.CompletedTask : new ValueTask(Task.Delay(Interval, time, cancellationToken));
    }
}
