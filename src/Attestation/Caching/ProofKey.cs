using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EasyEnclave.Attestation.Caching;

/// <summary>SHA-256 over everything a proof was made from, each part with its length, so that no two inputs share a key.</summary>
internal readonly record struct ProofKey(UInt128 High, UInt128 Low)
{
    public static ProofKey Of(params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part.Span);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return new ProofKey(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }
}
