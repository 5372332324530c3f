namespace EasyEnclave.Edge.Relay;

/// <summary>The way to one incarnation of a node: its connections, and the stream that all exchanges take, opened anew when it has ended.</summary>
internal sealed class PeerLine(HttpMessageInvoker http) : IDisposable
{
    private readonly Lock _opening = new();
    private Task<PeerStream>? _stream;

    /// <summary>For requests of their own.</summary>
    public HttpMessageInvoker Http => http;

    /// <summary>The stream; whoever comes while it is being opened waits for that.</summary>
    public Task<PeerStream> StreamAsync(Func<Task<PeerStream>> open)
    {
        lock (_opening)
        {
            if (_stream is null or { IsCompletedSuccessfully: false, IsCompleted: true } or { IsCompletedSuccessfully: true, Result.Ended: true })
            {
                _stream = open();
            }

            return _stream;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Disposing of a pool leaves alone what it has under way.
        lock (_opening)
        {
            _ = _stream?.ContinueWith(
                static opened => opened.Result.Abort(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }

        http.Dispose();
    }
}
