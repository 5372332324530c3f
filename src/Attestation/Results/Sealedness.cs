namespace EasyEnclave.Attestation.Results;

/// <summary>What is known of an agent's VM being sealed, so that nobody can log in.</summary>
public enum Sealedness
{
    /// <summary>It does not say so.</summary>
    No,

    /// <summary>It says so, in a network that proves the channel and not a challenge: not more than its word.</summary>
    Claimed,

    /// <summary>It says so in claims that a fresh quote binds, and what says it is what the release measures.</summary>
    Proven,
}
