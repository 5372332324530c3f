using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Signing;

/// <summary>Signed texts in one form alone: JWS compact serialization (RFC 7515, section 7.1), ES256, header <c>alg</c>, <c>kid</c>, <c>typ</c>.</summary>
/// <remarks>
/// The reader fixes the algorithm and takes keys from its caller. What a header could bring besides (<c>jwk</c>, <c>jku</c>, <c>x5u</c>,
/// <c>x5c</c>, <c>crit</c>, <c>b64</c>, anything new) refuses the token, so nobody has to know which of them are dangerous.
/// </remarks>
public static class JsonWebSignature
{
    /// <summary>The only algorithm: ECDSA over P-256 with SHA-256, signatures as raw r‖s.</summary>
    public const string Algorithm = "ES256";

    /// <summary>The longest token, in characters.</summary>
    public const int MaxLength = 2 * 1024 * 1024;

    private const int MaxHeaderLength = 512;

    private static readonly byte[] Dot = "."u8.ToArray();

    /// <summary>Writes a token.</summary>
    /// <param name="keyId">The signing key's thumbprint.</param>
    /// <param name="type">The token's kind, its media type without <c>application/</c>.</param>
    /// <param name="payload">What is signed.</param>
    /// <param name="sign">Gives the raw r‖s over a message.</param>
    public static string Write(string keyId, string type, ReadOnlySpan<byte> payload, Func<byte[], byte[]> sign)
    {
        ArgumentNullException.ThrowIfNull(sign);
        var message = $"{Base64Url.EncodeToString(Header(keyId, type))}.{Base64Url.EncodeToString(payload)}";
        return $"{message}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(message)))}";
    }

    /// <summary>Reads a token and checks its signature.</summary>
    /// <param name="token">The token, nothing around it.</param>
    /// <param name="type">The kind it must be of.</param>
    /// <param name="keys">The issuer's keys, from wherever the caller trusts.</param>
    /// <param name="payload">What was signed, as its exact bytes; empty unless nothing is wrong.</param>
    /// <param name="maxLength">The longest token taken, in characters.</param>
    public static SignatureFault Read(string token, string type, JsonWebKeySet keys, out byte[] payload, int maxLength = MaxLength)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(keys);
        payload = [];
        if (token.Length > maxLength)
            return SignatureFault.Malformed;
        var parts = token.Split('.', 4);
        if (parts.Length != 3 || parts[0].Length > MaxHeaderLength
            || !StrictBase64Url.TryDecode(parts[0], out var header)
            || !StrictBase64Url.TryDecode(parts[1], out var body)
            || !StrictBase64Url.TryDecode(parts[2], out var signature) || signature.Length != P256.PairLength)
            return SignatureFault.Malformed;
        if (ReadHeader(header, type, out var keyId) is not SignatureFault.None and var fault)
            return fault;
        if (keys.Find(keyId) is not { } key)
            return SignatureFault.UnknownKey;
        if (!key.Verify([.. Encoding.ASCII.GetBytes(parts[0]), .. Dot, .. Encoding.ASCII.GetBytes(parts[1])], signature))
            return SignatureFault.BadSignature;
        payload = body;
        return SignatureFault.None;
    }

    private static SignatureFault ReadHeader(byte[] header, string type, out string keyId)
    {
        keyId = "";
        if (!StrictJson.TryParse(header, MaxHeaderLength, maxDepth: 2, out var document))
            return SignatureFault.HeaderRefused;
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !JsonFields.TryString(root, "alg", out var algorithm))
                return SignatureFault.HeaderRefused;
            if (algorithm != Algorithm)
                return SignatureFault.AlgorithmRefused;
            if (root.GetPropertyCount() != 3 || !JsonFields.TryString(root, "kid", out keyId)
                || !JsonFields.TryString(root, "typ", out var typed))
                return SignatureFault.HeaderRefused;
            return typed == type ? SignatureFault.None : SignatureFault.WrongType;
        }
    }

    private static byte[] Header(string keyId, string type)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("alg", Algorithm);
            json.WriteString("kid", keyId);
            json.WriteString("typ", type);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
