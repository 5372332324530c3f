using System.Security.Cryptography;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Appraisals;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Attestation.Results;

/// <summary>Evidence that passed at an instant, with all that a result says of it.</summary>
public sealed record AppraisedEvidence
{
    private AppraisedEvidence(Verdict verdict, NetworkPolicy policy, Claims claims, IReadOnlyList<string> pinned)
    {
        Verdict = verdict;
        Policy = policy;
        Claims = claims;
        Pinned = pinned;
    }

    /// <summary>The verdict.</summary>
    public Verdict Verdict { get; }

    /// <summary>The rules it was judged by.</summary>
    public NetworkPolicy Policy { get; }

    /// <summary>The claims, which the quote binds.</summary>
    public Claims Claims { get; }

    /// <summary>The registers that the matched allowlist pins.</summary>
    public IReadOnlyList<string> Pinned { get; }

    /// <summary>SHA-256 of the quote, lowercase hex.</summary>
    public required string QuoteSha256 { get; init; }

    /// <summary>SHA-256 of the claims' document, lowercase hex.</summary>
    public required string ClaimsSha256 { get; init; }

    /// <summary>SHA-256 of the collateral's document, lowercase hex.</summary>
    public required string CollateralSha256 { get; init; }

    /// <summary>SHA-256 of the allowlist, lowercase hex.</summary>
    public required string AllowlistSha256 { get; init; }

    /// <summary>SHA-256 of the policy's document, lowercase hex.</summary>
    public required string PolicySha256 { get; init; }

    /// <summary>The first instant at which the network takes its platform no more; null where no grace counts.</summary>
    public DateTimeOffset? GraceUntil => TcbGrace.Until(Policy, Verdict.Appraisal!);

    /// <summary>Judges evidence as <see cref="EvidenceAppraiser"/> does.</summary>
    /// <param name="verifier">Of the root that the quote must lead to.</param>
    /// <param name="evidence">What was kept.</param>
    /// <param name="policy">The policy's document.</param>
    /// <param name="at">The instant to judge at.</param>
    /// <param name="refusal">Why it does not pass; null when it does.</param>
    /// <returns>What passed, or null.</returns>
    public static AppraisedEvidence? Of(
        QuoteVerifier verifier, Evidence evidence, ReadOnlyMemory<byte> policy, DateTimeOffset at, out PolicyRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (!NetworkPolicy.TryParseDocument(policy, out var rules) || !rules.ToDocument().AsSpan().SequenceEqual(policy.Span))
        {
            refusal = new PolicyRefusal("policy_invalid", "The policy's document is not one that a control plane wrote");
            return null;
        }

        var verdict = EvidenceAppraiser.Appraise(verifier, evidence, rules, at);
        refusal = verdict.Refusal;
        if (!verdict.Passes
            || !Claims.TryParse(evidence.Claims, out var claims, out _)
            || !Allowlist.TryParse(evidence.Allowlist, evidence.ReleaseTag, out var list, out _))
            return null;
        return new AppraisedEvidence(verdict.Verdict, rules, claims, list.PinnedIn(verdict.Verdict.Quote!.Body, rules))
        {
            QuoteSha256 = Hash(evidence.Quote),
            ClaimsSha256 = Hash(evidence.Claims),
            CollateralSha256 = Hash(evidence.Collateral),
            AllowlistSha256 = Hash(evidence.Allowlist),
            PolicySha256 = Hash(policy),
        };
    }

    private static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
