using System.Security.Cryptography;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>ECDSA over P-256 with SHA-256, the only signature in all of this.</summary>
internal static class P256
{
    public const int SignatureLength = 64;
    public const int CoordinateLength = 32;

    /// <summary>The size of an uncompressed point: 0x04‖x‖y.</summary>
    public const int PointLength = 1 + 2 * CoordinateLength;

    /// <summary>True if <paramref name="signature"/> (raw r‖s) over <paramref name="message"/> is of this key (raw x‖y).</summary>
    /// <remarks>Import refuses coordinates that are no point of the curve; verification refuses r and s out of range.</remarks>
    public static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (key.Length != 2 * CoordinateLength || signature.Length != SignatureLength)
            return false;
        try
        {
            using var ecdsa = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = key[..CoordinateLength].ToArray(), Y = key[CoordinateLength..].ToArray() },
            });
            return ecdsa.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
