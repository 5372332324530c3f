using System.Text.Json;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Protocol.Money;

/// <summary>The digits of a JSON string or number as they were sent.</summary>
internal static class MillionthsJson
{
    /// <summary>The text; null for any other kind of value.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(value),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
