using System.Net.WebSockets;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>Reads whole text frames from a socket, each within a bound, holding no memory while nothing comes.</summary>
/// <param name="socket">Where they come from.</param>
/// <param name="budget">What all large frames may take together, over all tunnels.</param>
/// <param name="time">The clock of a large frame's deadline.</param>
internal sealed class FrameReader(WebSocket socket, BodyBudget budget, TimeProvider time)
{
    private const int Step = 16 * 1024;

    // What is read away of a frame that is too large before the tunnel is given up.
    private const long DiscardBytes = 64L * 1024 * 1024;

    /// <summary>Reads the next frame.</summary>
    /// <param name="frameBytes">The bound that holds when its first byte arrives; asked anew for each frame.</param>
    /// <param name="keepHead">Whether a larger frame is read away with its head kept, so that a tunnel can outlive it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<InboundFrame> ReadAsync(Func<int> frameBytes, Func<bool> keepHead, CancellationToken cancellationToken)
    {
        // Waiting with an empty buffer: an idle tunnel costs no array.
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        if (result.MessageType == WebSocketMessageType.Close)
        {
            return InboundFrame.Closed;
        }

        int bound = frameBytes();
        bool overBudget = false;
        PooledBuffer bytes = new();
        FrameDeadline? late = null;
        try
        {
            while (result.MessageType == WebSocketMessageType.Text)
            {
                if (result.EndOfMessage)
                {
                    return new InboundFrame(bytes.Length <= bound ? InboundKind.Text : keepHead() ? InboundKind.Oversized : InboundKind.TooBig, bytes);
                }

                if (bytes.Length + Step > Limits.StrangerFrameBytes)
                {
                    // A large frame takes from what all share, and so must come to its end in time.
                    overBudget = !bytes.TryCover(bytes.Length + Step, budget);
                    late ??= new FrameDeadline(time, cancellationToken);
                }

                if (bytes.Length > bound || overBudget)
                {
                    break;
                }

                Memory<byte> space = bytes.GetMemory(Step)[..Step];
                result = await socket.ReceiveAsync(space[..Math.Min(space.Length, bound + 1 - bytes.Length)], late?.Token ?? cancellationToken)
                    .ConfigureAwait(false);
                bytes.Advance(result.Count);
            }
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
        finally
        {
            late?.Dispose();
        }

        if (result.MessageType == WebSocketMessageType.Text && keepHead() && await DiscardAsync(cancellationToken).ConfigureAwait(false))
        {
            return new InboundFrame(overBudget ? InboundKind.OverBudget : InboundKind.Oversized, bytes);
        }

        bytes.Dispose();
        return result.MessageType switch
        {
            WebSocketMessageType.Close => InboundFrame.Closed,
            WebSocketMessageType.Binary => new InboundFrame(InboundKind.Binary, null),
            _ => new InboundFrame(InboundKind.TooBig, null),
        };
    }

    private async ValueTask<bool> DiscardAsync(CancellationToken cancellationToken)
    {
        using FrameDeadline late = new(time, cancellationToken);
        using PooledBuffer sink = new();
        for (long discarded = 0; discarded < DiscardBytes;)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(sink.GetMemory(Step), late.Token).ConfigureAwait(false);
            discarded += result.Count;
            if (result.EndOfMessage)
            {
                return result.MessageType == WebSocketMessageType.Text;
            }
        }

        return false;
    }
}
