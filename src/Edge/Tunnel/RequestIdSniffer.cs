using System.Text.Json;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Tunnel;

/// <summary>Finds the request id in the head of a response that was too large to keep.</summary>
internal static class RequestIdSniffer
{
    /// <summary>The id, when it stands at the top level before the body; null otherwise.</summary>
    public static string? Find(ReadOnlySpan<byte> head)
    {
        Utf8JsonReader reader = new(head, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("request_id"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String && RequestId.TryParse(reader.GetString(), out RequestId id)
                        ? id.Value
                        : null;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON as far as it goes: then it names no request.
        }

        return null;
    }
}
