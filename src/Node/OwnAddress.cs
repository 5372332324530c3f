using System.Net;

namespace EasyEnclave.Node;

/// <summary>How this machine reaches what it listens on: a wildcard is an address to listen on, and none to connect to.</summary>
internal static class OwnAddress
{
    /// <summary>Loopback for a wildcard, else the same.</summary>
    public static IPAddress Reachable(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback
        : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : address;

    /// <summary>The same of a listener's URL; a name stays as it is.</summary>
    public static Uri Reachable(Uri listener)
    {
        if (!IPAddress.TryParse(listener.IdnHost, out IPAddress? address))
        {
            return listener;
        }

        return new UriBuilder(listener) { Host = Reachable(address).ToString() }.Uri;
    }
}
