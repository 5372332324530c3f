using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Streams;

/// <summary>An answer of server-sent events (WHATWG HTML, section 9.2), kept alive by a comment when there is nothing to say.</summary>
internal sealed class EventStream(HttpResponse response, TimeProvider time)
{
    /// <summary>How long nothing may be said before a comment is.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly PipeWriter _body = Begin(response);
    private DateTimeOffset _heartbeatAt = time.GetUtcNow() + Heartbeat;

    /// <summary>Sends an event.</summary>
    /// <param name="id">Where to go on after it; no line breaks.</param>
    /// <param name="json">One line of JSON.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async ValueTask SendAsync(string id, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        Encoding.UTF8.GetBytes($"id: {id}\ndata: ", _body);
        _body.Write(json.Span);
        _body.Write("\n\n"u8);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a comment, which readers pass over.</summary>
    public async ValueTask CommentAsync(CancellationToken cancellationToken)
    {
        _body.Write(":\n\n"u8);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a signal or for some time, at most until the heartbeat, which it sends.</summary>
    /// <param name="signal">What is waited for; null for nothing but the time.</param>
    /// <param name="atMost">For how long.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async ValueTask WaitAsync(Task? signal, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (signal is { IsCompleted: true })
        {
            return;
        }

        TimeSpan left = _heartbeatAt - time.GetUtcNow();
        TimeSpan wait = left < atMost ? left : atMost;
        if (wait > TimeSpan.Zero)
        {
            using CancellationTokenSource waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task delay = Task.Delay(wait, time, waited.Token);
            await Task.WhenAny(signal ?? delay, delay).ConfigureAwait(false);
            await waited.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (time.GetUtcNow() >= _heartbeatAt)
        {
            await CommentAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static PipeWriter Begin(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would gather events otherwise
        return response.BodyWriter;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        FlushResult flushed = await _body.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (flushed.IsCompleted)
        {
            throw new OperationCanceledException("The reader of an event stream left.", cancellationToken);
        }

        _heartbeatAt = time.GetUtcNow() + Heartbeat;
    }
}
