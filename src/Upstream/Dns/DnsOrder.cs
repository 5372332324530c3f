using System.Text;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Which names shall lead to which addresses, checked as far as that can be done without asking anybody.</summary>
public sealed record DnsOrder
{
    /// <summary>The API, ending in a slash.</summary>
    public required Uri Api { get; init; }

    /// <summary>The API's token, sent nowhere else.</summary>
    public required string Token { get; init; }

    /// <summary>The zone by name; null where only its number is known.</summary>
    public string? Zone { get; init; }

    /// <summary>The zone by number; null where only its name is known.</summary>
    public string? ZoneId { get; init; }

    /// <summary>IPv4 addresses.</summary>
    public required AddressWish IPv4 { get; init; }

    /// <summary>IPv6 addresses.</summary>
    public required AddressWish IPv6 { get; init; }

    /// <summary>The hosts to set.</summary>
    public required IReadOnlyList<DnsHost> Hosts { get; init; }

    /// <summary>The host that is never proxied, whatever else it is: by it agents reach the control plane's own TLS.</summary>
    public required DnsHost Direct { get; init; }

    /// <summary>Whether Cloudflare's proxy stands in front of the others.</summary>
    public required bool Proxied { get; init; }

    /// <summary>Seconds to live of names that are not proxied; 1 for automatic, which proxied ones always are.</summary>
    public required int Ttl { get; init; }

    /// <summary>All of it for people, without the token.</summary>
    public override string ToString()
    {
        DnsOrder shown = this with { Token = "(set)" };
        StringBuilder text = new();
        shown.PrintMembers(text);
        return $"{nameof(DnsOrder)} {{ {text} }}";
    }
}
