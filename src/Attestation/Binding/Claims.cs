using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace EasyEnclave.Attestation.Binding;

/// <summary>What an agent says about itself in an attestation: flat, bounded, and bound to the quote by its hash.</summary>
/// <remarks>
/// A claim is the guest's own text. That it is bound shows who said it; it is to be believed only after the pinned
/// registers matched an allowlist.
/// </remarks>
public sealed class Claims
{
    /// <summary>The most members a set of claims has.</summary>
    public const int MaxMembers = 32;

    /// <summary>The longest name, in characters of <c>[a-z0-9_]</c>.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The longest text value, in bytes of UTF-8.</summary>
    public const int MaxTextBytes = 4096;

    /// <summary>The name of the one claim every agent makes: whether its VM is sealed.</summary>
    public const string SealedName = "sealed";

    private readonly SortedDictionary<string, ClaimValue> _members;
    private readonly byte[] _text;

    private Claims(SortedDictionary<string, ClaimValue> members, byte[] text)
    {
        _members = members;
        _text = text;
    }

    /// <summary>The claims by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, ClaimValue> Members => _members;

    /// <summary>Whether the agent says that its VM is sealed.</summary>
    public bool Sealed => ((ClaimValue.Truth)_members[SealedName]).Value;

    /// <summary>The bytes that are hashed: the original's text for its four keys exactly, else canonical JSON (RFC 8785).</summary>
    public ReadOnlyMemory<byte> CanonicalText => _text;

    /// <summary>SHA-256 of <see cref="CanonicalText"/>: the first half of report_data.</summary>
    public byte[] Digest() => SHA256.HashData(_text);

    /// <summary>Reads claims from a JSON object; any fault refuses the whole set.</summary>
    /// <param name="json">At most 64 KiB of JSON.</param>
    /// <param name="claims">The claims, or null.</param>
    /// <param name="fault">What is wrong, in words for a log; never a part of the input.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Claims? claims, out string fault)
    {
        claims = null;
        if (!Json.StrictJson.TryParse(json, maxBytes: 64 * 1024, maxDepth: 2, out var document))
        {
            fault = "claims are not a JSON object";
            return false;
        }

        using (document)
            return TryParse(document.RootElement, out claims, out fault);
    }

    /// <summary>Reads claims from a JSON object that is part of a larger document.</summary>
    public static bool TryParse(JsonElement json, [NotNullWhen(true)] out Claims? claims, out string fault)
    {
        claims = null;
        if (!ClaimsReader.TryRead(json, out var members, out fault) || !ClaimsText.TryRender(members, out var text, out fault))
            return false;
        claims = new Claims(members, text);
        return true;
    }

    /// <summary>Makes claims from values, for the agent's side, under the same rules.</summary>
    public static bool TryCreate(
        IEnumerable<KeyValuePair<string, ClaimValue>> values, [NotNullWhen(true)] out Claims? claims, out string fault)
    {
        claims = null;
        var members = new SortedDictionary<string, ClaimValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (!ClaimsReader.TryAdd(members, name, value, out fault))
                return false;
        }

        if (!ClaimsReader.IsComplete(members, out fault) || !ClaimsText.TryRender(members, out var text, out fault))
            return false;
        claims = new Claims(members, text);
        return true;
    }

    /// <summary>The name of the first claim, in ordinal order, that is missing on one side or differs in type or value; null if none.</summary>
    public string? FirstDifference(Claims other) =>
        _members.Keys.Union(other._members.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(name => !Equals(_members.GetValueOrDefault(name), other._members.GetValueOrDefault(name)));

    /// <summary>The claims as a JSON document of their own: the same claims always give the same bytes.</summary>
    public byte[] ToDocument()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            WriteTo(json);
        return stream.ToArray();
    }

    /// <summary>Writes the claims as the JSON object that <see cref="TryParse(JsonElement, out Claims?, out string)"/> reads.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _members)
        {
            if (value is ClaimValue.Truth truth)
                writer.WriteBoolean(name, truth.Value);
            else
                writer.WriteString(name, ((ClaimValue.Text)value).Value);
        }

        writer.WriteEndObject();
    }
}
