using System.Buffers;
using System.Buffers.Binary;

namespace EasyEnclave.Edge.Relay;

/// <summary>One record of a relay stream; a frame is one of them or, where it is large, several with those of other exchanges between.</summary>
/// <remarks>Twenty bytes, big-endian: payload length (4), kind (1), nothing (1), outcome (2), exchange (8), length of the whole frame (4).</remarks>
/// <param name="Kind">What it is; a kind that is not known is passed over.</param>
/// <param name="Outcome">Of an answer or a refusal.</param>
/// <param name="Exchange">The asker's number of the exchange.</param>
/// <param name="FrameBytes">With a first piece: bytes of the whole frame.</param>
/// <param name="Payload">What follows the head; valid until the reader goes on.</param>
internal readonly record struct RelayRecord(RelayKind Kind, RelayOutcome Outcome, long Exchange, int FrameBytes, ReadOnlySequence<byte> Payload)
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeadBytes = 20;

    /// <summary>Bytes of a frame in one record: some tens of microseconds of a network, so that nobody waits long behind a large one.</summary>
    public const int PieceBytes = 32 * 1024;

    private const int PayloadBytesMax = PieceBytes + RelayAddress.BytesMax;

    /// <summary>Takes the next record off the front of <paramref name="buffer"/>; false where it is not there in full.</summary>
    /// <exception cref="InvalidDataException">It claims more than any record has.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out RelayRecord record)
    {
        record = default;
        if (buffer.Length < HeadBytes)
        {
            return false;
        }

        Span<byte> copy = stackalloc byte[HeadBytes];
        scoped ReadOnlySpan<byte> head = buffer.FirstSpan;
        if (head.Length < HeadBytes)
        {
            buffer.Slice(0, HeadBytes).CopyTo(copy);
            head = copy;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
        int frame = BinaryPrimitives.ReadInt32BigEndian(head[16..]);
        if (length > PayloadBytesMax || frame < 0)
        {
            throw new InvalidDataException("A relay record is larger than any.");
        }

        if (buffer.Length < HeadBytes + length)
        {
            return false;
        }

        record = new RelayRecord(
            (RelayKind)head[4],
            (RelayOutcome)BinaryPrimitives.ReadUInt16BigEndian(head[6..]),
            BinaryPrimitives.ReadInt64BigEndian(head[8..]),
            frame,
            buffer.Slice(HeadBytes, length));
        buffer = buffer.Slice(HeadBytes + length);
        return true;
    }

    /// <summary>Writes a head.</summary>
    public static void WriteHead(Span<byte> head, RelayKind kind, RelayOutcome outcome, long exchange, int frameBytes, int payloadBytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(head, payloadBytes);
        head[4] = (byte)kind;
        head[5] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(head[6..], (ushort)outcome);
        BinaryPrimitives.WriteInt64BigEndian(head[8..], exchange);
        BinaryPrimitives.WriteInt32BigEndian(head[16..], frameBytes);
    }
}
