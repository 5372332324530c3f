using System.Text;

namespace EasyEnclave.Upstream.Dns;

/// <summary>What an operator says about names and addresses, as it was written; null where nothing was.</summary>
public sealed record DnsTexts
{
    /// <summary>The host of the control plane where none is named.</summary>
    public const string DefaultControlHost = "control";

    /// <summary>The host of the control plane that is never proxied, where none is named.</summary>
    public const string DefaultControlDirectHost = "control-direct";

    /// <summary>The hosts of apps where none are named.</summary>
    public const string DefaultAppWildcard = "*.app";

    /// <summary>Cloudflare's own API.</summary>
    public const string DefaultApiUrl = "https://api.cloudflare.com/client/v4";

    /// <summary>The API token.</summary>
    public string? Token { get; init; }

    /// <summary>The API's address; null for Cloudflare's own.</summary>
    public string? ApiUrl { get; init; }

    /// <summary>The zone by name.</summary>
    public string? Zone { get; init; }

    /// <summary>The zone by its number at Cloudflare.</summary>
    public string? ZoneId { get; init; }

    /// <summary>IPv4 addresses, separated by commas; or <c>auto</c>.</summary>
    public string? Ip { get; init; }

    /// <summary>IPv6 addresses, separated by commas; or <c>auto</c>.</summary>
    public string? Ipv6 { get; init; }

    /// <summary>Whether the IPv4 address is asked for where none is given.</summary>
    public bool AutoIp { get; init; }

    /// <summary>Whether Cloudflare's proxy stands in front.</summary>
    public bool Proxied { get; init; } = true;

    /// <summary>Seconds to live; null or 1 for automatic.</summary>
    public string? Ttl { get; init; }

    /// <summary>The only hosts to set, separated by commas; null for the three below.</summary>
    public string? Hosts { get; init; }

    /// <summary>The control plane's host.</summary>
    public string? ControlHost { get; init; }

    /// <summary>The control plane's host that is never proxied.</summary>
    public string? ControlDirectHost { get; init; }

    /// <summary>The hosts of apps.</summary>
    public string? AppWildcard { get; init; }

    /// <summary>All of it for people; of the token only whether it is set.</summary>
    public override string ToString()
    {
        DnsTexts shown = this with { Token = Token is null ? null : "(set)" };
        StringBuilder text = new();
        shown.PrintMembers(text);
        return $"{nameof(DnsTexts)} {{ {text} }}";
    }
}
