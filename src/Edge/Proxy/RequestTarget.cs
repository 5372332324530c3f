using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Proxy;

/// <summary>The rules for what is asked of a backend: the method, and the path in origin form (protocol, section 2); pure.</summary>
internal static class RequestTarget
{
    private const int MethodLengthMax = 32;

    /// <summary>Whether a method is forwarded: a token that neither opens a tunnel nor reflects the request.</summary>
    public static bool IsMethod(string method) =>
        method.Length is > 0 and <= MethodLengthMax
        && HeaderText.IsToken(method)
        && !method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase)
        && !method.Equals("TRACE", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a path with its query is forwarded: one slash first, printable ASCII, no backslash, no fragment.</summary>
    public static bool IsPath(string path) =>
        path.Length is > 0 and <= Limits.PathLength
        && path[0] == '/'
        && !(path.Length > 1 && path[1] == '/')
        && !path.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !path.AsSpan().ContainsAny('\\', '#');

    /// <summary>The path of a request line's target: itself, or what follows the authority in absolute form.</summary>
    /// <returns>Null when it is neither; what is returned is still to be checked.</returns>
    public static string? PathOf(string target)
    {
        if (target.StartsWith('/'))
        {
            return target;
        }

        int scheme = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7
            : target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
            : 0;
        if (scheme == 0)
        {
            return null;
        }

        int end = target.AsSpan(scheme).IndexOfAny('/', '?', '#');
        return end < 0 ? "/"
            : target[scheme + end] == '/' ? target[(scheme + end)..]
            : "/" + target[(scheme + end)..];
    }
}
