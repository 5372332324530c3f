using System.Buffers;
using System.Net;

namespace EasyEnclave.Edge.Relay;

/// <summary>A head and a body on their way to a peer, and whether they set out.</summary>
internal sealed class RelayContent(byte[] head, ReadOnlyMemory<byte> body) : HttpContent
{
    // Copying so much costs less than one more frame.
    private const int TogetherMax = 16 * 1024;

    private volatile bool _sent;

    /// <summary>True from the moment a byte may have left: from then on nobody else may be asked.</summary>
    public bool Sent => _sent;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _sent = true;
        if (body.Length is > 0 and <= TogetherMax)
        {
            byte[] whole = ArrayPool<byte>.Shared.Rent(head.Length + body.Length);
            head.CopyTo(whole, 0);
            body.Span.CopyTo(whole.AsSpan(head.Length));
            await stream.WriteAsync(whole.AsMemory(0, head.Length + body.Length), cancellationToken).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(whole);
            return;
        }

        await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
        if (!body.IsEmpty)
        {
            await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = head.Length + body.Length;
        return true;
    }
}
