using System.Security.Cryptography;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Appraisals;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Actors.Proofs;

/// <summary>From a verdict to the facts that are kept of it.</summary>
internal static class ProvenFacts
{
    /// <summary>The facts of an attestation; what was judged by (collateral, policy, challenge) is the caller's to add.</summary>
    /// <param name="request">What was answered.</param>
    /// <param name="verdict">An authentic one.</param>
    /// <param name="claims">Claims that matched.</param>
    /// <param name="evidence">What is kept of it.</param>
    /// <param name="at">The instant judged at, in whole microseconds.</param>
    public static AttestationFacts Of(ProofRequest request, Verdict verdict, Claims claims, Evidence evidence, DateTimeOffset at) => new()
    {
        At = at,
        AppraisedAt = at,
        ReleaseTag = request.Who.ReleaseTag,
        Node = request.Who.NodeId,
        TrustRoot = verdict.TrustRoot,
        Platform = verdict.Platform!.Ppid,
        Fmspc = verdict.Platform.Fmspc,
        PckCa = verdict.Platform.Ca == PckCa.Platform ? "platform" : "processor",
        TcbStatus = TcbStatuses.Name(verdict.Appraisal!.Status),
        Advisories = verdict.Appraisal.Advisories,
        TcbDate = verdict.Appraisal.TcbDate,
        Sealed = claims.Sealed,
        Freshness = "nonce",
        Measurement = verdict.Quote!.Body.TdDigest(),
        AllowlistSha256 = Hash(evidence.Allowlist),
        ClaimsSha256 = Hash(evidence.Claims),
        QuoteSha256 = Hash(evidence.Quote),
        CollateralUntil = verdict.Collateral!.EarliestNextUpdate,
        ClientKey = request.Tunnel.ClientKey,
    };

    /// <summary>Facts as a verdict has them now: what follows from collateral and rules, and nothing of what the attestation itself proved.</summary>
    public static AttestationFacts Judged(AttestationFacts facts, Verdict verdict, PolicyRecord policy)
    {
        TcbAppraisal appraisal = verdict.Appraisal!;
        DateTimeOffset? grace = TcbGrace.Until(policy.Policy, appraisal);
        return facts with
        {
            AppraisedAt = verdict.At,
            TcbStatus = TcbStatuses.Name(appraisal.Status),
            Advisories = appraisal.Advisories,
            TcbDate = appraisal.TcbDate,
            TcbDetail = appraisal.Status == TcbStatus.UpToDate ? null : TcbExplanation.Of(appraisal, verdict.Collateral, grace),
            GraceUntil = grace,
            CollateralUntil = verdict.Collateral!.EarliestNextUpdate,
            PolicySha256 = policy.Sha256,
        };
    }

    /// <summary>SHA-256 in lowercase hex.</summary>
    public static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
