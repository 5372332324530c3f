using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace EasyEnclave.Edge.Relay;

/// <summary>The way to one incarnation of a node: its connections, and the stream that all exchanges take, opened anew when it has ended.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "The token source holds no handle, and whoever sends at the same time still looks at it.")]
internal sealed class PeerLine(HttpMessageInvoker http) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Lock _opening = new();
    private Task<PeerStream>? _stream;

    /// <summary>Sends a request of its own; it fails when the peer is declared dead meanwhile.</summary>
    /// <exception cref="HttpRequestException">The peer could not be reached, broke off, or is dead.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token, cancellationToken);
        try
        {
            return await http.SendAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (SocketException broken)
        {
            // Of a connection that was reset as soon as it stood, .NET asks the address all the same, and lets that fault through.
            throw new HttpRequestException(HttpRequestError.ConnectionError, broken.Message, broken);
        }
        catch (OperationCanceledException ended) when (_gone.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The peer was declared dead.", ended);
        }
    }

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
        _gone.Cancel();
        lock (_opening)
        {
            _ = _stream?.ContinueWith(
                static opened => opened.Result.Abort(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }

        http.Dispose();
    }
}
