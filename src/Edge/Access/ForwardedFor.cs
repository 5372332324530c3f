using System.Net;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Access;

/// <summary>Reads the chain of addresses that proxies write, oldest first; pure, and bounded in length and count.</summary>
internal static class ForwardedFor
{
    /// <summary>Addresses in one chain: no honest chain is longer.</summary>
    public const int HopsMax = 64;

    /// <summary>Characters of all lines of one of these fields.</summary>
    public const int CharactersMax = 8 * 1024;

    /// <summary>Reads <c>X-Forwarded-For</c>; null when it is not readable to its last character.</summary>
    /// <param name="lines">The field's lines in their order.</param>
    public static List<IPAddress>? ReadList(StringValues lines)
    {
        List<IPAddress> chain = [];
        if (!Fits(lines))
        {
            return null;
        }

        foreach (string? line in lines)
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                if (chain.Count == HopsMax || !AddressText.TryParseNode(line.AsSpan()[part].Trim(" \t"), out IPAddress? address))
                {
                    return null;
                }

                chain.Add(address);
            }
        }

        return chain;
    }

    /// <summary>Reads the <c>for</c> of every element of <c>Forwarded</c> (RFC 7239, section 4); null when it is not readable.</summary>
    /// <param name="lines">The field's lines in their order.</param>
    public static List<IPAddress>? ReadForwarded(StringValues lines)
    {
        List<IPAddress> chain = [];
        if (!Fits(lines))
        {
            return null;
        }

        foreach (string? line in lines)
        {
            ReadOnlySpan<char> rest = line;
            do
            {
                if (chain.Count == HopsMax || !TryElement(ref rest, out IPAddress? address))
                {
                    return null;
                }

                chain.Add(address!);
            }
            while (!rest.IsEmpty);
        }

        return chain;
    }

    private static bool Fits(StringValues lines)
    {
        int characters = 0;
        foreach (string? line in lines)
        {
            characters += line?.Length ?? 0;
        }

        return characters is > 0 and <= CharactersMax;
    }

    // One element up to and with its comma. Anything that is not exactly name=value pairs makes the whole field unreadable: half a
    // chain could end at whom an attacker likes.
    private static bool TryElement(ref ReadOnlySpan<char> rest, out IPAddress? address)
    {
        address = null;
        bool named = false;
        while (true)
        {
            rest = rest.TrimStart(" \t");
            int equals = rest.IndexOf('=');
            if (equals <= 0 || rest[..equals].ContainsAny(" \t,;\""))
            {
                return false;
            }

            ReadOnlySpan<char> name = rest[..equals];
            rest = rest[(equals + 1)..];
            if (!TryValue(ref rest, out ReadOnlySpan<char> value))
            {
                return false;
            }

            if (name.Equals("for", StringComparison.OrdinalIgnoreCase))
            {
                if (named || !AddressText.TryParseNode(value, out address))
                {
                    return false;
                }

                named = true;
            }

            rest = rest.TrimStart(" \t");
            if (rest.IsEmpty)
            {
                return named;
            }

            char separator = rest[0];
            rest = rest[1..];
            if (separator == ',')
            {
                return named && !rest.Trim(" \t").IsEmpty;
            }

            if (separator != ';')
            {
                return false;
            }
        }
    }

    private static bool TryValue(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> value)
    {
        bool quoted = !rest.IsEmpty && rest[0] == '"';
        int end = quoted ? rest[1..].IndexOf('"') + 1 : rest.IndexOfAny(" \t,;");
        if (!quoted)
        {
            end = end < 0 ? rest.Length : end;
            value = rest[..end];
            rest = rest[end..];
            return !value.IsEmpty && !value.Contains('"');
        }

        // No address needs a quoted pair; a backslash is only ever somebody trying.
        value = end > 0 ? rest[1..end] : default;
        rest = end > 0 ? rest[(end + 1)..] : rest;
        return end > 0 && !value.Contains('\\');
    }
}
