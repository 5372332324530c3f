using System.Net;

namespace EasyEnclave.Upstream.Dns;

/// <summary>A record as it stands in a zone.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Type">Its type: <c>A</c>, <c>CNAME</c>, and so on.</param>
/// <param name="Name">The whole name, in lowercase.</param>
/// <param name="Content">What it says.</param>
/// <param name="Proxied">Whether Cloudflare's proxy stands in front.</param>
/// <param name="Ttl">Seconds to live; 1 for automatic.</param>
public sealed record DnsRecord(string Id, string Type, string Name, string Content, bool Proxied, int Ttl)
{
    /// <summary>When it was made, as Cloudflare writes it; empty when that is not said.</summary>
    public string CreatedOn { get; init; } = string.Empty;

    /// <summary>Whether another product of Cloudflare's owns it, so that nobody else may change it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether it gives an address.</summary>
    internal bool IsAddress => Type is WantedRecord.IPv4Type or WantedRecord.IPv6Type;

    /// <summary>Whether it gives this very address, however that is written.</summary>
    internal bool Gives(IPAddress address) => IPAddress.TryParse(Content, out IPAddress? own) && own.Equals(address);
}
