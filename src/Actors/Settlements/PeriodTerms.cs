using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>What a node offered when a period was opened; the period keeps it, whatever the node changes later.</summary>
/// <param name="Price">The price of one vCPU-hour.</param>
/// <param name="Vcpus">How many vCPUs it has.</param>
/// <param name="Tier">Its tier: <c>premium</c>, <c>standard</c> or <c>economy</c>; null where it names none, and then no stake is asked for.</param>
/// <param name="Stake">What it had locked.</param>
public sealed record PeriodTerms(
    [property: JsonPropertyName("price_usd_per_vcpu_hour")] Usd Price,
    int Vcpus,
    [property: JsonPropertyName("stake_tier")] string? Tier,
    [property: JsonPropertyName("stake_usd")] Usd Stake);
