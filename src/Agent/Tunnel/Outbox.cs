using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>The frames waiting for one socket, which takes one at a time.</summary>
internal sealed class Outbox(WebSocket socket)
{
    // Encoding buffers above this are given up after use, so that one large answer does not keep an idle agent large.
    private const int KeptBytes = 256 * 1024;

    private readonly Channel<Waiting> _frames = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(Limits.OutboundFrames) { SingleReader = true });

    /// <summary>Queues a frame, waiting for room, and ends when the socket has taken it.</summary>
    /// <exception cref="OperationCanceledException">The tunnel is over.</exception>
    public async Task SendAsync(AgentFrame frame, CancellationToken cancellationToken)
    {
        Waiting waiting = new(frame, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _frames.Writer.WriteAsync(waiting, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new OperationCanceledException("The tunnel is over.", e);
        }

        await waiting.Sent.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more frames; what is queued is still sent.</summary>
    public void Complete() => _frames.Writer.TryComplete();

    /// <summary>Writes frame after frame until <see cref="Complete"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> buffer = new();
        try
        {
            await foreach (Waiting waiting in _frames.Reader.ReadAllAsync(cancellationToken))
            {
                if (buffer.Capacity > KeptBytes)
                    buffer = new ArrayBufferWriter<byte>();
                buffer.ResetWrittenCount();
                FrameWriter.Write(buffer, waiting.Frame);
                await socket.SendAsync(buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
                waiting.Sent.SetResult();
            }
        }
        finally
        {
            _frames.Writer.TryComplete();
        }
    }

    private sealed record Waiting(AgentFrame Frame, TaskCompletionSource Sent);
}
