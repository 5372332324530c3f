using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.Upstream.Http;

/// <summary>Makes the connections upstream: no redirects, proxies, cookies or unpacking behind our back.</summary>
internal static class UpstreamHandlers
{
    private const int HeaderKilobytes = 64;

    /// <summary>A handler.</summary>
    /// <param name="anywhere">
    /// The host that may have any address, since an operator named it; every other must have public ones. Null allows any address.
    /// </param>
    public static SocketsHttpHandler Create(string? anywhere = null) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = HeaderKilobytes,
        MaxConnectionsPerServer = 8,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, anywhere, cancellationToken),
    };

    // Checked on the addresses that are really connected to: a name may answer differently a second time.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, string? anywhere, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await System.Net.Dns.GetHostAddressesAsync(to.Host, cancellationToken).ConfigureAwait(false);
        if (anywhere is not null && !string.Equals(anywhere, to.Host, StringComparison.OrdinalIgnoreCase))
        {
            addresses = [.. addresses.Where(PublicAddress.Is)];
        }

        if (addresses.Length == 0)
        {
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "The host has no public address");
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
