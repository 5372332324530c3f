using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Whether an app may be reached, and why: the answer of <c>GET /v1/resolve/{app}</c> (protocol, section 2).</summary>
public sealed record ResolveAnswer
{
    /// <summary>The name asked for.</summary>
    public required AppName AppName { get; init; }

    /// <summary>True when at least one agent may serve it now.</summary>
    public required bool Allowed { get; init; }

    /// <summary>The first that holds: banned, expired, disconnected, unattested, unhealthy, warning, active.</summary>
    public required string Status { get; init; }

    /// <summary>Why, as a stable code: the status.</summary>
    public required string Reason { get; init; }

    /// <summary>Where proxies reach the app, null unless a public proxy address is configured.</summary>
    public string? Endpoint { get; init; }

    /// <summary>True only if all eligible agents are sealed.</summary>
    public required bool Sealed { get; init; }

    /// <summary>The repository the name is bound to.</summary>
    public required RepoName Repo { get; init; }

    /// <summary>The release that the described agent runs.</summary>
    public string? ReleaseTag { get; init; }

    /// <summary>The network the name is bound to.</summary>
    public required NetworkName Network { get; init; }

    /// <summary><c>intel</c> or <c>development</c>.</summary>
    public string? TrustRoot { get; init; }

    /// <summary>The eligible agent attested last, else the one seen last.</summary>
    public string? AgentId { get; init; }

    /// <summary>When that agent was first attested.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>When the binding ends unless an agent attests again.</summary>
    public DateTimeOffset? RegistrationExpiresAt { get; init; }

    /// <summary>none, active, warning or expired.</summary>
    public required string RegistrationState { get; init; }

    /// <summary>unknown, valid or invalid.</summary>
    public required string AttestationStatus { get; init; }

    /// <summary>unknown, pass or fail.</summary>
    public required string HealthStatus { get; init; }

    /// <summary>Whether that agent's tunnel is open.</summary>
    public required bool WsConnected { get; init; }

    /// <summary>When that agent last attested; the original's name for it.</summary>
    public DateTimeOffset? LastAttest { get; init; }

    /// <summary>When that agent last attested.</summary>
    public DateTimeOffset? LastAttestedAt { get; init; }

    /// <summary>When that agent last said how it is.</summary>
    public DateTimeOffset? LastHealthAt { get; init; }

    /// <summary>Its platform's TCB status.</summary>
    public string? TcbStatus { get; init; }

    /// <summary>How many agents there are.</summary>
    public required AgentCounts Agents { get; init; }
}
