using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Actors.Keys;

/// <summary>The key of the key file, under which secrets rest in the store: AES-256-GCM, bound to what a secret is for and whose it is.</summary>
/// <remarks>Whoever holds the database alone reads nothing of them, and cannot move one to another place.</remarks>
public sealed class SealingKey : IDisposable
{
    /// <summary>The key's size in bytes.</summary>
    public const int Length = 32;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly Lock _gate = new();
    private readonly AesGcm _cipher;

    /// <summary>Takes a key; the caller's copy is the caller's to clear.</summary>
    /// <exception cref="ArgumentException">It is not <see cref="Length"/> bytes.</exception>
    public SealingKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
        {
            throw new ArgumentException("A sealing key has 32 bytes.", nameof(key));
        }

        _cipher = new AesGcm(key, TagLength);
    }

    /// <summary>Seals a secret.</summary>
    /// <param name="purpose">What it is for, such as <c>signing_key</c>.</param>
    /// <param name="id">Whose it is; opens under this name alone.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>Nonce ‖ tag ‖ ciphertext.</returns>
    public byte[] Seal(string purpose, string id, ReadOnlySpan<byte> secret)
    {
        byte[] box = new byte[NonceLength + TagLength + secret.Length];
        Span<byte> nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        lock (_gate)
        {
            _cipher.Encrypt(
                nonce, secret, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), Bound(purpose, id));
        }

        return box;
    }

    /// <summary>Opens what was sealed for this purpose and id under this very key; null for anything else.</summary>
    public byte[]? Open(string purpose, string id, ReadOnlySpan<byte> box)
    {
        if (box.Length < NonceLength + TagLength)
        {
            return null;
        }

        byte[] secret = new byte[box.Length - NonceLength - TagLength];
        try
        {
            lock (_gate)
            {
                _cipher.Decrypt(
                    box[..NonceLength], box[(NonceLength + TagLength)..], box.Slice(NonceLength, TagLength), secret, Bound(purpose, id));
            }

            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _cipher.Dispose();

    // A purpose holds no line break, so the text says unambiguously where the id begins.
    private static byte[] Bound(string purpose, string id) => Encoding.UTF8.GetBytes($"easyenclave\n{purpose}\n{id}");
}
