using System.Buffers;
using System.Collections.Immutable;
using EasyEnclave.Protocol;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Proxy;

/// <summary>Which app a request is for, by its Host and <c>X-EE-App</c> (protocol, section 2); pure.</summary>
/// <param name="Failure">Why there is none; <see cref="ProxyFailure.None"/> when there is one.</param>
/// <param name="App">The name in lowercase, at most a DNS label long; whether anybody has bound it is another question.</param>
/// <param name="Host">The host name that named it, in lowercase; null when <c>X-EE-App</c> did.</param>
internal readonly record struct AppHost(ProxyFailure Failure, string? App, string? Host)
{
    // RFC 1035, section 2.3.4: what a name may be at most, and a port.
    private const int LengthMax = 253 + 1 + 6;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Judges the two fields.</summary>
    /// <param name="hosts">The lines of Host.</param>
    /// <param name="headers">The lines of <c>X-EE-App</c>.</param>
    /// <param name="domains">The domains apps are reached under, lowercase; empty for any.</param>
    public static AppHost Judge(StringValues hosts, StringValues headers, ImmutableArray<string> domains)
    {
        if (hosts.Count > 1 || headers.Count > 1)
        {
            return new AppHost(ProxyFailure.Malformed, null, null);
        }

        AppHost byHost = ByHost(hosts.Count == 0 ? string.Empty : hosts[0] ?? string.Empty, domains);
        if (headers.Count == 0 || byHost.Failure is not (ProxyFailure.None or ProxyFailure.AppMissing))
        {
            // Where domains are configured, whatever is not below one of them is another host.
            return byHost is { Failure: ProxyFailure.AppMissing } && !domains.IsEmpty && hosts.Count > 0
                ? byHost with { Failure = ProxyFailure.Misdirected }
                : byHost;
        }

        string header = headers[0]?.ToLowerInvariant() ?? string.Empty;
        if (header.Length is 0 or > Limits.DnsLabelLength || header.AsSpan().ContainsAnyExcept(NameCharacters) || header.Contains('.'))
        {
            return new AppHost(ProxyFailure.Malformed, null, null);
        }

        return byHost.Failure == ProxyFailure.AppMissing ? new AppHost(ProxyFailure.None, header, null)
            : header == byHost.App ? byHost
            : new AppHost(ProxyFailure.AppsDisagree, null, null);
    }

    private static AppHost ByHost(string field, ImmutableArray<string> domains)
    {
        if (field.Length == 0 || field[0] == '[')
        {
            return new AppHost(IsMalformedLiteral(field) ? ProxyFailure.Malformed : ProxyFailure.AppMissing, null, null);
        }

        int colon = field.IndexOf(':');
        string host = (colon < 0 ? field : field[..colon]).ToLowerInvariant();
        if (field.Length > LengthMax || (colon >= 0 && !IsPort(field.AsSpan(colon + 1))) || host.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            return new AppHost(ProxyFailure.Malformed, null, null);
        }

        if (host.EndsWith('.'))
        {
            host = host[..^1];
        }

        if (host.Length == 0 || host[0] == '.' || host[^1] == '.' || host.Contains("..", StringComparison.Ordinal))
        {
            return new AppHost(ProxyFailure.Malformed, null, null);
        }

        int dot = host.IndexOf('.');
        if (dot < 0 || IsAddress(host))
        {
            return new AppHost(ProxyFailure.AppMissing, null, null);
        }

        return !domains.IsEmpty && !IsDomain(host.AsSpan(dot + 1), domains) ? new AppHost(ProxyFailure.Misdirected, null, null)
            : dot > Limits.DnsLabelLength ? new AppHost(ProxyFailure.Malformed, null, null)
            : new AppHost(ProxyFailure.None, host[..dot], host);
    }

    private static bool IsDomain(ReadOnlySpan<char> parent, ImmutableArray<string> domains)
    {
        foreach (string domain in domains)
        {
            if (parent.SequenceEqual(domain))
            {
                return true;
            }
        }

        return false;
    }

    // A name whose last label is a number is an IPv4 address in one of its spellings, or meant to be (WHATWG URL, "ends in a number").
    private static bool IsAddress(string host)
    {
        ReadOnlySpan<char> last = host.AsSpan(host.LastIndexOf('.') + 1);
        return !last.ContainsAnyExceptInRange('0', '9') || last.StartsWith("0x", StringComparison.Ordinal);
    }

    private static bool IsMalformedLiteral(string field)
    {
        if (field.Length == 0)
        {
            return false;
        }

        int end = field.IndexOf(']');
        return end < 0
            || field.Length > LengthMax
            || !System.Net.IPAddress.TryParse(field.AsSpan(1, end - 1), out _)
            || (end < field.Length - 1 && (field[end + 1] != ':' || !IsPort(field.AsSpan(end + 2))));
    }

    // An empty port is the default one (RFC 3986, section 3.2.3).
    private static bool IsPort(ReadOnlySpan<char> text) => text.IsEmpty || Access.AddressText.IsPort(text);
}
