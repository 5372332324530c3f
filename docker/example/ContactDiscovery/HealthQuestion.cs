using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.ContactDiscovery;

/// <summary>Asks a service with the same settings how it is: the health check of a container that has no shell.</summary>
internal static class HealthQuestion
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Whether it answers.</summary>
    public static async Task<bool> AskAsync(ContactOptions options)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false };
        if (options.Address is ListenAddress.Socket socket)
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(socket.Path, cancellationToken);
        using HttpClient client = new(handler) { Timeout = LongestWait };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(Origin(options.Address) + "/health"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static string Origin(ListenAddress address)
    {
        if (address is not ListenAddress.Tcp tcp)
            return "http://localhost";

        // A service on every address of the machine is asked on loopback.
        bool everywhere = tcp.Host.Equals(IPAddress.Any) || tcp.Host.Equals(IPAddress.IPv6Any);
        return (everywhere ? tcp with { Host = IPAddress.Loopback } : tcp).ToString();
    }

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
