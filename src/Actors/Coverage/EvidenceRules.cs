using System.Text.Json.Serialization;

namespace EasyEnclave.Actors.Coverage;

/// <summary>The times by which evidence is judged (protocol, section 7); part of a verdict, so that it can be worked out again.</summary>
public sealed record EvidenceRules
{
    /// <summary>How long a health pass covers (<c>EE_HEALTH_TIMEOUT_SEC</c>).</summary>
    [JsonPropertyName("health_timeout_sec")]
    public required TimeSpan HealthTimeout { get; init; }

    /// <summary>How long an attestation covers: interval and deadline.</summary>
    [JsonPropertyName("attestation_lifetime_sec")]
    public required TimeSpan AttestationLifetime { get; init; }

    /// <summary>How much of a period may be gaps of ours (<c>EE_SETTLEMENT_GAP_SEC</c>); more than that halts it.</summary>
    [JsonPropertyName("gap_limit_sec")]
    public required TimeSpan GapLimit { get; init; }

    /// <summary>How long after an outage of ours an agent may take to come back.</summary>
    [JsonPropertyName("reconnect_delay_sec")]
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The length of a health slot; slots begin at whole multiples of it.</summary>
    [JsonPropertyName("health_slot_sec")]
    public TimeSpan HealthSlot { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The length of an attestation slot.</summary>
    [JsonPropertyName("attestation_slot_sec")]
    public TimeSpan AttestationSlot { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long before a period what happened can still cover its beginning.</summary>
    [JsonIgnore]
    public TimeSpan LookBack => HealthTimeout > AttestationLifetime ? HealthTimeout : AttestationLifetime;
}
