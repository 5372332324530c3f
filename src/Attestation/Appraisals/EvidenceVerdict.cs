using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Attestation.Appraisals;

/// <summary>What evidence comes to under a policy at an instant.</summary>
/// <param name="Verdict">Whether the quote is authentic, and how current its platform is.</param>
/// <param name="Refusal">The first rule that refuses it; null if it passes.</param>
public sealed record EvidenceVerdict(Verdict Verdict, PolicyRefusal? Refusal)
{
    /// <summary>True only if the quote is authentic and no rule refuses it.</summary>
    public bool Passes => Refusal is null && Verdict.Authentic;
}
