using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Signing;

/// <summary>The keys that signatures of an issuer may be of (RFC 7517, section 5).</summary>
/// <param name="Keys">At most <see cref="MaxKeys"/> keys.</param>
public sealed record JsonWebKeySet(IReadOnlyList<VerificationKey> Keys)
{
    /// <summary>The most keys in a set: years of monthly ones.</summary>
    public const int MaxKeys = 256;

    /// <summary>The most bytes of a set.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Reads a set; a key in it that is not one of ours refuses all of it.</summary>
    /// <param name="json">At most <see cref="MaxBytes"/> of JSON.</param>
    /// <param name="set">The set, or null.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonWebKeySet? set)
    {
        set = null;
        if (!StrictJson.TryParse(json, MaxBytes, maxDepth: 4, out var document))
            return false;
        using (document)
        {
            if (!JsonFields.TryArray(document.RootElement, "keys", MaxKeys, out var array))
                return false;
            List<VerificationKey> keys = [];
            foreach (var item in array.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || !VerificationKey.TryParse(item, out var key))
                    return false;
                keys.Add(key);
            }

            set = new JsonWebKeySet(keys);
            return true;
        }
    }

    /// <summary>The key of this thumbprint; null when it is not in the set.</summary>
    public VerificationKey? Find(string keyId) => Keys.FirstOrDefault(key => key.KeyId == keyId);

    /// <summary>Writes the set: the same keys in the same order always give the same bytes.</summary>
    public byte[] ToDocument()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in Keys)
                key.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
