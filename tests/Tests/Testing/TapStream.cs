namespace EasyEnclave.Tests.Testing;

/// <summary>A stream that keeps what was read from another one.</summary>
internal sealed class TapStream(Stream inner) : Stream
{
    private readonly MemoryStream _read = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The kinds of the TLS handshake messages that came in the clear (RFC 5246, section 7.4), in order.</summary>
    public IReadOnlyList<int> PlainHandshake()
    {
        ReadOnlySpan<byte> records = _read.ToArray();
        List<int> kinds = [];

        // 22 is handshake, 20 the change to what is encrypted; a record's length stands at 3, a message's at 1.
        while (records.Length > 5 && records[0] == 22)
        {
            int length = (records[3] << 8) | records[4];
            ReadOnlySpan<byte> messages = records.Slice(5, length);
            records = records[(5 + length)..];
            while (messages.Length >= 4)
            {
                kinds.Add(messages[0]);
                messages = messages[Math.Min(messages.Length, 4 + ((messages[1] << 16) | (messages[2] << 8) | messages[3]))..];
            }
        }

        return kinds;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        _read.Write(buffer.Span[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        _read.Dispose();
        base.Dispose(disposing);
    }
}
