namespace EasyEnclave.Edge.Tunnel;

/// <summary>What came from the socket.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its bytes, to be disposed; of an oversized frame the head; null for all others.</param>
internal readonly record struct InboundFrame(InboundKind Kind, PooledBuffer? Bytes)
{
    public static InboundFrame Closed => new(InboundKind.Closed, null);
}
