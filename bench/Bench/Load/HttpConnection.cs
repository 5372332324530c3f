using System.Buffers;
using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace EasyEnclave.Bench.Load;

/// <summary>One kept connection that asks the same thing again and again; knows as much of HTTP/1.1 as that takes.</summary>
internal sealed class HttpConnection(HttpTarget target) : IDisposable
{
    private static long _numbers;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request = target.Request;
    private readonly int _numberAt = target.Request.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(HttpTarget.Number));
    private readonly byte[] _buffer = new byte[64 * 1024];

    public async Task ConnectAsync(CancellationToken cancellationToken) => await _socket.ConnectAsync(target.Address, cancellationToken);

    /// <summary>Asks once, and reads the answer to its end; false when its status is not 200.</summary>
    /// <exception cref="IOException">The answer is not one that this reader knows, or the connection ended.</exception>
    public async ValueTask<bool> AskAsync()
    {
        if (_numberAt >= 0)
            Utf8Formatter.TryFormat(Interlocked.Increment(ref _numbers), _request.AsSpan(_numberAt), out _, new StandardFormat('D', (byte)HttpTarget.Number.Length));
        await _socket.SendAsync(_request, SocketFlags.None);
        var filled = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(filled), SocketFlags.None);
            if (read == 0)
                throw new IOException($"{target.Name} closed a connection");
            filled += read;
            if (Length(_buffer.AsSpan(0, filled)) is { } whole && filled >= whole)
                return filled == whole ? _buffer.AsSpan(0, 12).EndsWith(" 200"u8) : throw new IOException($"{target.Name} sent too much");
            if (filled == _buffer.Length)
                throw new IOException($"{target.Name} sent more than the load reads");
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Bytes of the whole answer; null while its head is not complete.</summary>
    private int? Length(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        var field = answer[..head].IndexOf("\r\nContent-Length: "u8);
        if (field < 0 || !Utf8Parser.TryParse(answer[(field + 18)..], out int body, out _))
            throw new IOException($"{target.Name} does not tell the length of its answer");
        return head + 4 + body;
    }
}
