using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Results;

/// <summary>The status list: everything a control plane has banned, as of an instant, to be signed.</summary>
public sealed record RevocationStatement
{
    /// <summary>The kind of token it is signed as (<c>typ</c>).</summary>
    public const string TokenType = "ee-revocations+jwt";

    /// <summary>The most entries: hashes of all of them fit a megabyte.</summary>
    public const int MaxEntries = 8192;

    private const int MaxBytes = 1536 * 1024;

    /// <summary>How long it counts: by then a relying party must have a newer one.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Who issues it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Where it is: what results name as their status list.</summary>
    public required string Uri { get; init; }

    /// <summary>Grows with every change: of two lists the one with the higher number is the newer, and equal numbers mean equal entries.</summary>
    public required long Number { get; init; }

    /// <summary>When it was signed, in whole seconds.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it counts no more.</summary>
    public DateTimeOffset ExpiresAt => IssuedAt + Lifetime;

    /// <summary>The revoked values by kind: agent, node, client_key, platform, repo, release, measurement.</summary>
    public required IReadOnlyDictionary<string, IReadOnlySet<string>> Revoked { get; init; }

    /// <summary>Reads a statement that was signed.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out RevocationStatement? statement)
    {
        statement = null;
        if (!StrictJson.TryParse(payload, MaxBytes, maxDepth: 4, out var document))
            return false;
        using (document)
        {
            var root = document.RootElement;
            if (!JsonFields.TryString(root, "iss", out var issuer) || !JsonFields.TryString(root, "sub", out var uri)
                || !JsonFields.TryNumber(root, "iat", uint.MaxValue, out var issued)
                || !JsonFields.TryNumber(root, "number", long.MaxValue, out var number)
                || !JsonFields.TryObject(root, "revoked", out var kinds) || !TryRevoked(kinds, out var revoked))
                return false;
            statement = new RevocationStatement
            {
                Issuer = issuer,
                Uri = uri,
                Number = number,
                IssuedAt = DateTimeOffset.FromUnixTimeSeconds(issued),
                Revoked = revoked,
            };
            return true;
        }
    }

    /// <summary>The kind by which a result's agent is revoked; null when it is not.</summary>
    public string? Revokes(AttestationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.RevocationNames().Where(name => Has(name.Key, name.Value)).Select(name => name.Key).FirstOrDefault();
    }

    /// <summary>Whether a value of a kind is revoked.</summary>
    public bool Has(string kind, string value) => Revoked.TryGetValue(kind, out var values) && values.Contains(value);

    /// <summary>Writes it: equal statements have equal bytes.</summary>
    public byte[] ToPayload()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("iss", Issuer);
            json.WriteString("sub", Uri);
            json.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
            json.WriteNumber("ttl", (int)Lifetime.TotalSeconds);
            json.WriteNumber("number", Number);
            json.WriteStartObject("revoked");
            foreach (var (kind, values) in Revoked.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteStartArray(kind);
                foreach (var value in values.Order(StringComparer.Ordinal))
                    json.WriteStringValue(value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static bool TryRevoked(JsonElement kinds, out IReadOnlyDictionary<string, IReadOnlySet<string>> revoked)
    {
        Dictionary<string, IReadOnlySet<string>> read = new(StringComparer.Ordinal);
        revoked = read;
        var left = MaxEntries;
        foreach (var kind in kinds.EnumerateObject())
        {
            if (kind.Value.ValueKind != JsonValueKind.Array || (left -= kind.Value.GetArrayLength()) < 0)
                return false;
            List<string> values = [];
            foreach (var item in kind.Value.EnumerateArray())
            {
                if (!JsonFields.TryText(item, out var value))
                    return false;
                values.Add(value);
            }

            read.Add(kind.Name, values.ToFrozenSet(StringComparer.Ordinal));
        }

        return true;
    }
}
