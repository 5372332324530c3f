namespace EasyEnclave.Edge.Tunnel;

/// <summary>The time that a large frame has to come to its end.</summary>
internal sealed class FrameDeadline : IDisposable
{
    // 10 MiB in that time is 1.4 Mbit/s: less is no link to serve from.
    private static readonly TimeSpan Granted = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public FrameDeadline(TimeProvider time, CancellationToken cancellationToken)
    {
        _timer = new CancellationTokenSource(Granted, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    /// <summary>Cancelled when the time is over, or the caller's token is.</summary>
    public CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
