using System.Collections.Immutable;
using EasyEnclave.Edge.Access;
using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Proxy;

/// <summary>How requests are proxied to agents.</summary>
public sealed record ProxyOptions
{
    /// <summary>From sending a request to the agent's answer, <c>EE_PROXY_TIMEOUT_SEC</c>: 1 to 3,600 seconds, default 15.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a known app without a tunnel is waited for, <c>EE_PROXY_HOLD_SEC</c>: 0 (never) to 60 seconds, default 5.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests that wait for a tunnel at once, over all apps; more are told at once that there is none. Default 4,096.</summary>
    public int HeldMax { get; init; } = 4096;

    /// <summary>Bytes of one version 1 body, <c>EE_PROXY_MAX_BODY_BYTES</c>: 1 KiB to 64 MiB, default 10 MiB.</summary>
    /// <remarks>A request's frame is bounded by <see cref="Limits.EnvelopeFrameBytes"/> besides.</remarks>
    public int BodyBytesMax { get; init; } = 10 * 1024 * 1024;

    /// <summary>The domains whose direct subdomains are apps, <c>EE_APP_DOMAINS</c>: lowercase host names; empty takes any host's first label.</summary>
    public ImmutableArray<string> AppDomains { get; init; } = [];

    /// <summary>Whose forwarding fields are believed, <c>EE_TRUSTED_PROXIES</c>: default loopback.</summary>
    public TrustedProxies TrustedProxies { get; init; } = TrustedProxies.Loopback;
}
