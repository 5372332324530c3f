using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Actors.Nodes;

/// <summary>A node's own token: 256 random bits, shown once; only its SHA-256 is kept.</summary>
public static class NodeToken
{
    // Tells people, and whatever looks for leaked secrets, what it is.
    private const string Prefix = "een_";

    // 32 bytes in base64 without padding.
    private const int RandomCharacters = 43;

    /// <summary>Makes one.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The hash of text that could be a token by its form; false for all other text, which is not worth hashing.</summary>
    public static bool TryHash(string text, [NotNullWhen(true)] out byte[]? hash)
    {
        hash = text.Length == Prefix.Length + RandomCharacters && text.StartsWith(Prefix, StringComparison.Ordinal) ? Hash(text) : null;
        return hash is not null;
    }

    /// <summary>What is kept of it, and the key of its proofs.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
