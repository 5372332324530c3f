using System.Buffers;
using System.Text;
using System.Text.Json;

namespace EasyEnclave.Attestation.Binding;

/// <summary>The limits on claims, applied while they are read.</summary>
internal static class ClaimsReader
{
    // Throws on lone surrogates, which have no UTF-8 and so no canonical form.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public static bool TryRead(JsonElement json, out SortedDictionary<string, ClaimValue> members, out string fault)
    {
        members = new SortedDictionary<string, ClaimValue>(StringComparer.Ordinal);
        if (json.ValueKind != JsonValueKind.Object)
        {
            fault = "claims are not a JSON object";
            return false;
        }

        foreach (var property in json.EnumerateObject())
        {
            if (!TryReadValue(property, out var name, out var value))
            {
                fault = "a claim is neither text nor a boolean";
                return false;
            }

            if (!TryAdd(members, name, value, out fault))
                return false;
        }

        return IsComplete(members, out fault);
    }

    public static bool TryAdd(SortedDictionary<string, ClaimValue> members, string name, ClaimValue value, out string fault)
    {
        fault = "";
        if (!IsName(name))
            fault = "a claim's name is not 1 to 64 of a-z, 0-9 and _";
        else if (value is ClaimValue.Text text && !IsBoundedText(text.Value))
            fault = "a claim's text is too long or not Unicode";
        else if (members.Count == Claims.MaxMembers)
            fault = "more than 32 claims";
        else if (!members.TryAdd(name, value))
            fault = "a claim is made twice";
        return fault.Length == 0;
    }

    public static bool IsComplete(SortedDictionary<string, ClaimValue> members, out string fault)
    {
        var complete = members.GetValueOrDefault(Claims.SealedName) is ClaimValue.Truth;
        fault = complete ? "" : "the claim 'sealed' is missing or no boolean";
        return complete;
    }

    private static bool TryReadValue(JsonProperty property, out string name, out ClaimValue value)
    {
        name = "";
        value = new ClaimValue.Truth(false);
        try
        {
            name = property.Name;
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.String:
                    value = new ClaimValue.Text(property.Value.GetString()!);
                    return true;
                case JsonValueKind.True or JsonValueKind.False:
                    value = new ClaimValue.Truth(property.Value.GetBoolean());
                    return true;
                default:
                    return false;
            }
        }
        catch (InvalidOperationException)
        {
            // JsonElement's way of saying that an escape is a lone surrogate or the bytes are no UTF-8.
            return false;
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= Claims.MaxNameLength
        && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    private static bool IsBoundedText(string text)
    {
        try
        {
            return text.Length <= Claims.MaxTextBytes && StrictUtf8.GetByteCount(text) <= Claims.MaxTextBytes;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
