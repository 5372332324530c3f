using System.Text.Json.Nodes;

namespace EasyEnclave.Cli.Terminal;

/// <summary>Lists and bytes as JSON.</summary>
internal static class JsonLists
{
    /// <summary>A list of texts.</summary>
    public static JsonArray Of(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)JsonValue.Create(text))];

    /// <summary>Bytes as a list of numbers.</summary>
    public static JsonArray Of(ReadOnlyMemory<byte> bytes) => [.. bytes.ToArray().Select(number => (JsonNode?)JsonValue.Create((int)number))];

    /// <summary>Bytes as lowercase hex.</summary>
    public static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);
}
