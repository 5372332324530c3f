using System.Text.Json;

namespace EasyEnclave.Protocol.Money;

/// <summary>The digits of a JSON string or number as they were sent.</summary>
internal static class MillionthsJson
{
    /// <summary>The text; null for any other kind of value.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
