using System.Collections.Frozen;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Health;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge;

/// <summary>What the control listener's endpoints are told from outside.</summary>
public sealed record ControlOptions
{
    /// <summary>Which node this is.</summary>
    public required NodeIdentity Node { get; init; }

    /// <summary>Who may use the endpoints that take a token.</summary>
    public required AccessOptions Access { get; init; }

    /// <summary>The networks there are; a name can be bound ahead in no other.</summary>
    public required Func<NetworkName, bool> HasNetwork { get; init; }

    /// <summary>Names of the operator's own hosts (<c>EE_DNS_*</c>), which no app may have besides those that none ever may.</summary>
    public IReadOnlySet<string> ReservedApps { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Where proxies reach this control plane (<c>EE_PUBLIC_PROXY_URL</c>); null tells no endpoints.</summary>
    public Uri? PublicProxyUrl { get; init; }

    /// <summary>The domains whose hosts are apps (<c>EE_APP_DOMAINS</c>), the public one first.</summary>
    public IReadOnlyList<string> AppDomains { get; init; } = [];
}
