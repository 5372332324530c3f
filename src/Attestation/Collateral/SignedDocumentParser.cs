using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>Cuts a signed document out of the service's answer, byte for byte as it was signed.</summary>
/// <remarks>Formatting the body anew would break the signature of whatever Intel formats differently one day.</remarks>
public static class SignedDocumentParser
{
    /// <summary>The largest answer that is read: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxDepth = 16;
    private const int SignatureLength = 64;

    /// <summary>Reads <c>{"tcbInfo":{…},"signature":"…"}</c>.</summary>
    public static bool TryParseTcbInfo(ReadOnlyMemory<byte> answer, [NotNullWhen(true)] out SignedDocument? document) =>
        TryParse(answer, "tcbInfo", out document);

    /// <summary>Reads <c>{"enclaveIdentity":{…},"signature":"…"}</c>.</summary>
    public static bool TryParseQeIdentity(ReadOnlyMemory<byte> answer, [NotNullWhen(true)] out SignedDocument? document) =>
        TryParse(answer, "enclaveIdentity", out document);

    private static bool TryParse(ReadOnlyMemory<byte> answer, string name, [NotNullWhen(true)] out SignedDocument? document)
    {
        document = null;
        if (answer.Length > MaxBytes)
            return false;
        try
        {
            return TryCut(answer, name, out document);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryCut(ReadOnlyMemory<byte> answer, string name, [NotNullWhen(true)] out SignedDocument? document)
    {
        document = null;
        ReadOnlyMemory<byte>? body = null;
        byte[]? signature = null;

        var reader = new Utf8JsonReader(answer.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBody = reader.ValueTextEquals(name);
            var isSignature = reader.ValueTextEquals("signature"u8);
            reader.Read();
            if (isBody && body is null && reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                body = answer[start..(int)reader.BytesConsumed];
            }
            else if (isSignature && signature is null && reader.TokenType == JsonTokenType.String
                && JsonFields.TryHex(reader.GetString()!, SignatureLength, out var read))
            {
                signature = read;
            }
            else
            {
                return false;
            }
        }

        // One more read shows that nothing follows the object: anything but white space throws.
        if (reader.Read() || body is null || signature is null)
            return false;
        document = new SignedDocument(body.Value, signature);
        return true;
    }
}
