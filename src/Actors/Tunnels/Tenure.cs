namespace EasyEnclave.Actors.Tunnels;

/// <summary>What an attested tunnel knows of itself.</summary>
/// <param name="Epoch">The agent's epoch it holds.</param>
/// <param name="AttestedAt">Its latest valid attestation.</param>
/// <param name="NextCheckAt">When to ask again.</param>
/// <param name="HealthUntil">Until when the latest pass covers.</param>
/// <param name="Healthy">Whether it counts as well now.</param>
/// <param name="Warned">Whether it was told that its registration is about to end.</param>
public sealed record Tenure(
    long Epoch, DateTimeOffset AttestedAt, DateTimeOffset NextCheckAt, DateTimeOffset HealthUntil, bool Healthy, bool Warned)
{
    /// <summary>When its evidence is to be judged again, since collateral or a grace ends then.</summary>
    public DateTimeOffset ReviewAt { get; init; } = DateTimeOffset.MaxValue;
}
