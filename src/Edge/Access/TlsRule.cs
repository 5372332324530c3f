using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Edge.Access;

/// <summary>Whether a connection may carry a token (protocol, section 3): never in the clear over a network.</summary>
/// <remarks>
/// Stricter than <see cref="ClientAddress"/>, which asks whom to believe: here every address a loopback peer names must itself be loopback,
/// trusted or not, since any other says that the token came over a wire.
/// </remarks>
internal static class TlsRule
{
    public static bool Allows(HttpContext context, AccessOptions options)
    {
        if (context.Features.Get<ITlsHandshakeFeature>() is not null)
        {
            return true;
        }

        IHeaderDictionary headers = context.Request.Headers;
        return AllowsPlain(context.Connection.RemoteIpAddress, headers["Forwarded"], headers["X-Forwarded-For"], options);
    }

    /// <summary>The rule on a connection without TLS; pure.</summary>
    public static bool AllowsPlain(IPAddress? peer, StringValues forwarded, StringValues forwardedFor, AccessOptions options)
    {
        if (peer is null)
        {
            return false;
        }

        bool loopback = IsLoopback(peer);
        return options.TlsTerminated
            ? loopback || options.TrustedProxies.Contains(peer)
            : loopback
                && (forwarded.Count == 0 || AllLoopback(ForwardedFor.ReadForwarded(forwarded)))
                && (forwardedFor.Count == 0 || AllLoopback(ForwardedFor.ReadList(forwardedFor)));
    }

    private static bool AllLoopback(List<IPAddress>? chain) => chain is { Count: > 0 } && chain.TrueForAll(IsLoopback);

    private static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
