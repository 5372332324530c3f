using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.Edge.Access;

/// <summary>Addresses as proxies write them, read strictly: four decimal parts or an IPv6 address, never a shorthand or a zone.</summary>
internal static class AddressText
{
    // "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]:65535"
    private const int LengthMax = 53;

    private static readonly SearchValues<char> DottedDecimal = SearchValues.Create("0123456789.");

    /// <summary>Reads an address; one that carries IPv4 inside IPv6 becomes IPv4.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        bool shaped = text.Length is > 0 and <= LengthMax
            && (text.Contains(':') ? !text.ContainsAny('%', '[', ']') : text.Count('.') == 3 && !text.ContainsAnyExcept(DottedDecimal));
        if (!shaped || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }

    /// <summary>Reads an address that may have a port: <c>192.0.2.1:80</c>, <c>[2001:db8::1]:80</c>, <c>[2001:db8::1]</c>, or bare.</summary>
    public static bool TryParseNode(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Length is 0 or > LengthMax)
        {
            return false;
        }

        if (text[0] == '[')
        {
            int end = text.IndexOf(']');
            return end > 0
                && (end == text.Length - 1 || (text[end + 1] == ':' && IsPort(text[(end + 2)..])))
                && text[1..end].Contains(':')
                && TryParse(text[1..end], out address);
        }

        int colon = text.IndexOf(':');
        return colon >= 0 && colon == text.LastIndexOf(':')
            ? IsPort(text[(colon + 1)..]) && TryParse(text[..colon], out address)
            : TryParse(text, out address);
    }

    /// <summary>An address with all bits after the first <paramref name="bits"/> cleared.</summary>
    public static IPAddress Mask(IPAddress address, int bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        for (int i = 0; i < length; i++)
        {
            int kept = Math.Clamp(bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF00 >> kept);
        }

        return new IPAddress(bytes[..length]);
    }

    /// <summary>An address as a <c>Forwarded</c> element names it (RFC 7239, section 6).</summary>
    public static string Node(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"\"[{address}]\"" : address.ToString();

    /// <summary>One to five digits.</summary>
    public static bool IsPort(ReadOnlySpan<char> text) => text.Length is >= 1 and <= 5 && !text.ContainsAnyExceptInRange('0', '9');
}
