using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Access;

/// <summary>Where a request comes from: the host at the other end of the socket, and the client a trusted one names.</summary>
/// <param name="Peer">The other end of the connection; null where it has no address.</param>
/// <param name="PeerTrusted">Whether the peer may say for whom it speaks.</param>
/// <param name="Client">Whom the request is from: the peer, or whom a trusted peer names; null when that cannot be read.</param>
public readonly record struct ClientAddress(IPAddress? Peer, bool PeerTrusted, IPAddress? Client)
{
    /// <summary>The bucket of those whose address cannot be read.</summary>
    public const string UnknownPrefix = "unknown";

    /// <summary>True when the peer and the client it names both are this machine; an unreadable client is not.</summary>
    public bool IsLoopback => Peer is { } peer && Client is { } client && IPAddress.IsLoopback(peer) && IPAddress.IsLoopback(client);

    /// <summary>The client's /24 or /48; <see cref="UnknownPrefix"/> when it cannot be read.</summary>
    public string ClientPrefix => Client is { } client ? Prefix(client) : UnknownPrefix;

    /// <summary>Reads where a request comes from.</summary>
    public static ClientAddress Of(HttpContext context, TrustedProxies trusted)
    {
        IHeaderDictionary headers = context.Request.Headers;
        return Judge(context.Connection.RemoteIpAddress, headers["Forwarded"], headers["X-Forwarded-For"], trusted);
    }

    /// <summary>Judges an address and what its host says; pure.</summary>
    /// <param name="peer">The other end of the connection.</param>
    /// <param name="forwarded">The lines of <c>Forwarded</c>.</param>
    /// <param name="forwardedFor">The lines of <c>X-Forwarded-For</c>.</param>
    /// <param name="trusted">Who may name a client.</param>
    /// <remarks>
    /// The rightmost address that is not itself a trusted proxy is the client: what stands left of it, the client may have written. A front that
    /// sets one of the two fields passes the other through as the client sent it, so two fields that disagree name nobody.
    /// </remarks>
    public static ClientAddress Judge(IPAddress? peer, StringValues forwarded, StringValues forwardedFor, TrustedProxies trusted)
    {
        if (peer is null)
        {
            return default;
        }

        IPAddress plain = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        if (!trusted.Contains(plain))
        {
            return new ClientAddress(plain, PeerTrusted: false, plain);
        }

        if (forwarded.Count == 0 && forwardedFor.Count == 0)
        {
            return new ClientAddress(plain, PeerTrusted: true, plain);
        }

        IPAddress? byForwarded = forwarded.Count == 0 ? null : Rightmost(ForwardedFor.ReadForwarded(forwarded), trusted);
        IPAddress? byList = forwardedFor.Count == 0 ? null : Rightmost(ForwardedFor.ReadList(forwardedFor), trusted);
        IPAddress? client = forwarded.Count == 0 ? byList
            : forwardedFor.Count == 0 || Equals(byForwarded, byList) ? byForwarded
            : null;
        return new ClientAddress(plain, PeerTrusted: true, client);
    }

    /// <summary>The network that counts as one neighbour: <c>192.0.2.0/24</c> or <c>2001:db8:1::/48</c>.</summary>
    /// <param name="address">IPv4 inside IPv6 counts as IPv4.</param>
    public static string Prefix(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        int bits = plain.AddressFamily == AddressFamily.InterNetworkV6 ? 48 : 24;
        return $"{AddressText.Mask(plain, bits)}/{bits}";
    }

    private static IPAddress? Rightmost(List<IPAddress>? chain, TrustedProxies trusted)
    {
        if (chain is null || chain.Count == 0)
        {
            return null;
        }

        for (int i = chain.Count - 1; i > 0; i--)
        {
            if (!trusted.Contains(chain[i]))
            {
                return chain[i];
            }
        }

        return chain[0];
    }
}
