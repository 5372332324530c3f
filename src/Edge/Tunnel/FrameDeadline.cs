namespace EasyEnclave.Edge.Tunnel;

/// <summary>The time that a large frame or body has to come to its end.</summary>
internal sealed class FrameDeadline : IDisposable
{
    // 10 MiB in that time is 1.4 Mbit/s: less is no link to serve from.
    private static readonly TimeSpan Granted = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <summary>Begins now.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it before.</param>
    /// <param name="granted">How long; null for the time that a frame has.</param>
    public FrameDeadline(TimeProvider time, CancellationToken cancellationToken, TimeSpan? granted = null)
    {
        _timer = new CancellationTokenSource(granted ?? Granted, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    /// <summary>Cancelled when the time is over, or the caller's token is.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _timer.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
