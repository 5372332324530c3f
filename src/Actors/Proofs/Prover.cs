using System.Security.Cryptography;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Actors.Proofs;

/// <summary>Judges an agent's answer to a challenge, cheapest step first, and asks nobody upstream before the quote is authentic.</summary>
/// <remarks>
/// 1 claims and framing. 2 the quote binds this challenge and these claims. 3 authentic under a root the network takes. 4 collateral.
/// 5 TCB appraisal and the network's rules. 6 the allowlist, on the verified quote's registers. 7 on the bound claims. 8 sealed.
/// </remarks>
public sealed class Prover
{
    private readonly ProverOptions _options;
    private readonly IAllowlistSource _allowlists;
    private readonly VerificationQueue _queue;
    private readonly TimeProvider _time;

    /// <summary>A judge by these options.</summary>
    public Prover(ProverOptions options, IAllowlistSource allowlists, VerificationQueue queue, TimeProvider time)
    {
        _options = options;
        _allowlists = allowlists;
        _queue = queue;
        _time = time;
    }

    /// <summary>Whether there is a network of this name.</summary>
    public bool KnowsNetwork(string network) => _options.Networks.ContainsKey(network);

    /// <summary>Judges one answer.</summary>
    public async ValueTask<Proof> ProveAsync(ProofRequest request, CancellationToken cancellationToken)
    {
        NetworkPolicy policy = _options.Networks[request.Who.Network.Value];

        // 1 Claims and framing
        if (!Claims.TryParse(request.Response.Measurements, out Claims? claims, out _))
        {
            return new Proof.Refused("invalid_field:measurements");
        }

        if (!Quote.TryParse(request.Response.Quote, out Quote? quote, out VerificationFailure failure))
        {
            return new Proof.Refused("quote_invalid:" + VerificationFailures.Code(failure));
        }

        // 2 The quote binds this challenge and these claims
        if (Unbound(request, policy, quote, claims) is { } unbound)
        {
            return new Proof.Refused(unbound, Detail: unbound == "not_fresh" && request.Tunnel.ServerKeys.Count == 0
                ? "This server knows no TLS key for the connection; where a front ends TLS, its key belongs in EE_TLS_FRONT_SPKI"
                : null);
        }

        // 3 Authentic under a root the network takes
        (TrustAnchor? anchor, AuthenticQuote? authentic, string? refusal) = await AuthenticateAsync(request, policy, quote, cancellationToken)
            .ConfigureAwait(false);
        if (authentic is null)
        {
            return new Proof.Refused(refusal!);
        }

        // 4 Collateral
        CollateralBundle? collateral = await anchor!.Collateral.FetchAsync(authentic.Platform.Fmspc, authentic.Platform.Ca, cancellationToken)
            .ConfigureAwait(false);
        if (collateral is null)
        {
            return new Proof.Refused("collateral_unavailable", SourceDown: true);
        }

        // 5 TCB appraisal and the network's rules
        Verdict verdict = await AppraiseAsync(request, anchor, authentic, collateral, cancellationToken).ConfigureAwait(false);
        if (TdPolicy.Judge(verdict, policy) is { } broken)
        {
            return new Proof.Refused(broken.Reason, SourceDown: broken.Reason == "collateral_unavailable");
        }

        return await MatchAsync(request, policy, claims, verdict, cancellationToken).ConfigureAwait(false);
    }

    private string? Unbound(ProofRequest request, NetworkPolicy policy, Quote quote, Claims claims)
    {
        byte[]? said = request.Response.ReportData is { } hex ? Hex(hex) : null;
        if (request.Response.ReportData is not null && (said is null || !CryptographicOperations.FixedTimeEquals(said, quote.Body.ReportData.Span)))
        {
            return "not_fresh";
        }

        // A channel network's proof is the TLS client certificate's own quote; without one nothing shows that this quote is new.
        if (policy.Freshness != Freshness.Nonce || !BoundToSomeKey(request, policy, quote.Body.ReportData.Span))
        {
            return "not_fresh";
        }

        return ReportData.BindsClaims(quote.Body.ReportData.Span, claims) ? null : "claims_not_bound";
    }

    private bool BoundToSomeKey(ProofRequest request, NetworkPolicy policy, ReadOnlySpan<byte> reportData)
    {
        ChallengeBinding binding = new()
        {
            Nonce = request.Challenge.Nonce.Value,
            AgentId = request.Who.AgentId.Value,
            NodeId = request.Who.NodeId.Value,
            AppName = request.Who.App.Value,
            Repo = request.Who.Repo.Value,
            ReleaseTag = request.Who.ReleaseTag.Value,
            Network = request.Who.Network.Value,
            Reason = request.Challenge.Reason,
            ClientSpki = request.Tunnel.ClientKey ?? ChallengeBinding.NoKey,
        };

        // Without a server key in the binding whoever sits in the middle could pass the challenge on.
        bool keyless = request.Tunnel.ServerKeys.Count == 0
            && (!policy.SealedRequired || (_options.Development && request.Tunnel.Loopback));
        return (keyless && ReportData.Answers(reportData, binding))
            || Answers(reportData, binding, request.Tunnel.ServerKeys);
    }

    private static bool Answers(ReadOnlySpan<byte> reportData, ChallengeBinding binding, IReadOnlyList<string> serverKeys)
    {
        bool answers = false;
        foreach (string key in serverKeys)
        {
            answers |= ReportData.Answers(reportData, binding with { ServerSpki = key });
        }

        return answers;
    }

    private async ValueTask<(TrustAnchor? Anchor, AuthenticQuote? Quote, string? Refusal)> AuthenticateAsync(
        ProofRequest request, NetworkPolicy policy, Quote quote, CancellationToken cancellationToken)
    {
        using VerificationQueue.Place place = await _queue.EnterAsync(request.Tunnel.Prefix, request.Known, cancellationToken)
            .ConfigureAwait(false);
        long started = _time.GetTimestamp();
        string? refusal = "policy_refused:trust_root";
        foreach (TrustAnchor anchor in _options.Anchors.Where(anchor => policy.TrustRoots.Contains(anchor.Verifier.Root.Name)))
        {
            AuthenticationResult result = anchor.Verifier.Authenticate(quote, _time.GetUtcNow());
            if (result.Succeeded)
            {
                Instruments.Verified(_time.GetElapsedTime(started));
                return (anchor, result.Authentic, null);
            }

            refusal = "quote_invalid:" + VerificationFailures.Code(result.Failure!.Value);
            if (result.Failure != VerificationFailure.PckChainUntrustedRoot)
            {
                break;
            }
        }

        return (null, null, refusal);
    }

    private async ValueTask<Verdict> AppraiseAsync(
        ProofRequest request, TrustAnchor anchor, AuthenticQuote authentic, CollateralBundle collateral, CancellationToken cancellationToken)
    {
        using VerificationQueue.Place place = await _queue.EnterAsync(request.Tunnel.Prefix, request.Known, cancellationToken)
            .ConfigureAwait(false);
        return anchor.Verifier.Appraise(authentic, collateral, _time.GetUtcNow());
    }

    private async ValueTask<Proof> MatchAsync(
        ProofRequest request, NetworkPolicy policy, Claims claims, Verdict verdict, CancellationToken cancellationToken)
    {
        // 6 The allowlist, on the verified quote's registers
        AllowlistFetch fetched = await _allowlists.FetchAsync(request.Who.Repo.Value, request.Who.ReleaseTag.Value, cancellationToken)
            .ConfigureAwait(false);
        if (fetched is not AllowlistFetch.Found found)
        {
            return fetched switch
            {
                AllowlistFetch.NotFound => new Proof.Refused("allowlist_not_found"),
                AllowlistFetch.Changed => new Proof.Refused("allowlist_changed"),
                AllowlistFetch.Invalid invalid => new Proof.Refused("allowlist_invalid", Detail: invalid.Fault),
                _ => new Proof.Refused("allowlist_unavailable", SourceDown: true),
            };
        }

        if (!Allowlist.TryParse(found.Bytes, request.Who.ReleaseTag.Value, out Allowlist? allowlist, out string fault))
        {
            return new Proof.Refused("allowlist_invalid", Detail: fault);
        }

        if (allowlist.CheckPins(policy) is { } unpinned)
        {
            return new Proof.Refused("allowlist_invalid", Detail: $"The network asks for a list that pins {unpinned}");
        }

        if (allowlist.Match(verdict.Quote!.Body, policy) is { } register)
        {
            return new Proof.Refused("measurement_mismatch:" + register);
        }

        // 7 On the bound claims
        if (allowlist.MatchClaims(claims) is { } claim)
        {
            return new Proof.Refused("measurement_mismatch:" + claim);
        }

        // 8 Sealed
        return policy.SealedRequired && !claims.Sealed
            ? new Proof.Refused("sealed_required")
            : new Proof.Accepted(Facts(request, claims, allowlist, verdict), verdict.Quote.Canonical, found.Bytes);
    }

    private AttestationFacts Facts(ProofRequest request, Claims claims, Allowlist allowlist, Verdict verdict) => new()
    {
        At = _time.GetUtcNow(),
        ReleaseTag = request.Who.ReleaseTag,
        Node = request.Who.NodeId,
        TrustRoot = verdict.TrustRoot,
        Platform = verdict.Platform!.Ppid,
        Fmspc = verdict.Platform.Fmspc,
        TcbStatus = TcbStatuses.Name(verdict.Appraisal!.Status),
        Advisories = verdict.Appraisal.Advisories,
        TcbDate = verdict.Appraisal.TcbDate,
        Sealed = claims.Sealed,
        Freshness = "nonce",
        Measurement = verdict.Quote!.Body.TdDigest(),
        AllowlistSha256 = allowlist.Sha256,
        QuoteSha256 = Convert.ToHexStringLower(SHA256.HashData(verdict.Quote.Canonical.Span)),
        CollateralUntil = verdict.Collateral!.EarliestNextUpdate,
        ClientKey = request.Tunnel.ClientKey,
    };

    private static byte[]? Hex(string text)
    {
        byte[] bytes = new byte[ReportData.Length];
        return Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == bytes.Length
            ? bytes
            : null;
    }
}
