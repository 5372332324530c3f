using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Protocol.Ids;

/// <summary>One command to the ledger for ever: 112 bits derived from who sent it and the key they gave it.</summary>
/// <remarks>The low 16 bits are zero: they number the command's transfers, whose ids are thus known from the key before anything is written.</remarks>
/// <param name="Value">The number; its low 16 bits are zero.</param>
public readonly record struct CommandId(UInt128 Value)
{
    /// <summary>Derives the id: SHA-256 over the credential's name, a zero byte, and the key; the first 14 bytes of it.</summary>
    /// <param name="principal">The credential that scopes the key; two of them may use the same key for different commands.</param>
    /// <param name="key">The client's key, or a natural one.</param>
    public static CommandId Derive(string principal, string key)
    {
        Span<byte> text = stackalloc byte[512];
        int most = Encoding.UTF8.GetMaxByteCount(principal.Length) + 1 + Encoding.UTF8.GetMaxByteCount(key.Length);
        if (most > text.Length)
        {
            text = new byte[most];
        }

        int length = Encoding.UTF8.GetBytes(principal, text);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(key, text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new CommandId(BinaryPrimitives.ReadUInt128BigEndian(hash) & ~(UInt128)ushort.MaxValue);
    }

    /// <summary>The id of one of this command's transfers.</summary>
    /// <param name="place">Which, from 0.</param>
    public TransferId Transfer(int place) => new(Value | checked((ushort)place));
}
