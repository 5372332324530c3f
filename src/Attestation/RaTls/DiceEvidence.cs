using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EasyEnclave.Attestation.RaTls;

/// <summary>A quote as tagged evidence (TCG DICE Attestation Architecture, section 6.1): CBOR tag 60000 over [quote, claims].</summary>
/// <remarks>
/// The claims are one, <c>"pubkey-hash": [1, SHA-256(SubjectPublicKeyInfo)]</c>, its value wrapped in a byte string as other RA-TLS
/// programs write it. They are a label for readers: what binds the key is report_data, which holds the key's hash itself and not
/// the claims' hash. There is one encoding, the shortest, so what is read is compared with what would be written.
/// </remarks>
internal static class DiceEvidence
{
    private const int QuoteStart = 7;

    // tag(60000), array(2), byte string with a length of two octets.
    private static ReadOnlySpan<byte> Head => [0xd9, 0xea, 0x60, 0x82, 0x59];

    public static byte[] Write(ReadOnlySpan<byte> quote, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        var length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)quote.Length));
        return [.. Head, .. length, .. quote, .. Claims(subjectPublicKeyInfo)];
    }

    public static bool TryRead(ReadOnlyMemory<byte> evidence, ReadOnlySpan<byte> subjectPublicKeyInfo, out ReadOnlyMemory<byte> quote)
    {
        quote = default;
        var bytes = evidence.Span;
        if (bytes.Length < QuoteStart || !bytes.StartsWith(Head))
            return false;

        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[Head.Length..]);
        if (length <= byte.MaxValue || bytes.Length < QuoteStart + length || !bytes[(QuoteStart + length)..].SequenceEqual(Claims(subjectPublicKeyInfo)))
            return false;
        quote = evidence.Slice(QuoteStart, length);
        return true;
    }

    private static byte[] Claims(ReadOnlySpan<byte> subjectPublicKeyInfo) =>
    [
        0x58, 0x33, // byte string of 51: the claims
        0xa1, 0x6b, .. "pubkey-hash"u8, // map(1), text of 11
        0x58, 0x24, 0x82, 0x01, 0x58, 0x20, .. SHA256.HashData(subjectPublicKeyInfo), // byte string of 36: [1 = sha-256, byte string of 32]
    ];
}
