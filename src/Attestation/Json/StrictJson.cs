using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace EasyEnclave.Attestation.Json;

/// <summary>JSON as a signed or trusted document must be: bounded, UTF-8, no name twice, no comments, nothing behind it.</summary>
internal static class StrictJson
{
    public static bool TryParse(ReadOnlyMemory<byte> json, int maxBytes, int maxDepth, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        // The parser takes any bytes inside a name and throws only when it is read.
        if (json.Length > maxBytes || !Utf8.IsValid(json.Span))
            return false;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A property name with a lone surrogate cannot be compared with the others.
            return false;
        }
    }
}
