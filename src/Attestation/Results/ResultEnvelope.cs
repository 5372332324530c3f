using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EasyEnclave.Attestation.Json;
using EasyEnclave.Attestation.Signing;

namespace EasyEnclave.Attestation.Results;

/// <summary>A signed result with all it was made from beside it, or alone.</summary>
/// <param name="Token">The signed result.</param>
/// <param name="Evidence">What it was made from; null where it stands alone.</param>
public sealed record ResultEnvelope(string Token, ResultEvidence? Evidence)
{
    /// <summary>The most bytes of an envelope: an allowlist of 1 MiB and collateral in base64, and room to spare.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads an envelope: the token alone, or a JSON object with <c>result</c> and <c>evidence</c>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ResultEnvelope? envelope)
    {
        envelope = null;
        var text = bytes.Span.TrimEnd("\r\n"u8);
        if (text.IsEmpty || bytes.Length > MaxBytes)
            return false;
        if (text[0] != '{')
        {
            // What is no token, the reader of tokens says.
            envelope = new ResultEnvelope(System.Text.Encoding.Latin1.GetString(text), Evidence: null);
            return true;
        }

        if (!StrictJson.TryParse(bytes, MaxBytes, maxDepth: 3, out var document))
            return false;
        using (document)
        {
            var root = document.RootElement;
            if (!JsonFields.TryString(root, "result", out var token) || !JsonFields.TryObject(root, "evidence", out var parts)
                || !TryPart(parts, "quote", out var quote) || !TryPart(parts, "claims", out var claims)
                || !TryPart(parts, "collateral", out var collateral) || !TryPart(parts, "allowlist", out var allowlist)
                || !TryPart(parts, "policy", out var policy))
                return false;
            envelope = new ResultEnvelope(token, new ResultEvidence(quote, claims, collateral, allowlist, policy));
            return true;
        }
    }

    /// <summary>Writes the envelope as a JSON object; documents are base64url.</summary>
    public byte[] ToDocument()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("result", Token);
            if (Evidence is { } evidence)
            {
                json.WriteStartObject("evidence");
                json.WriteString("quote", Base64Url.EncodeToString(evidence.Quote.Span));
                json.WriteString("claims", Base64Url.EncodeToString(evidence.Claims.Span));
                json.WriteString("collateral", Base64Url.EncodeToString(evidence.Collateral.Span));
                json.WriteString("allowlist", Base64Url.EncodeToString(evidence.Allowlist.Span));
                json.WriteString("policy", Base64Url.EncodeToString(evidence.Policy.Span));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static bool TryPart(JsonElement parts, string name, out byte[] part)
    {
        part = [];
        return JsonFields.TryString(parts, name, out var text) && StrictBase64Url.TryDecode(text, out part);
    }
}
