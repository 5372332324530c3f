using System.Security.Cryptography;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Appraisals;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Actors.Proofs;

/// <summary>Judges an agent's answer to a challenge, cheapest step first, and asks nobody upstream before the quote is authentic.</summary>
/// <remarks>
/// 1 claims and framing. 2 the quote binds this challenge and these claims. 3 authentic under a root the network takes. 4 collateral.
/// 5 TCB appraisal and the network's rules. 6 the allowlist, on the verified quote's registers. 7 on the bound claims. 8 sealed.
/// </remarks>
public sealed class Prover
{
    private readonly ProverOptions _options;
    private readonly Dictionary<string, PolicyRecord> _policies;
    private readonly IAllowlistSource _allowlists;
    private readonly VerificationQueue _queue;
    private readonly TimeProvider _time;

    /// <summary>A judge by these options.</summary>
    public Prover(ProverOptions options, IAllowlistSource allowlists, VerificationQueue queue, TimeProvider time)
    {
        _options = options;
        _policies = options.Networks.ToDictionary(network => network.Key, network => PolicyRecord.Of(network.Value), StringComparer.Ordinal);
        _allowlists = allowlists;
        _queue = queue;
        _time = time;
    }

    /// <summary>Whether there is a network of this name.</summary>
    public bool KnowsNetwork(string network) => _policies.ContainsKey(network);

    /// <summary>The rules of a network, null when there is none of this name.</summary>
    public NetworkPolicy? PolicyOf(string network) => _options.Networks.GetValueOrDefault(network);

    /// <summary>Judges one answer.</summary>
    public async ValueTask<Proof> ProveAsync(ProofRequest request, CancellationToken cancellationToken)
    {
        PolicyRecord kept = _policies[request.Who.Network.Value];
        NetworkPolicy policy = kept.Policy;

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
        if (Unbound(request, policy, quote, claims, out ChallengeFacts? challenge) is { } unbound)
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
        (Verdict verdict, DateTimeOffset at) = await AppraiseAsync(request, anchor, authentic, collateral, cancellationToken)
            .ConfigureAwait(false);
        if (TdPolicy.Judge(verdict, policy) is { } broken)
        {
            return new Proof.Refused(broken.Reason, broken.Reason == "collateral_unavailable", broken.Detail);
        }

        // 6 The allowlist, on the verified quote's registers; 7 on the bound claims; 8 sealed
        AllowlistFetch fetched = await _allowlists.FetchAsync(request.Who.Repo.Value, request.Who.ReleaseTag.Value, cancellationToken)
            .ConfigureAwait(false);
        if (fetched is not AllowlistFetch.Found found)
        {
            return NoAllowlist(fetched);
        }

        if (ReleaseRules.Judge(verdict, claims, found.Bytes, request.Who.ReleaseTag.Value, policy) is { } unmatched)
        {
            return new Proof.Refused(unmatched.Reason, Detail: unmatched.Detail);
        }

        return Accepted(request, verdict, claims, collateral, found.Bytes, kept, challenge, at);
    }

    private static Proof.Accepted Accepted(
        ProofRequest request,
        Verdict verdict,
        Claims claims,
        CollateralBundle collateral,
        ReadOnlyMemory<byte> allowlist,
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
            Allowlist = allowlist,
            ReleaseTag = request.Who.ReleaseTag.Value,
        };
        AttestationFacts facts = ProvenFacts.Of(request, verdict, claims, evidence, at) with
        {
            CollateralSha256 = record.Sha256,
            PolicySha256 = policy.Sha256,
            Challenge = challenge,
        };
        return new Proof.Accepted(facts, evidence, policy.Document);
    }

    private static Proof.Refused NoAllowlist(AllowlistFetch fetched) => fetched switch
    {
        AllowlistFetch.NotFound => new Proof.Refused("allowlist_not_found"),
        AllowlistFetch.Changed => new Proof.Refused("allowlist_changed"),
        AllowlistFetch.Invalid invalid => new Proof.Refused("allowlist_invalid", Detail: invalid.Fault),
        _ => new Proof.Refused("allowlist_unavailable", SourceDown: true),
    };

    private string? Unbound(ProofRequest request, NetworkPolicy policy, Quote quote, Claims claims, out ChallengeFacts? challenge)
    {
        challenge = null;
        byte[]? said = request.Response.ReportData is { } hex ? Hex(hex) : null;
        if (request.Response.ReportData is not null && (said is null || !CryptographicOperations.FixedTimeEquals(said, quote.Body.ReportData.Span)))
        {
            return "not_fresh";
        }

        // A channel network's proof is the TLS client certificate's own quote; without one nothing shows that this quote is new.
        if (policy.Freshness != Freshness.Nonce || BoundKey(request, policy, quote.Body.ReportData.Span) is not { } serverKey)
        {
            return "not_fresh";
        }

        challenge = new ChallengeFacts(request.Challenge.Nonce.Value, request.Challenge.Reason, serverKey);

        return ReportData.BindsClaims(quote.Body.ReportData.Span, claims) ? null : "claims_not_bound";
    }

    /// <summary>The server key that the quote binds, <c>-</c> for none; null when it answers something else.</summary>
    private string? BoundKey(ProofRequest request, NetworkPolicy policy, ReadOnlySpan<byte> reportData)
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
        if (keyless && ReportData.Answers(reportData, binding))
        {
            return ChallengeBinding.NoKey;
        }

        foreach (string key in request.Tunnel.ServerKeys)
        {
            if (ReportData.Answers(reportData, binding with { ServerSpki = key }))
            {
                return key;
            }
        }

        return null;
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

    private static byte[]? Hex(string text)
    {
        byte[] bytes = new byte[ReportData.Length];
        return Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == bytes.Length
            ? bytes
            : null;
    }
}
