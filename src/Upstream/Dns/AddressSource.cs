using System.Net;
using System.Net.Sockets;
using System.Text;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Upstream.Dns;

/// <summary>A server on the internet that says from which address it is asked.</summary>
/// <param name="Url">What is asked for.</param>
internal sealed record AddressSource(Uri Url)
{
    // Behind this the answer is one line of several: what Cloudflare says of every request to its own hosts.
    private const string TraceLine = "ip=";

    /// <summary>Sources that are reached over IPv4 alone, each run by somebody else.</summary>
    public static IReadOnlyList<AddressSource> IPv4 { get; } =
        [new(new Uri("https://api.ipify.org/")), new(new Uri("https://checkip.amazonaws.com/")), new(new Uri("https://1.1.1.1/cdn-cgi/trace"))];

    /// <summary>Sources that are reached over IPv6 alone, each run by somebody else.</summary>
    public static IReadOnlyList<AddressSource> IPv6 { get; } =
        [new(new Uri("https://api6.ipify.org/")), new(new Uri("https://v6.ident.me/")), new(new Uri("https://[2606:4700:4700::1111]/cdn-cgi/trace"))];

    /// <summary>The sources for a family.</summary>
    public static IReadOnlyList<AddressSource> For(AddressFamily family) => family == AddressFamily.InterNetwork ? IPv4 : IPv6;

    /// <summary>Reads an answer; null when it is no address of that family on the internet.</summary>
    public static IPAddress? Read(ReadOnlySpan<byte> body, AddressFamily family)
    {
        string text = Encoding.ASCII.GetString(body).Trim();
        string line = text.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(part => part.StartsWith(TraceLine, StringComparison.Ordinal)) is { } trace
            ? trace[TraceLine.Length..]
            : text;
        return IPAddress.TryParse(line, out IPAddress? address) && address.AddressFamily == family && PublicAddress.Is(address) ? address : null;
    }
}
