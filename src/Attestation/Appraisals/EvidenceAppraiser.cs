using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Attestation.Appraisals;

/// <summary>Judges kept evidence: the same steps as at an attestation but for the challenge, which only that moment could ask.</summary>
/// <remarks>Pure: evidence, policy and instant give the same verdict on every machine.</remarks>
public static class EvidenceAppraiser
{
    /// <summary>Judges evidence.</summary>
    /// <param name="verifier">Of the root that the quote must lead to.</param>
    /// <param name="evidence">What was kept.</param>
    /// <param name="policy">The network's rules.</param>
    /// <param name="now">The instant to judge at.</param>
    public static EvidenceVerdict Appraise(QuoteVerifier verifier, Evidence evidence, NetworkPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return Appraise(verifier, evidence, CollateralBundle.TryParseDocument(evidence.Collateral, out var bundle) ? bundle : null, policy, now);
    }

    /// <summary>Judges evidence whose collateral is at hand already taken apart; the document of it is not read.</summary>
    /// <param name="verifier">Of the root that the quote must lead to.</param>
    /// <param name="evidence">What was kept.</param>
    /// <param name="collateral">What the evidence's collateral says; null where it cannot be read.</param>
    /// <param name="policy">The network's rules.</param>
    /// <param name="now">The instant to judge at.</param>
    public static EvidenceVerdict Appraise(
        QuoteVerifier verifier, Evidence evidence, CollateralBundle? collateral, NetworkPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        ArgumentNullException.ThrowIfNull(evidence);
        var verdict = verifier.Verify(evidence.Quote, collateral, now);
        if (TdPolicy.Judge(verdict, policy) is { } broken)
            return new EvidenceVerdict(verdict, broken);
        if (!Claims.TryParse(evidence.Claims, out var claims, out _))
            return new EvidenceVerdict(verdict, new PolicyRefusal("invalid_field:measurements"));
        if (!ReportData.BindsClaims(verdict.Quote!.Body.ReportData.Span, claims))
            return new EvidenceVerdict(verdict, new PolicyRefusal("claims_not_bound"));
        return new EvidenceVerdict(verdict, ReleaseRules.Judge(verdict, claims, evidence.Allowlist, evidence.ReleaseTag, policy));
    }
}
