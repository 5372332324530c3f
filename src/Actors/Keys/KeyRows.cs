using System.Text.Json;
using EasyEnclave.Attestation.Signing;

namespace EasyEnclave.Actors.Keys;

/// <summary>All signing keys as one value of the store: written whole, so that a rotation happens or does not.</summary>
internal static class KeyRows
{
    /// <summary>The value's name in the store.</summary>
    public const string StoreKey = "signing_keys";

    public static byte[] Write(IReadOnlyList<KeyRow> rows)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartArray();
            foreach (KeyRow row in rows)
            {
                json.WriteStartObject();
                json.WriteBase64String("point", row.Public.Point.Span);
                json.WriteString("made_at", row.MadeAt);
                json.WriteString("used_from", row.UsedFrom);
                if (row.Sealed is { } box)
                {
                    json.WriteBase64String("sealed", box);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return stream.ToArray();
    }

    /// <summary>All keys of both, in the order of their use; one whose private half either has cleared is cleared.</summary>
    public static IReadOnlyList<KeyRow> Merge(IReadOnlyList<KeyRow> stored, IReadOnlyList<KeyRow> known)
    {
        Dictionary<string, KeyRow> ours = known.ToDictionary(row => row.Public.KeyId, StringComparer.Ordinal);
        List<KeyRow> all = [.. stored.Select(row => ours.Remove(row.Public.KeyId, out KeyRow? own) && own.Sealed is null ? own : row)];
        all.AddRange(ours.Values);
        return [.. all.OrderBy(row => row.UsedFrom).ThenBy(row => row.Public.KeyId, StringComparer.Ordinal)];
    }

    /// <summary>Reads the value; null where it is not one that <see cref="Write"/> wrote.</summary>
    public static List<KeyRow>? Read(ReadOnlyMemory<byte> value)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(value);
            List<KeyRow> rows = [];
            foreach (JsonElement item in document.RootElement.EnumerateArray())
            {
                if (!VerificationKey.TryCreate(item.GetProperty("point").GetBytesFromBase64(), out VerificationKey? key))
                {
                    return null;
                }

                rows.Add(new KeyRow(
                    key,
                    item.GetProperty("made_at").GetDateTimeOffset(),
                    item.GetProperty("used_from").GetDateTimeOffset(),
                    item.TryGetProperty("sealed", out JsonElement box) ? box.GetBytesFromBase64() : null));
            }

            return rows.Count == 0 ? null : rows;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
