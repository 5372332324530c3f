using System.Net;
using EasyEnclave.Edge.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Proxy;

/// <summary>For whom a request is forwarded, and how it came here: what the forwarding fields tell the backend.</summary>
internal sealed record RequestOrigin
{
    /// <summary>The other end of the connection and whom it names.</summary>
    public required ClientAddress Address { get; init; }

    /// <summary><c>http</c> or <c>https</c>, as the request arrived.</summary>
    public required string Scheme { get; init; }

    /// <summary>The host the client asked, with its port; null when it named none.</summary>
    public required string? Host { get; init; }

    /// <summary>The version it was asked in, as <c>Via</c> writes it.</summary>
    public required string Version { get; init; }

    /// <summary>The lines of <c>X-Forwarded-For</c> of a trusted peer; else empty, as the four below.</summary>
    public StringValues ForwardedFor { get; init; }

    /// <summary>The lines of <c>Forwarded</c>.</summary>
    public StringValues Forwarded { get; init; }

    /// <summary>The line of <c>X-Forwarded-Proto</c>.</summary>
    public StringValues ForwardedProto { get; init; }

    /// <summary>The line of <c>X-Forwarded-Host</c>.</summary>
    public StringValues ForwardedHost { get; init; }

    /// <summary>The line of <c>X-Real-IP</c>.</summary>
    public StringValues RealIp { get; init; }

    /// <summary>Reads where a request comes from.</summary>
    public static RequestOrigin Of(HttpContext context, TrustedProxies trusted)
    {
        IHeaderDictionary headers = context.Request.Headers;
        RequestOrigin origin = new()
        {
            Address = ClientAddress.Of(context, trusted),
            Scheme = context.Request.Scheme,
            Host = headers.Host.Count == 1 ? headers.Host[0] : null,
            Version = context.Request.Protocol switch { "HTTP/1.1" => "1.1", "HTTP/2" => "2.0", "HTTP/1.0" => "1.0", _ => "3.0" },
        };
        return !origin.Address.PeerTrusted ? origin : origin with
        {
            ForwardedFor = headers["X-Forwarded-For"],
            Forwarded = headers["Forwarded"],
            ForwardedProto = headers["X-Forwarded-Proto"],
            ForwardedHost = headers["X-Forwarded-Host"],
            RealIp = headers["X-Real-IP"],
        };
    }

    /// <summary><c>X-Forwarded-For</c>: the chain so far and the peer.</summary>
    public string? ForwardedForValue()
    {
        if (Address.Peer is not { } peer)
        {
            return null;
        }

        return ForwardedFor.Count > 0 ? $"{Joined(ForwardedFor)}, {peer}"
            : Behind is { } client ? $"{client}, {peer}"
            : peer.ToString();
    }

    /// <summary><c>Forwarded</c> (RFC 7239): the chain so far and an element for the peer.</summary>
    public string ForwardedValue()
    {
        string host = Host is null ? string.Empty : $";host=\"{Host}\"";
        string node = Address.Peer is { } peer ? AddressText.Node(peer) : "unknown";
        string element = $"for={node}{host};proto={Scheme}";
        return Forwarded.Count > 0 ? $"{Joined(Forwarded)}, {element}"
            : Behind is { } client ? $"for={AddressText.Node(client)}, {element}"
            : element;
    }

    /// <summary><c>X-Forwarded-Proto</c>: as a trusted peer says, else as the request arrived.</summary>
    public string ForwardedProtoValue() => ForwardedProto is [("http" or "https") and var proto] ? proto : Scheme;

    /// <summary><c>X-Forwarded-Host</c>: as a trusted peer says, else the host asked.</summary>
    public string? ForwardedHostValue() => ForwardedHost is [{ Length: > 0 } host] ? host : Host;

    /// <summary><c>X-Real-IP</c>: the client of the chain; where a trusted peer sent no chain, the address it wrote here itself.</summary>
    public string? RealIpValue()
    {
        bool chained = ForwardedFor.Count > 0 || Forwarded.Count > 0;
        return !chained && RealIp is [{ } sent] && AddressText.TryParse(sent, out IPAddress? real)
            ? real.ToString()
            : (Address.Client ?? Address.Peer)?.ToString();
    }

    // The client a trusted peer names, where it is not the peer itself.
    private IPAddress? Behind => Address.Client is { } client && !client.Equals(Address.Peer) ? client : null;

    private static string Joined(StringValues lines) => string.Join(", ", lines.ToArray());
}
