using System.Buffers;

namespace EasyEnclave.Edge.Proxy;

/// <summary>What header names and values may be made of (RFC 9110, section 5), and lists of tokens; pure.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // CR, LF and NUL split messages; the other controls have no business in a field either, but the tab.
    private static readonly SearchValues<char> NotInValue = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000A\u000B\u000C\u000D\u000E\u000F" +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\u007F");

    /// <summary>Whether a text is a token: a header's name, a method.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    /// <summary>Whether a text may stand as a header's value.</summary>
    public static bool IsValue(ReadOnlySpan<char> text) => !text.ContainsAny(NotInValue);

    /// <summary>Whether a comma-separated list names this token, in any case.</summary>
    public static bool Lists(string list, ReadOnlySpan<char> token)
    {
        foreach (Range part in list.AsSpan().Split(','))
        {
            if (list.AsSpan()[part].Trim(" \t").Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name starts with this prefix, in any case.</summary>
    public static bool Starts(string name, string prefix) => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether two names are the same field's.</summary>
    public static bool Same(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
