namespace EasyEnclave.Edge.Access;

/// <summary>Who may use the endpoints that take a token, and over which connections.</summary>
public sealed record AccessOptions
{
    /// <summary>The tokens taken: the three single ones and those of <c>EE_ADMIN_TOKENS_FILE</c>; none closes the endpoints.</summary>
    public IReadOnlyList<AccessToken> Tokens { get; init; } = [];

    /// <summary>Whether a front ends TLS before a listener without it (<c>EE_TLS_TERMINATED</c>).</summary>
    public bool TlsTerminated { get; init; }

    /// <summary>Whose word on the client's address is taken (<c>EE_TRUSTED_PROXIES</c>).</summary>
    public TrustedProxies TrustedProxies { get; init; } = TrustedProxies.Loopback;
}
