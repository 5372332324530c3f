using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation;

/// <summary>What a verification found: whether the quote is authentic, and, kept apart from that, how current its platform is.</summary>
/// <remarks>Whether such a quote may pass is the third question, and a policy's: <see cref="Policies.TdPolicy.Judge"/>.</remarks>
public sealed record Verdict
{
    /// <summary>True only if every step passed: the quote, all collateral, both CRLs and all windows.</summary>
    public bool Authentic => Failure is null && Appraisal is not null;

    /// <summary>The first thing that failed, or null.</summary>
    public required VerificationFailure? Failure { get; init; }

    /// <summary>How current the platform is; null unless authentic.</summary>
    public TcbAppraisal? Appraisal { get; init; }

    /// <summary>The quote as read; null if it could not be parsed. Nothing in it is proven unless <see cref="Authentic"/>.</summary>
    public Quote? Quote { get; init; }

    /// <summary>The platform by its PCK certificate; null unless that chain verified.</summary>
    public PckPlatform? Platform { get; init; }

    /// <summary>The steps passed, in order.</summary>
    public required IReadOnlyList<VerificationStep> Steps { get; init; }

    /// <summary>The name of the root that everything was verified against.</summary>
    public required string TrustRoot { get; init; }

    /// <summary>The instant it was judged at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The time the verdict can stand on this collateral; null until the collateral was found authentic.</summary>
    public CollateralWindow? Collateral { get; init; }
}
