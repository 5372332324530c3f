using System.Net;
using System.Net.Sockets;
using System.Text;
using EasyEnclave.Agent.Options;
using EasyEnclave.Protocol;

namespace EasyEnclave.Agent.Backend;

/// <summary>Makes the one HTTP client that talks to the backend, and to nothing else.</summary>
internal static class BackendClient
{
    public static HttpMessageInvoker Create(BackendAddress backend)
    {
        SocketsHttpHandler handler = new()
        {
            // Whatever a backend says, the agent goes nowhere else, keeps nothing between requests and adds nothing of its own.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            MaxConnectionsPerServer = Limits.ExchangesPerTunnel,
            MaxResponseHeadersLength = Limits.HeaderBytes / 1024,
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            // As the tunnel's JSON and the original's agent have it.
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        };
        if (backend is BackendAddress.Unix unix)
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(unix.Path, cancellationToken);
        return new HttpMessageInvoker(handler);
    }

    /// <summary>The address of a path, kept as it was sent: its dots and percents are the backend's to read.</summary>
    public static Uri AddressOf(BackendAddress backend, string path) =>
        new(backend.Origin + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
