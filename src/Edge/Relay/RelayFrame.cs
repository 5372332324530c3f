using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Relay;

/// <summary>A head and a body on their way between two nodes: the head's length in four bytes (big-endian), the head as JSON, the body as it is.</summary>
internal static class RelayFrame
{
    /// <summary>Bytes a head may have: all it holds is bounded, and JSON may write a byte as six.</summary>
    public const int HeadBytesMax = 6 * (Limits.HeaderBytes + Limits.PathLength) + (Limits.HeaderCount * 32) + 1024;

    private const int LengthBytes = 4;

    /// <summary>Writes a head with its length before it.</summary>
    public static byte[] Head<T>(T head, JsonTypeInfo<T> type)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        buffer.GetSpan(LengthBytes);
        buffer.Advance(LengthBytes);
        using (Utf8JsonWriter json = new(buffer))
        {
            JsonSerializer.Serialize(json, head, type);
        }

        byte[] bytes = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - LengthBytes);
        return bytes;
    }

    /// <summary>Reads head and body to the end.</summary>
    /// <param name="reader">Where they come from.</param>
    /// <param name="type">What the head is.</param>
    /// <param name="bodyMax">Bytes the body may have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Both; the head is null where it is malformed, and the body where it is too large.</returns>
    public static async ValueTask<(T? Head, byte[]? Body)> ReadAsync<T>(
        PipeReader reader, JsonTypeInfo<T> type, long bodyMax, CancellationToken cancellationToken)
        where T : class
    {
        ReadResult first = await reader.ReadAtLeastAsync(LengthBytes, cancellationToken).ConfigureAwait(false);
        if (first.Buffer.Length < LengthBytes)
        {
            return (null, []);
        }

        int length = ReadLength(first.Buffer);
        reader.AdvanceTo(first.Buffer.GetPosition(LengthBytes));
        if (length is < 2 or > HeadBytesMax)
        {
            return (null, []);
        }

        ReadResult whole = await reader.ReadAtLeastAsync(length, cancellationToken).ConfigureAwait(false);
        if (whole.Buffer.Length < length)
        {
            return (null, []);
        }

        T? head = ReadHead(whole.Buffer.Slice(0, length), type);
        reader.AdvanceTo(whole.Buffer.GetPosition(length));
        return head is null ? (null, []) : (head, await ReadBodyAsync(reader, bodyMax, cancellationToken).ConfigureAwait(false));
    }

    private static int ReadLength(ReadOnlySequence<byte> buffer)
    {
        Span<byte> four = stackalloc byte[LengthBytes];
        buffer.Slice(0, LengthBytes).CopyTo(four);
        return BinaryPrimitives.ReadInt32BigEndian(four);
    }

    private static T? ReadHead<T>(ReadOnlySequence<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        Utf8JsonReader json = new(bytes);
        try
        {
            return JsonSerializer.Deserialize(ref json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async ValueTask<byte[]?> ReadBodyAsync(PipeReader reader, long bodyMax, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte>? gathered = null;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if ((gathered?.WrittenCount ?? 0) + buffer.Length > bodyMax)
            {
                reader.AdvanceTo(buffer.End);
                return null;
            }

            if (gathered is null && read.IsCompleted)
            {
                byte[] small = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return small;
            }

            gathered ??= new ArrayBufferWriter<byte>((int)Math.Max(16 * 1024, buffer.Length * 2));
            foreach (ReadOnlyMemory<byte> piece in buffer)
            {
                gathered.Write(piece.Span);
            }

            reader.AdvanceTo(buffer.End);
            if (read.IsCompleted)
            {
                return gathered.WrittenSpan.ToArray();
            }
        }
    }
}
