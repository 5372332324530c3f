using System.Text.Json;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Text out of JSON from outside, which may be no text at all.</summary>
public static class JsonText
{
    /// <summary>The text of a JSON string; null for every other value, and for a string that is not Unicode.</summary>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: found only when the text is asked for.
            return null;
        }
    }
}
