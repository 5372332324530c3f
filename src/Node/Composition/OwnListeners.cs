using System.Net;
using System.Net.Sockets;
using EasyEnclave.Edge.Doctor;
using EasyEnclave.Node.Options;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EasyEnclave.Node.Composition;

/// <summary>This process's listeners, as it finds them itself.</summary>
internal sealed class OwnListeners(NodeOptions options, ServerIdentity identity, IServer server)
{
    private const string Remedy = "See that nothing on this machine (a firewall, a limit of open files or connections) is in the way; else start the node again.";

    /// <summary>The proxy listener's port; null before it listens.</summary>
    public int? ProxyPort => Addresses is [_, { } proxy, ..] ? proxy.Port : null;

    private Uri[] Addresses => [.. server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(text => new Uri(text)) ?? []];

    /// <summary>Connects to each of them.</summary>
    public async ValueTask<IReadOnlyList<ListenerFacts>> TryAsync(CancellationToken cancellationToken)
    {
        Uri[] addresses = Addresses;
        if (addresses.Length < 2)
        {
            return [];
        }

        bool plain = !options.TlsTerminated;
        return
        [
            await TryAsync("control listener", addresses[0], plain && identity.Control is null, cancellationToken).ConfigureAwait(false),
            await TryAsync("proxy listener", addresses[1], plain && identity.Proxy is null, cancellationToken).ConfigureAwait(false),
        ];
    }

    private static async ValueTask<ListenerFacts> TryAsync(string name, Uri address, bool plain, CancellationToken cancellationToken)
    {
        IPAddress bound = IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? parsed) ? parsed : IPAddress.Loopback;
        IPAddress reached = bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound;
        bool answers = await AnswersAsync(new IPEndPoint(reached, address.Port), cancellationToken).ConfigureAwait(false);
        return new ListenerFacts(name, new IPEndPoint(bound, address.Port).ToString(), answers, plain && !IPAddress.IsLoopback(bound), Remedy);
    }

    private static async ValueTask<bool> AnswersAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
