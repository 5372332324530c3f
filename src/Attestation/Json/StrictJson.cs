using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace EasyEnclave.Attestation.Json;

/// <summary>JSON as a signed or trusted document must be: bounded, no name twice, no comments, nothing behind it.</summary>
internal static class StrictJson
{
    public static bool TryParse(ReadOnlyMemory<byte> json, int maxBytes, int maxDepth, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (json.Length > maxBytes)
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
