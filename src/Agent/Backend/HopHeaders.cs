using System.Collections.Frozen;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Agent.Backend;

/// <summary>Tells the headers that are meant for one connection only (RFC 9110, section 7.6.1).</summary>
internal static class HopHeaders
{
    // Host belongs to the backend's authority, and lengths to whoever frames the message on the next connection.
    private static readonly FrozenSet<string> Always = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
        "Upgrade", "HTTP2-Settings", "Host", "Content-Length", "Expect");

    /// <summary>The headers without those, and without the ones that <c>Connection</c> names.</summary>
    public static List<EnvelopeHeader> Without(IReadOnlyList<EnvelopeHeader> headers)
    {
        HashSet<string>? named = null;
        for (int i = 0; i < headers.Count; i++)
        {
            if (headers[i].Name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            {
                named ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                named.UnionWith(headers[i].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            }
        }

        List<EnvelopeHeader> kept = new(headers.Count);
        for (int i = 0; i < headers.Count; i++)
        {
            if (!Always.Contains(headers[i].Name) && named?.Contains(headers[i].Name) != true)
                kept.Add(headers[i]);
        }

        return kept;
    }
}
