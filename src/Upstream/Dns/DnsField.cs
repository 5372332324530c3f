namespace EasyEnclave.Upstream.Dns;

/// <summary>The things an operator says about names and addresses; each door calls them by its own switch or variable.</summary>
public enum DnsField
{
    /// <summary>The API token.</summary>
    Token,

    /// <summary>The API's address.</summary>
    ApiUrl,

    /// <summary>The zone by name.</summary>
    Zone,

    /// <summary>The zone by its number at Cloudflare.</summary>
    ZoneId,

    /// <summary>IPv4 addresses.</summary>
    Ip,

    /// <summary>IPv6 addresses.</summary>
    Ipv6,

    /// <summary>Asking what the IPv4 address is.</summary>
    AutoIp,

    /// <summary>Time to live.</summary>
    Ttl,

    /// <summary>The only hosts to set.</summary>
    Hosts,

    /// <summary>The control plane's host.</summary>
    ControlHost,

    /// <summary>The control plane's host that is never proxied.</summary>
    ControlDirectHost,

    /// <summary>The hosts of apps.</summary>
    AppWildcard,
}
