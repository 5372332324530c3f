using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>Takes the chain of certificates out of an answer's header.</summary>
internal static class IssuerChain
{
    private const int MaxLength = 64 * 1024;

    /// <summary>The first of these headers that is there, as PEM; null when there is none, or it is too long.</summary>
    /// <remarks>The value is percent-encoded, and no form: a <c>+</c> belongs to the base64 and stays.</remarks>
    public static string? Of(UpstreamAnswer answer, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (answer.Header(name) is { Length: > 0 and <= MaxLength } value)
            {
                return Uri.UnescapeDataString(value);
            }
        }

        return null;
    }
}
