using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Fuzz.Mutation;

namespace EasyEnclave.Fuzz.Targets;

/// <summary>The readers of signed texts and of the keys they are checked with.</summary>
internal static class SigningTargets
{
    private const string Type = "fuzz+jwt";
    private static readonly byte[] Payload = """{"iss":"fuzz","exp":1772366400}"""u8.ToArray();

    private static readonly byte[][] Pieces =
    [
        .. new[] { ".", "..", "=", "-", "_", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9", "\"alg\":\"none\",", "\"kid\":", "\"jwk\":{", "\"kty\":\"EC\",", "\"d\":\"\"," }
            .Select(Encoding.ASCII.GetBytes),
    ];

    public static IEnumerable<FuzzTarget> All()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = signer.ExportParameters(includePrivateParameters: false).Q;
        if (!VerificationKey.TryCreate([.. point.X!, .. point.Y!], out var key))
            throw new UnsoundException("a new key is none");
        var keys = new JsonWebKeySet([key]);
        var token = JsonWebSignature.Write(
            key.KeyId, Type, Payload, message => signer.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        return
        [
            new("token", [Encoding.ASCII.GetBytes(token)], [.. Pieces, .. Tokens.Json], bytes => ReadToken(bytes, keys)),
            new("key-set", [keys.ToDocument(), .. Seeds.Kept("json")], [.. Pieces, .. Tokens.Json], ReadKeys),
        ];
    }

    /// <summary>Whatever is taken says what was signed.</summary>
    private static string ReadToken(byte[] bytes, JsonWebKeySet keys)
    {
        var fault = JsonWebSignature.Read(Encoding.Latin1.GetString(bytes), Type, keys, out var payload);
        if (fault == SignatureFault.None && !payload.AsSpan().SequenceEqual(Payload))
            throw new UnsoundException("a token that nobody signed counts");
        return fault.ToString();
    }

    /// <summary>Keys that were read, written again, are read as the same.</summary>
    private static string ReadKeys(byte[] bytes)
    {
        if (!JsonWebKeySet.TryParse(bytes, out var keys))
            return "none";
        var document = keys.ToDocument();
        if (!JsonWebKeySet.TryParse(document, out var again) || !again.ToDocument().AsSpan().SequenceEqual(document))
            throw new UnsoundException("keys written and read again are others");
        return keys.Keys.Count > 1 ? "several" : "one or none";
    }
}
