using System.Globalization;
using System.Text.Json;

namespace EasyEnclave.Attestation.Json;

/// <summary>Typed reading of one member; every method answers false instead of throwing when the member is not of that form.</summary>
internal static class JsonFields
{
    public static bool TryObject(JsonElement parent, string name, out JsonElement value) =>
        TryMember(parent, name, out value) && value.ValueKind == JsonValueKind.Object;

    public static bool TryArray(JsonElement parent, string name, int maxItems, out JsonElement value) =>
        TryMember(parent, name, out value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= maxItems;

    public static bool TryString(JsonElement parent, string name, out string value)
    {
        value = "";
        return TryMember(parent, name, out var member) && TryText(member, out value);
    }

    public static bool TryText(JsonElement element, out string value)
    {
        value = "";
        if (element.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            value = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static bool TryNumber(JsonElement parent, string name, long max, out long value)
    {
        value = 0;
        return TryMember(parent, name, out var member)
            && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out value) && value >= 0 && value <= max;
    }

    public static bool TryHex(JsonElement parent, string name, int length, out byte[] value)
    {
        value = [];
        return TryString(parent, name, out var text) && TryHex(text, length, out value);
    }

    public static bool TryHex(string text, int length, out byte[] value)
    {
        value = [];
        if (text.Length != 2 * length)
            return false;
        var bytes = new byte[length];
        if (Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        value = bytes;
        return true;
    }

    public static bool TryInstant(JsonElement parent, string name, out DateTimeOffset value)
    {
        value = default;
        return TryString(parent, name, out var text) && DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
    }

    private static bool TryMember(JsonElement parent, string name, out JsonElement value)
    {
        value = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out value);
    }
}
