using System.Net.WebSockets;
using EasyEnclave.Protocol;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>Reads whole messages off one socket into one buffer of bounded size.</summary>
internal sealed class Inbox(WebSocket socket)
{
    private const int KeptBytes = 16 * 1024;

    private byte[] _buffer = new byte[KeptBytes];

    /// <summary>The next message; its bytes are good until the next call.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task<Message> ReadAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length > KeptBytes)
            _buffer = new byte[KeptBytes];

        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += part.Count;
            switch (part.MessageType)
            {
                case WebSocketMessageType.Close:
                    return new Message.Closed(socket.CloseStatus ?? WebSocketCloseStatus.Empty, socket.CloseStatusDescription ?? string.Empty);
                case WebSocketMessageType.Binary:
                    return new Message.Unwanted(WebSocketCloseStatus.InvalidMessageType, "binary frame");
            }

            if (part.EndOfMessage)
                return new Message.Text(_buffer.AsMemory(0, length));
            if (length == Limits.EnvelopeFrameBytes)
                return new Message.Unwanted(WebSocketCloseStatus.MessageTooBig, "frame too large");
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, Math.Min(length * 2, Limits.EnvelopeFrameBytes));
        }
    }

    /// <summary>What a socket brought.</summary>
    internal abstract record Message
    {
        private Message()
        {
        }

        /// <summary>One text frame.</summary>
        public sealed record Text(ReadOnlyMemory<byte> Utf8) : Message;

        /// <summary>The control plane's goodbye.</summary>
        public sealed record Closed(WebSocketCloseStatus Code, string Reason) : Message;

        /// <summary>Something that ends the tunnel from this side.</summary>
        public sealed record Unwanted(WebSocketCloseStatus Code, string Reason) : Message;
    }
}
