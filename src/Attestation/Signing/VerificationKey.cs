using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Signing;

/// <summary>The public half of an ES256 key, known by its thumbprint (RFC 7638).</summary>
public sealed class VerificationKey
{
    private readonly byte[] _point;

    private VerificationKey(byte[] point)
    {
        _point = point;
        KeyId = Thumbprint(X, Y);
    }

    /// <summary>The thumbprint: base64url of the SHA-256 over the key's required members; also its <c>kid</c>.</summary>
    public string KeyId { get; }

    /// <summary>The point as x‖y, 64 bytes.</summary>
    public ReadOnlyMemory<byte> Point => _point;

    private string X => Base64Url.EncodeToString(_point.AsSpan(0, P256.ScalarLength));

    private string Y => Base64Url.EncodeToString(_point.AsSpan(P256.ScalarLength));

    /// <summary>A key from its point; false where that is none of the curve.</summary>
    /// <param name="point">x‖y, 64 bytes.</param>
    /// <param name="key">The key, or null.</param>
    public static bool TryCreate(ReadOnlySpan<byte> point, [NotNullWhen(true)] out VerificationKey? key)
    {
        key = null;
        if (point.Length != P256.PairLength)
            return false;
        try
        {
            using var imported = Import(point);
            key = new VerificationKey(point.ToArray());
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Reads a JSON Web Key: EC on P-256, public, for ES256 signatures, its <c>kid</c> (where it has one) its thumbprint.</summary>
    public static bool TryParse(JsonElement jwk, [NotNullWhen(true)] out VerificationKey? key)
    {
        key = null;
        if (!Is(jwk, "kty", "EC") || !Is(jwk, "crv", "P-256") || jwk.TryGetProperty("d", out _)
            || !MayBe(jwk, "alg", JsonWebSignature.Algorithm) || !MayBe(jwk, "use", "sig")
            || !JsonFields.TryString(jwk, "x", out var x) || !JsonFields.TryString(jwk, "y", out var y)
            || !StrictBase64Url.TryDecode(x, out var first) || first.Length != P256.ScalarLength
            || !StrictBase64Url.TryDecode(y, out var second) || second.Length != P256.ScalarLength)
            return false;
        if (!TryCreate([.. first, .. second], out key))
            return false;
        if (MayBe(jwk, "kid", key.KeyId))
            return true;
        key = null;
        return false;
    }

    /// <summary>Writes the key as a JSON Web Key (RFC 7517) for ES256 signatures.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kty", "EC");
        writer.WriteString("crv", "P-256");
        writer.WriteString("x", X);
        writer.WriteString("y", Y);
        writer.WriteString("kid", KeyId);
        writer.WriteString("use", "sig");
        writer.WriteString("alg", JsonWebSignature.Algorithm);
        writer.WriteEndObject();
    }

    /// <summary>True if <paramref name="signature"/> (raw r‖s) over <paramref name="message"/> is of this key.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = Import(_point);
        return signature.Length == P256.PairLength
            && key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static ECDsa Import(ReadOnlySpan<byte> point) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[..P256.ScalarLength].ToArray(), Y = point[P256.ScalarLength..].ToArray() },
    });

    // RFC 7638, section 3.2: the required members in their order, no blanks.
    private static string Thumbprint(string x, string y) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));

    private static bool Is(JsonElement jwk, string name, string value) => JsonFields.TryString(jwk, name, out var text) && text == value;

    private static bool MayBe(JsonElement jwk, string name, string value) => !jwk.TryGetProperty(name, out _) || Is(jwk, name, value);
}
