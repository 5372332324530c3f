namespace EasyEnclave.Edge.Tunnel;

/// <summary>A frame on its way to the agent.</summary>
/// <param name="Bytes">Its text; the writer gives it back.</param>
/// <param name="Exchange">The exchange it begins; null for all other frames.</param>
internal readonly record struct OutboundFrame(PooledBuffer Bytes, Exchange? Exchange);
