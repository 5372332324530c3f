using System.Net;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Resolve;

/// <summary>Where proxies reach an app: the public proxy address with the app's own host.</summary>
internal sealed class AppEndpoints
{
    private readonly string? _before;
    private readonly string? _after;

    /// <summary>Addresses on a public proxy address.</summary>
    /// <param name="proxy"><c>EE_PUBLIC_PROXY_URL</c>; null when nothing is public.</param>
    /// <param name="domains"><c>EE_APP_DOMAINS</c>: apps are hosts of the first; without any, of the proxy's own host name.</param>
    public AppEndpoints(Uri? proxy, IReadOnlyList<string> domains)
    {
        string? domain = domains.Count > 0 ? domains[0] : proxy?.Host;
        if (proxy is null || domain is null || IPAddress.TryParse(domain.Trim('[', ']'), out _))
        {
            return; // an address literal has no hosts under it
        }

        _before = proxy.Scheme + "://";
        _after = "." + domain.TrimStart('.') + (proxy.IsDefaultPort ? string.Empty : $":{proxy.Port}");
    }

    /// <summary>The app's address; null when nothing is public.</summary>
    public string? Of(AppName app) => _before is null ? null : $"{_before}{app.Value}{_after}";
}
