using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Appraisals;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.RaTls;

namespace EasyEnclave.Actors.Proofs;

/// <summary>Judges an agent's answer to a challenge, cheapest step first, and asks nobody upstream before the quote is authentic.</summary>
/// <remarks>
/// 1 claims and framing. 2 the quote binds this challenge and these claims. 3 authentic under a root the network takes. 4 collateral.
/// 5 TCB appraisal and the network's rules. 6 the client certificate's own quote. 7 the allowlist, on the verified quote's registers.
/// 8 on the bound claims. 9 sealed.
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

    /// <summary>The rules of a network, null when there is none of this name.</summary>
    public NetworkPolicy? PolicyOf(string network) => _options.Networks.GetValueOrDefault(network);

    /// <summary>The judge of evidence that is kept, by the same sources, rules and queue.</summary>
    public Reappraiser ReappraiserOver(IStore store) => new(_options, _allowlists, _queue, store, _time);

    /// <summary>The verifier of a root that is trusted here, null when there is none of this name.</summary>
    public QuoteVerifier? VerifierOf(string root) => _options.Anchors.FirstOrDefault(anchor => anchor.Verifier.Root.Name == root)?.Verifier;

    /// <summary>Judges one answer.</summary>
    public async ValueTask<Proof> ProveAsync(ProofRequest request, CancellationToken cancellationToken)
    {
        if (PolicyOf(request.Who.Network.Value) is not { } policy)
        {
            return new Proof.Refused("invalid_network"); // taken away since the agent registered
        }

        PolicyRecord kept = PolicyRecord.Of(policy);

        // 1 Claims and framing
        if (!Claims.TryParse(request.Response.Measurements, out Claims? claims, out _))
        {
            return new Proof.Refused("invalid_field:measurements");
        }

        if (!Quote.TryParse(request.Response.Quote, out Quote? quote, out VerificationFailure failure))
        {
            return new Proof.Refused("quote_invalid:" + VerificationFailures.Code(failure));
        }

        // 2 The quote binds this challenge and these claims, or leaves it to the channel to be new
        Bound bound = BoundTo.Judge(request, policy, quote, claims, _options.Development);
        if (bound.Refusal is not null)
        {
            return bound.Refusal;
        }

        // 3 Authentic under a root the network takes
        (TrustAnchor? anchor, AuthenticQuote? authentic, string? refusal) = await AuthenticateAsync(request, policy, quote, cancellationToken).ConfigureAwait(false);
        if (authentic is null)
        {
            return new Proof.Refused(refusal!);
        }

        // 4 Collateral
        CollateralBundle? collateral = await anchor!.Collateral.FetchAsync(authentic.Platform.Fmspc, authentic.Platform.Ca, cancellationToken).ConfigureAwait(false);
        if (collateral is null)
        {
            return new Proof.Refused("collateral_unavailable", SourceDown: true);
        }

        // 5 TCB appraisal and the network's rules
        (Verdict verdict, DateTimeOffset at) = await AppraiseAsync(request, anchor, authentic, collateral, cancellationToken).ConfigureAwait(false);
        if (TdPolicy.Judge(verdict, policy) is { } broken)
        {
            return new Proof.Refused(broken.Reason, broken.Reason == "collateral_unavailable", broken.Detail);
        }

        // 6 The certificate of the connection: its own quote, of the same TD
        (SeenQuote? seen, Proof.Refused? otherEnd) = await JudgeCertificateAsync(request, policy, bound, authentic, cancellationToken).ConfigureAwait(false);
        if (otherEnd is not null)
        {
            return otherEnd;
        }

        // 7 The allowlist, on the verified quote's registers; 8 on the bound claims; 9 sealed
        AllowlistFetch fetched = await _allowlists.FetchAsync(request.Who.Repo.Value, request.Who.ReleaseTag.Value, cancellationToken).ConfigureAwait(false);
        if (fetched is not AllowlistFetch.Found found)
        {
            return NoAllowlist(fetched);
        }

        if (ReleaseRules.Judge(verdict, claims, found.Bytes, request.Who.ReleaseTag.Value, policy) is { } unmatched)
        {
            return new Proof.Refused(unmatched.Reason, Detail: unmatched.Detail);
        }

        return Accepted(request, verdict, claims, collateral, found, kept, bound.Challenge, at) with { Seen = seen };
    }

    private static Proof.Accepted Accepted(
        ProofRequest request,
        Verdict verdict,
        Claims claims,
        CollateralBundle collateral,
        AllowlistFetch.Found allowlist,
        PolicyRecord policy,
        ChallengeFacts? challenge,
        DateTimeOffset at)
    {
        CollateralRecord record = CollateralRecord.Of(collateral);
        Evidence evidence = new()
        {
            Quote = verdict.Quote!.Canonical,
            Claims = claims.ToDocument(),
            Collateral = record.Document,
            Allowlist = allowlist.Bytes,
            ReleaseTag = request.Who.ReleaseTag.Value,
        };
        AttestationFacts facts = ProvenFacts.Of(request, verdict, claims, evidence, at) with
        {
            CollateralSha256 = record.Sha256,
            AllowlistUntil = allowlist.CountsUntil,
            Challenge = challenge,
            Freshness = challenge is null ? "channel" : "nonce",
        };
        return new Proof.Accepted(ProvenFacts.Judged(facts, verdict, policy), evidence, policy.Document);
    }

    internal static Proof.Refused NoAllowlist(AllowlistFetch fetched) => fetched switch
    {
        AllowlistFetch.NotFound => new Proof.Refused("allowlist_not_found"),
        AllowlistFetch.Changed => new Proof.Refused("allowlist_changed"),
        AllowlistFetch.Invalid invalid => new Proof.Refused("allowlist_invalid", Detail: invalid.Fault),
        _ => new Proof.Refused("allowlist_unavailable", SourceDown: true),
    };

    private async ValueTask<(TrustAnchor? Anchor, AuthenticQuote? Quote, string? Refusal)> AuthenticateAsync(
        ProofRequest request, NetworkPolicy policy, Quote quote, CancellationToken cancellationToken)
    {
        using VerificationQueue.Place place = await _queue.EnterAsync(request.Tunnel.Prefix, request.Known, cancellationToken)
            .ConfigureAwait(false);
        return Authenticate(policy, quote);
    }

    private (TrustAnchor? Anchor, AuthenticQuote? Quote, string? Refusal) Authenticate(NetworkPolicy policy, Quote quote)
    {
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

    private async ValueTask<(Verdict Verdict, DateTimeOffset At)> AppraiseAsync(
        ProofRequest request, TrustAnchor anchor, AuthenticQuote authentic, CollateralBundle collateral, CancellationToken cancellationToken)
    {
        using VerificationQueue.Place place = await _queue.EnterAsync(request.Tunnel.Prefix, request.Known, cancellationToken)
            .ConfigureAwait(false);

        // The instant is kept beside the evidence, in whole microseconds, and must be the very one that was judged at.
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset at = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return (anchor.Verifier.Appraise(authentic, collateral, at), at);
    }

    /// <summary>Judges a client certificate as the claims quote was: structure, quote, collateral, TCB and rules; and that it is of the same TD.</summary>
    /// <remarks>
    /// Only the measurements need no second look: they are equal to those that the allowlist is asked about. A nonce binds the key by itself, so
    /// beside one the certificate is looked at once a tunnel; without one it is all there is, and must hold each time.
    /// </remarks>
    private async ValueTask<(SeenQuote? Seen, Proof.Refused? Refusal)> JudgeCertificateAsync(
        ProofRequest request, NetworkPolicy policy, Bound bound, AuthenticQuote claimed, CancellationToken cancellationToken)
    {
        if (request.Tunnel.ClientCertificate is not { } shown || (bound.Challenge is not null && request.Challenge.Reason != AttestationReason.Register))
        {
            return (null, null);
        }

        RaTlsCertificate? certificate;
        TrustAnchor? anchor;
        AuthenticQuote? own;
        using (await _queue.EnterAsync(request.Tunnel.Prefix, request.Known, cancellationToken).ConfigureAwait(false))
        {
            if (!RaTlsCertificate.TryRead(shown.Der, _time.GetUtcNow(), out certificate, out RaTlsFailure failure))
            {
                return (null, Bad(RaTlsFailures.Code(failure)));
            }

            (anchor, own, string? refusal) = Authenticate(policy, certificate.Quote);
            if (own is null)
            {
                return (null, Bad(refusal!.Split(':')[^1]));
            }
        }

        if (TdAgreement.FirstDifference(claimed, own) is { } difference)
        {
            return (null, Bad("other_td") with { Detail = $"The client certificate's quote is of another TD: {difference} differs" });
        }

        CollateralBundle? collateral = await anchor!.Collateral.FetchAsync(own.Platform.Fmspc, own.Platform.Ca, cancellationToken).ConfigureAwait(false);
        if (collateral is null)
        {
            return (null, new Proof.Refused("collateral_unavailable", SourceDown: true));
        }

        (Verdict verdict, _) = await AppraiseAsync(request, anchor, own, collateral, cancellationToken).ConfigureAwait(false);
        return TdPolicy.Judge(verdict, policy) is { } broken
            ? (null, new Proof.Refused(broken.Reason, broken.Reason == "collateral_unavailable", broken.Detail ?? "Of the client certificate's quote"))
            : (bound.Challenge is null ? new SeenQuote(QuoteFingerprint.Of(claimed.Quote), certificate.NotAfter) : null, null);

        static Proof.Refused Bad(string code) => new("quote_invalid:certificate_" + code);
    }
}
