using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace EasyEnclave.Storage;

/// <summary>One kind of event as it is stored: its stable name, its record, and how older bodies become today's.</summary>
/// <param name="Name">For example <c>agent.attested</c>; never changed and never used for anything else.</param>
/// <param name="Json">The record's JSON contract.</param>
/// <param name="Upcasts">The first turns a body of version 1 into one of version 2, and so on.</param>
internal sealed record EventKind(string Name, JsonTypeInfo Json, params IReadOnlyList<Func<JsonObject, JsonObject>> Upcasts)
{
    /// <summary>The version that is written now: 1, and one more for each upcast.</summary>
    public int Version => Upcasts.Count + 1;

    /// <summary>Brings a stored body up to date; null when it is of a version that does not exist yet, or is no object.</summary>
    public byte[]? Upcast(int version, ReadOnlySpan<byte> json)
    {
        if (version < 1 || version > Version || JsonNode.Parse(json) is not JsonObject body)
            return null;
        foreach (var step in Upcasts.Skip(version - 1))
            body = step(body);
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }
}
