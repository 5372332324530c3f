using System.Buffers.Text;

namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>A signed verdict: a compact JWS whose payload is the verdict's JSON.</summary>
public static class VerdictDocument
{
    /// <summary>The bytes that were signed; null when the text is no compact JWS. Says nothing about the signature.</summary>
    public static byte[]? Payload(string document)
    {
        string[] parts = document.Split('.');
        return parts.Length == 3 && Base64Url.IsValid(parts[1]) ? Base64Url.DecodeFromChars(parts[1]) : null;
    }

    /// <summary>The verdict of a document; null when it holds none. Says nothing about the signature.</summary>
    public static Verdict? Read(string document) => Payload(document) is { } payload ? VerdictJson.Read(payload) : null;
}
