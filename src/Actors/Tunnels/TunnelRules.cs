namespace EasyEnclave.Actors.Tunnels;

/// <summary>The times by which a tunnel lives.</summary>
public sealed record TunnelRules
{
    /// <summary>Time from the connection to a registration, 10 s by the protocol.</summary>
    public required TimeSpan RegisterDeadline { get; init; }

    /// <summary>Time an agent has to answer a challenge (<c>EE_ATTEST_DEADLINE_SEC</c>).</summary>
    public required TimeSpan AttestDeadline { get; init; }

    /// <summary>Time between attestations (<c>EE_ATTEST_INTERVAL_SEC</c>); each comes after 0.9 to 1.0 of it.</summary>
    public required TimeSpan AttestInterval { get; init; }

    /// <summary>Time that a health pass covers (<c>EE_HEALTH_TIMEOUT_SEC</c>).</summary>
    public required TimeSpan HealthTimeout { get; init; }

    /// <summary>Time that a registration lasts after an attestation (<c>EE_REGISTRATION_TTL_DAYS</c>).</summary>
    public required TimeSpan RegistrationLifetime { get; init; }

    /// <summary>Time before its end in which it is in warning (<c>EE_REGISTRATION_WARN_DAYS</c>).</summary>
    public required TimeSpan RegistrationWarning { get; init; }

    /// <summary>How long an attestation counts when no newer one succeeds.</summary>
    public TimeSpan AttestationLifetime => AttestInterval + AttestDeadline;

    /// <summary>Time to the next try when a source was down during a re-check.</summary>
    public TimeSpan SourceRetry => AttestDeadline < TimeSpan.FromSeconds(60) ? AttestDeadline : TimeSpan.FromSeconds(60);
}
