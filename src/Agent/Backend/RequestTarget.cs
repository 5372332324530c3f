using System.Buffers;
using EasyEnclave.Protocol;

namespace EasyEnclave.Agent.Backend;

/// <summary>The rules for what may stand in a request's first line (protocol, section 2).</summary>
internal static class RequestTarget
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether a path with query starts with exactly one slash and can be read in one way only.</summary>
    /// <remarks>A second slash would make a host of what follows, and a backslash is a slash to some backends.</remarks>
    public static bool IsValid(string path) =>
        path.Length is > 0 and <= Limits.PathLength
        && path[0] == '/'
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !path.AsSpan().ContainsAny('\\', '#');

    /// <summary>Whether a method is a token and neither opens a tunnel nor reflects what was sent.</summary>
    public static bool IsMethod(string method) =>
        method.Length is > 0 and <= 32
        && IsToken(method)
        && !string.Equals(method, "CONNECT", StringComparison.OrdinalIgnoreCase)
        && !string.Equals(method, "TRACE", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a header's name is a token (RFC 9110, section 5.6.2).</summary>
    public static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Token);

    /// <summary>Whether a header's value can be sent without ending its line or its message.</summary>
    public static bool IsValue(string value) => !value.AsSpan().ContainsAny('\r', '\n', '\0');
}
