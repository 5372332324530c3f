using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Proxy;

/// <summary>The fields that speak of one connection only and are never passed on (RFC 9110, section 7.6.1); pure.</summary>
internal static class HopByHop
{
    /// <summary>Whether a field ends here by its own name, in either direction.</summary>
    public static bool IsNamed(string name) => name.Length switch
    {
        2 => HeaderText.Same(name, "TE"),
        6 => HeaderText.Same(name, "Expect"),
        7 => HeaderText.Same(name, "Trailer") || HeaderText.Same(name, "Upgrade"),
        10 => HeaderText.Same(name, "Connection") || HeaderText.Same(name, "Keep-Alive"),
        14 => HeaderText.Same(name, "Content-Length") || HeaderText.Same(name, "HTTP2-Settings"),
        17 => HeaderText.Same(name, "Transfer-Encoding"),
        _ => false,
    };

    /// <summary>Whether a field is named by one of the lines of <c>Connection</c>.</summary>
    public static bool IsListed(string name, StringValues connection)
    {
        foreach (string? line in connection)
        {
            if (line is not null && HeaderText.Lists(line, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The lines of <c>Connection</c> as far as they name fields; empty for the usual ones, which spares looking each field up.</summary>
    public static StringValues Listing(StringValues connection) =>
        connection.Count == 1 && connection[0] is { } line && (HeaderText.Same(line, "keep-alive") || HeaderText.Same(line, "close"))
            ? StringValues.Empty
            : connection;
}
