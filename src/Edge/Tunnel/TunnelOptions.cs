namespace EasyEnclave.Edge.Tunnel;

/// <summary>What the tunnel's door needs to know.</summary>
public sealed record TunnelOptions
{
    /// <summary>The largest decoded body of a version 1 response, in bytes (<c>EE_PROXY_MAX_BODY_BYTES</c>, 10 MiB).</summary>
    public int ResponseBodyBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Lowercase hex SHA-256 of the keys of TLS fronts before this server (<c>EE_TLS_FRONT_SPKI</c>).</summary>
    public IReadOnlyList<string> FrontKeys { get; init; } = [];

    /// <summary>Whether an agent must have shown a client certificate (<c>EE_RATLS_REQUIRE_CLIENT_CERT</c> beside <c>EE_RATLS_ENABLED</c>).</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>How long an agent has to answer a close before its connection is cut: a ban ends tunnels within two seconds.</summary>
    public TimeSpan CloseDeadline { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a draining tunnel waits for running requests.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest frame of an attested agent: such a body in base64 and 64 KiB for everything around it.</summary>
    public int ResponseFrameBytes => (int)Math.Min(int.MaxValue, ((ResponseBodyBytes + 2L) / 3 * 4) + (64 * 1024));
}
