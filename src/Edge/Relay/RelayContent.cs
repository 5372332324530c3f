using System.Net;

namespace EasyEnclave.Edge.Relay;

/// <summary>A head and a body on their way to a peer, and whether they set out.</summary>
internal sealed class RelayContent(byte[] head, ReadOnlyMemory<byte> body) : HttpContent
{
    private volatile bool _sent;

    /// <summary>True from the moment a byte may have left: from then on nobody else may be asked.</summary>
    public bool Sent => _sent;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _sent = true;
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
