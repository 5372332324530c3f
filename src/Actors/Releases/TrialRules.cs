using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Actors.Releases;

/// <summary>By what an allowlist is tried.</summary>
/// <param name="VerifierOf">The verifier of a trust root by its name; null where it is not trusted here.</param>
/// <param name="PolicyOf">The rules of a network by its name; null where there is none.</param>
public sealed record TrialRules(Func<string, QuoteVerifier?> VerifierOf, Func<string, NetworkPolicy?> PolicyOf)
{
    /// <summary>Nothing is trusted.</summary>
    public static TrialRules None { get; } = new(_ => null, _ => null);
}
