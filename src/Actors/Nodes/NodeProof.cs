using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Nodes;

/// <summary>The proof that an agent knows its node's token (protocol, section 1): HMAC-SHA256 over the challenge; pure.</summary>
public static class NodeProof
{
    /// <summary>Whether a proof answers this challenge under this token; the time it takes tells nothing of the right one.</summary>
    /// <param name="tokenHash">SHA-256 of the token.</param>
    /// <param name="nonce">The challenge, of which its 64 characters count.</param>
    /// <param name="proof">Hex of 32 bytes; null when none was sent.</param>
    public static bool Holds(ReadOnlySpan<byte> tokenHash, Nonce nonce, string? proof)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (proof is null || proof.Length != 2 * given.Length || Convert.FromHexString(proof, given, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(tokenHash, Encoding.ASCII.GetBytes(nonce.Value), expected);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
