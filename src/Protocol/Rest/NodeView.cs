using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Protocol.Rest;

/// <summary>A registered node.</summary>
public sealed record NodeView
{
    /// <summary>The node.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>active or banned.</summary>
    public required string Status { get; init; }

    /// <summary>The price of a vCPU-hour in whole cents, rounded towards zero; null without a price.</summary>
    public long? PriceCentsPerVcpuHour { get; init; }

    /// <summary>The price of a vCPU-hour, exactly; null without a price.</summary>
    public Usd? PriceUsdPerVcpuHour { get; init; }

    /// <summary>The next price that is announced.</summary>
    public Usd? NextPriceUsdPerVcpuHour { get; init; }

    /// <summary>When that one begins; null when none is announced.</summary>
    public DateTimeOffset? NextPriceEffectiveAt { get; init; }

    /// <summary>premium, standard or economy; null when it says nothing.</summary>
    public string? StakeTier { get; init; }

    /// <summary>What is locked, in whole cents rounded towards zero.</summary>
    public required long StakeAmountCents { get; init; }

    /// <summary>What is locked.</summary>
    public required Usd StakeAmountUsd { get; init; }

    /// <summary>What is on its way back, and still to be had by a slash.</summary>
    public required Usd StakeUnbondingUsd { get; init; }

    /// <summary>When the next part of that is paid out.</summary>
    public DateTimeOffset? NextUnbondingAt { get; init; }

    /// <summary>Its vCPUs.</summary>
    public int? Vcpus { get; init; }

    /// <summary>Its memory in MiB.</summary>
    public int? MemoryMib { get; init; }

    /// <summary>unknown, valid or invalid, of the agent that attested last for it.</summary>
    public required string AttestationStatus { get; init; }

    /// <summary>unknown, pass or fail, of that agent.</summary>
    public required string HealthStatus { get; init; }

    /// <summary>When that agent attested last.</summary>
    public DateTimeOffset? LastAttestedAt { get; init; }

    /// <summary>When that agent said last how it is.</summary>
    public DateTimeOffset? LastHealthAt { get; init; }

    /// <summary>How many agents have proved to be on it.</summary>
    public required int Agents { get; init; }

    /// <summary>When its token was made.</summary>
    public required DateTimeOffset TokenIssuedAt { get; init; }

    /// <summary>When its token ends; null for never.</summary>
    public DateTimeOffset? TokenExpiresAt { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows by one with each change; <c>If-Match</c> takes it.</summary>
    public required long Version { get; init; }
}
