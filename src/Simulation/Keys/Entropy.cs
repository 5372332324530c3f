using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Simulation.Keys;

/// <summary>Where a new platform's keys and identifiers come from: the operating system, or a seed in tests.</summary>
/// <remarks>
/// A seed repeats keys and identifiers, never signatures: .NET draws a fresh nonce for each ECDSA signature, so two platforms
/// of one seed differ in the bytes of their certificates and accept each other's.
/// </remarks>
internal abstract class Entropy
{
    // The order of P-256; a private scalar lies in [1, n-1].
    private static readonly byte[] Order = Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    public static Entropy OperatingSystem { get; } = new SystemEntropy();

    public static Entropy Seeded(int seed) => new SeededEntropy(seed);

    public abstract SigningKey Key(PlatformRole role);

    /// <summary>Bytes for an identifier.</summary>
    /// <param name="label">Names the use, so that no two uses of a seed share bytes.</param>
    /// <param name="count">1 to 32.</param>
    public abstract byte[] Bytes(string label, int count);

    private sealed class SystemEntropy : Entropy
    {
        public override SigningKey Key(PlatformRole role) => SigningKey.Random();

        public override byte[] Bytes(string label, int count) => RandomNumberGenerator.GetBytes(count);
    }

    private sealed class SeededEntropy(int seed) : Entropy
    {
        public override SigningKey Key(PlatformRole role)
        {
            for (var attempt = 0; ; attempt++)
            {
                var scalar = Bytes($"key {role} {attempt}", 32);
                if (scalar.AsSpan().SequenceCompareTo(Order) < 0 && scalar.AsSpan().ContainsAnyExcept((byte)0)) return SigningKey.FromScalar(scalar);
            }
        }

        public override byte[] Bytes(string label, int count)
        {
            var seedBytes = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(seedBytes, seed);
            return SHA256.HashData([.. seedBytes, .. Encoding.UTF8.GetBytes(label)])[..count];
        }
    }
}
