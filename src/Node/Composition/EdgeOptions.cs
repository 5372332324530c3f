using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Edge;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Health;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Node.Options;

namespace EasyEnclave.Node.Composition;

/// <summary>From the node's options to those of its doors.</summary>
internal static class EdgeOptions
{
    public static ProxyOptions Proxy(NodeOptions options) => new()
    {
        Timeout = options.ProxyTimeout,
        Hold = options.ProxyHold,
        BodyBytesMax = options.ProxyBodyBytes,
        AppDomains = [.. options.AppDomains],
        TrustedProxies = options.TrustedProxies,
    };

    public static ControlOptions Control(NodeOptions options, string version, string node) => new()
    {
        Node = new NodeIdentity(version, node, options.Cluster is null ? "single" : "postgres", options.Development ? "development" : "production"),
        HasNetwork = network => options.Networks!.ContainsKey(network.Value),
        PublicProxyUrl = options.PublicProxyUrl,
        AppDomains = options.AppDomains,
        ReservedApps = options.Names.Reserved,
        Access = new AccessOptions
        {
            Tokens =
            [
                .. Single("admin", AccessRole.Admin, options.AdminToken),
                .. Single("launcher", AccessRole.Launcher, options.LauncherToken),
                .. Single("uptime", AccessRole.Uptime, options.UptimeToken),
                .. options.NamedTokens,
            ],
            TlsTerminated = options.TlsTerminated,
            TrustedProxies = options.TrustedProxies,
        },
    };

    private static IEnumerable<AccessToken> Single(string actor, AccessRole role, string? token) =>
        token is null ? [] : [new AccessToken(actor, role, SHA256.HashData(Encoding.UTF8.GetBytes(token)))];
}
