using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace EasyEnclave.Protocol.Tunnel;

/// <summary>The known top-level members of one JSON frame, found in a single pass and read only when asked for.</summary>
internal sealed class FrameFields
{
    private static readonly string[] Names =
    [
        "type", "repo", "release_tag", "app_name", "network", "agent_id", "tunnel_version", "node_id", "nonce", "quote", "report_data",
        "measurements", "node_proof", "status", "request_id", "headers", "body_b64", "deadline_s", "reason", "method", "path", "state",
        "detail", "registration_expires_at", "next_attest_at", "data_url", "data_token",
    ];

    private static readonly byte[][] Utf8Names = Array.ConvertAll(Names, Encoding.UTF8.GetBytes);

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly (JsonTokenType Type, int Start, int Length)[] _slots = new (JsonTokenType, int, int)[Names.Length];

    private FrameFields(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>Takes any bytes; false when they are not exactly one JSON object without repeated names.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out FrameFields? fields)
    {
        fields = new FrameFields(utf8);
        try
        {
            if (Utf8.IsValid(utf8.Span) && fields.Scan())
            {
                return true;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's way of saying that the text is not JSON, or that an escape is half a character.
        }

        fields = null;
        return false;
    }

    public bool Has(string name) => Slot(name).Type is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>The member as text; null when it is absent, no string, or half a character.</summary>
    public string? Text(string name)
    {
        (JsonTokenType type, int start, int length) = Slot(name);
        if (type != JsonTokenType.String)
        {
            return null;
        }

        try
        {
            Utf8JsonReader reader = new(_utf8.Span.Slice(start, length));
            reader.Read();
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The member as bytes; null when it is absent or not base64 in a string.</summary>
    public byte[]? Base64(string name)
    {
        (JsonTokenType type, int start, int length) = Slot(name);
        if (type != JsonTokenType.String)
        {
            return null;
        }

        try
        {
            Utf8JsonReader reader = new(_utf8.Span.Slice(start, length));
            reader.Read();
            return reader.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : null;
        }
        catch (InvalidOperationException)
        {
            // An escape in it is half a character.
            return null;
        }
    }

    public int? Number(string name)
    {
        (JsonTokenType type, int start, int length) = Slot(name);
        if (type != JsonTokenType.Number)
        {
            return null;
        }

        Utf8JsonReader reader = new(_utf8.Span.Slice(start, length));
        reader.Read();
        return reader.TryGetInt32(out int value) ? value : null;
    }

    /// <summary>The member's own bytes when it is an object, else null.</summary>
    public ReadOnlyMemory<byte>? Object(string name)
    {
        (JsonTokenType type, int start, int length) = Slot(name);
        // Not one expression: a bare null would become an empty memory, which is not the absence of an object.
        if (type != JsonTokenType.StartObject)
        {
            return null;
        }

        return _utf8.Slice(start, length);
    }

    private (JsonTokenType Type, int Start, int Length) Slot(string name) => _slots[Array.IndexOf(Names, name)];

    private bool Scan()
    {
        Utf8JsonReader reader = new(_utf8.Span, new JsonReaderOptions { MaxDepth = Limits.FrameDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int index = IndexOf(ref reader);
            reader.Read();
            JsonTokenType type = reader.TokenType;
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (index < 0)
            {
                continue;
            }

            if (_slots[index].Type != JsonTokenType.None)
            {
                return false;
            }

            _slots[index] = (type, start, (int)reader.BytesConsumed - start);
        }

        return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }

    private static int IndexOf(ref Utf8JsonReader reader)
    {
        for (int i = 0; i < Utf8Names.Length; i++)
        {
            // A name without escapes is its own bytes; only the others have to be decoded to be compared.
            if (reader.ValueIsEscaped ? reader.ValueTextEquals(Utf8Names[i]) : reader.ValueSpan.SequenceEqual(Utf8Names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
