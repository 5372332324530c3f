namespace EasyEnclave.Agent.Options;

/// <summary>What an agent asks of the control plane in attested TLS.</summary>
public sealed record ControlTrust
{
    /// <summary><c>EE_CONTROL_ALLOWLIST_*</c>: what its control plane must measure; null for any genuine one.</summary>
    public ControlAllowlist? Allowlist { get; init; }

    /// <summary><c>EE_PCCS_URL</c>: the caching service that is asked for Intel's collateral; null for Intel's own.</summary>
    public Uri? PccsUrl { get; init; }

    /// <summary><c>EE_COLLATERAL_DIR</c>: a folder of Intel's collateral; null to ask for it.</summary>
    public string? CollateralDirectory { get; init; }
}
