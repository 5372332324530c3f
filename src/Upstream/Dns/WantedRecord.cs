using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.Upstream.Dns;

/// <summary>A record that there shall be.</summary>
/// <param name="Name">The whole name, in lowercase.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="Proxied">Whether Cloudflare's proxy stands in front.</param>
/// <param name="Ttl">Seconds to live; 1 for automatic, which a proxied record always is.</param>
public sealed record WantedRecord(string Name, IPAddress Address, bool Proxied, int Ttl)
{
    /// <summary>The type of records that give an IPv4 address.</summary>
    public const string IPv4Type = "A";

    /// <summary>The type of records that give an IPv6 address.</summary>
    public const string IPv6Type = "AAAA";

    /// <summary>Its type.</summary>
    public string Type => Address.AddressFamily == AddressFamily.InterNetwork ? IPv4Type : IPv6Type;

    /// <summary>The records an order asks for, in the order of its hosts.</summary>
    /// <param name="order">The order.</param>
    /// <param name="zone">The zone's name.</param>
    /// <param name="addresses">The addresses.</param>
    /// <param name="outside">Hosts that are not in the zone.</param>
    internal static IReadOnlyList<WantedRecord> Of(
        DnsOrder order, string zone, IReadOnlyList<IPAddress> addresses, out IReadOnlyList<string> outside)
    {
        outside = [.. order.Hosts.Where(host => host.In(zone) is null).Select(host => host.Name)];
        string? direct = order.Direct.In(zone);
        return
        [
            .. from name in order.Hosts.Select(host => host.In(zone)).OfType<string>().Distinct()
               let proxied = order.Proxied && name != direct
               from address in addresses
               select new WantedRecord(name, address, proxied, proxied ? 1 : order.Ttl),
        ];
    }

    /// <summary>Whether a record that gives the address has the rest right too.</summary>
    internal bool IsMetBy(DnsRecord record) => record.Proxied == Proxied && record.Ttl == Ttl;
}
