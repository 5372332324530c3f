using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace EasyEnclave.Protocol.Tunnel;

/// <summary>Reads and writes the header object of a version 1 envelope: a value is a string or an array of strings.</summary>
internal static class EnvelopeHeaders
{
    public static bool TryRead(
        ReadOnlyMemory<byte>? json, bool present, [NotNullWhen(true)] out IReadOnlyList<EnvelopeHeader>? headers)
    {
        headers = null;
        if (json is not { } utf8)
        {
            headers = present ? null : [];
            return !present;
        }

        List<EnvelopeHeader> list = [];
        try
        {
            Utf8JsonReader reader = new(utf8.Span);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                if (!TryValues(ref reader, name, list) || list.Count > Limits.HeaderCount)
                {
                    return false;
                }
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        headers = list;
        return list.Sum(header => (long)header.Name.Length + header.Value.Length) <= Limits.HeaderBytes;
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<EnvelopeHeader> headers)
    {
        json.WriteStartObject("headers"u8);
        foreach (EnvelopeHeader header in headers)
        {
            json.WriteString(header.Name, header.Value);
        }

        json.WriteEndObject();
    }

    private static bool TryValues(ref Utf8JsonReader reader, string name, List<EnvelopeHeader> list)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            list.Add(new EnvelopeHeader(name, reader.GetString()!));
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.String && list.Count <= Limits.HeaderCount)
        {
            list.Add(new EnvelopeHeader(name, reader.GetString()!));
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }
}
