using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Cli.Inputs;

namespace EasyEnclave.Cli.Quotes;

/// <summary>Verifies a quote and holds it against a network's rules, without claims, allowlist and freshness: a file has no challenge.</summary>
internal static class QuoteJudge
{
    private const string NoCollateral =
        "No collateral was given: --collateral FILE|DIR names what Intel says of this platform. Without it nothing shows "
        + "whether its keys were withdrawn or its firmware is old.";

    /// <summary>The networks that can be named.</summary>
    public static string[] Networks { get; } = [NetworkPolicy.Forge1Name, NetworkPolicy.Sandbox1Name];

    /// <summary>Judges a quote.</summary>
    /// <param name="quote">Its bytes.</param>
    /// <param name="collateral">What was read; what cannot be read has been told before.</param>
    /// <param name="root">The one root to trust.</param>
    /// <param name="policy">The network's rules.</param>
    /// <param name="at">The instant to judge at.</param>
    public static Judgement Judge(byte[] quote, CollateralReading collateral, TrustRoot root, NetworkPolicy policy, DateTimeOffset at)
    {
        var bundle = (collateral as CollateralReading.Read)?.Bundle;
        var verdict = new QuoteVerifier(root).Verify(quote, bundle, at);
        var refusal = TdPolicy.Judge(verdict, policy);
        var judgement = new Judgement
        {
            Verdict = verdict,
            Code = refusal?.Reason ?? "accepted",
            Detail = refusal is null ? Acceptance(verdict, policy, root) : Explanation.Of(verdict, refusal),
            Network = policy.Name,
            GraceUntil = verdict.Appraisal is { } found ? TcbGrace.Until(policy, found) : null,
            At = at,
        };
        if (verdict.Failure != VerificationFailure.CollateralMissing)
            return judgement;
        return collateral switch
        {
            CollateralReading.Malformed malformed => judgement with { Code = "collateral_malformed", Detail = malformed.Detail },
            CollateralReading.Read read => judgement with { Detail = $"Missing: {string.Join(", ", CollateralInput.Missing(read.Bundle))}." },
            _ => judgement with { Detail = NoCollateral },
        };
    }

    private static string Acceptance(Verdict verdict, NetworkPolicy policy, TrustRoot root)
    {
        var accepted = root.Name == TrustRoot.DevelopmentName
            ? $"Authentic to the simulated platform that was named, and within the rules of {policy.Name} but for the root: no production server takes this."
            : $"Authentic, and within the rules of {policy.Name}.";
        var appraisal = verdict.Appraisal!;
        return appraisal.Status == TcbStatus.UpToDate
            ? accepted
            : $"{accepted} {TcbExplanation.Of(appraisal, verdict.Collateral, TcbGrace.Until(policy, appraisal))}";
    }
}
