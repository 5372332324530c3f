using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Appraisals;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Actors.Proofs;

/// <summary>Judges the evidence kept of an attestation again, by the collateral, rules and allowlist of now: a status is no property of a quote.</summary>
/// <remarks>
/// It asks what a new attestation would ask, but for the challenge. What only a source is to blame for decides nothing: outages, parts
/// missing or damaged, a list that cannot be read. Such a thing is told at the agent's next attestation, if it lasts until then.
/// </remarks>
public sealed class Reappraiser : IDisposable
{
    private readonly ProverOptions _options;
    private readonly IAllowlistSource _allowlists;
    private readonly VerificationQueue _queue;
    private readonly IStore _store;
    private readonly TimeProvider _time;

    // One at a time stands in the queue, however many agents a change concerns: those who attest do not wait behind a fleet.
    private readonly SemaphoreSlim _turn = new(1);

    internal Reappraiser(
        ProverOptions options,
        IAllowlistSource allowlists,
        VerificationQueue queue,
        IStore store,
        TimeProvider time)
    {
        _options = options;
        _allowlists = allowlists;
        _queue = queue;
        _store = store;
        _time = time;
    }

    /// <summary>Judges what is kept of an agent's latest attestation.</summary>
    /// <param name="agent">Its row.</param>
    /// <param name="prefix">Where it comes from: whose turn it takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Reappraisal> JudgeAsync(AgentState agent, string prefix, CancellationToken cancellationToken)
    {
        AttestationFacts facts = agent.Attestation;
        if (PolicyOf(agent.Network.Value) is not { } policy)
        {
            return new Reappraisal.Refused("invalid_network", "This server has no such network any more");
        }

        if (AnchorOf(facts.TrustRoot) is not { } anchor)
        {
            return new Reappraisal.Refused("policy_refused:trust_root", "This server does not trust that root any more");
        }

        if (facts is not { ClaimsSha256: { } claimsSha256, PckCa: { } ca })
        {
            return new Reappraisal.Undecided();
        }

        CollateralBundle? collateral = await anchor.Collateral.FetchAsync(facts.Fmspc, CaOf(ca), cancellationToken).ConfigureAwait(false);
        AllowlistFetch fetched = await _allowlists.FetchAsync(agent.Repo.Value, facts.ReleaseTag.Value, cancellationToken).ConfigureAwait(false);
        if (fetched is not AllowlistFetch.Found && !IsSilent(fetched))
        {
            return Refusal(Prover.NoAllowlist(fetched)); // also while there is no collateral: one source's outage hides no word of the other
        }

        if (collateral is null || fetched is not AllowlistFetch.Found found || !Allowlist.TryParse(found.Bytes, facts.ReleaseTag.Value, out _, out _))
        {
            return new Reappraisal.Undecided();
        }

        ReadOnlyMemory<byte>? quote = await _store.ReadQuoteAsync(agent.Id, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte>? claims = await _store.ReadBlobAsync(claimsSha256, cancellationToken).ConfigureAwait(false);
        if (quote is not { } kept || claims is not { } said || ProvenFacts.Hash(kept) != facts.QuoteSha256)
        {
            return new Reappraisal.Undecided();
        }

        Evidence evidence = new()
        {
            Quote = kept,
            Claims = said,
            Collateral = CollateralRecord.Of(collateral).Document,
            Allowlist = found.Bytes,
            ReleaseTag = facts.ReleaseTag.Value,
        };
        EvidenceVerdict judged = await AppraiseAsync(anchor, evidence, collateral, policy, prefix, cancellationToken).ConfigureAwait(false);
        return Outcome(facts with { AllowlistUntil = found.CountsUntil }, judged, evidence, collateral, policy);
    }

    /// <summary>SHA-256 of the collateral that an attestation with these facts would be judged by now; null when that cannot be said.</summary>
    public async ValueTask<string?> CollateralNowAsync(string trustRoot, string fmspc, string ca, CancellationToken cancellationToken) =>
        AnchorOf(trustRoot) is { } anchor
            && await anchor.Collateral.FetchAsync(fmspc, CaOf(ca), cancellationToken).ConfigureAwait(false) is { } bundle
            ? CollateralRecord.Of(bundle).Sha256
            : null;

    /// <summary>What a release's allowlist is now.</summary>
    /// <returns>Its SHA-256 (a text that is none where there is no list to be had any more; null when that cannot be said), and its origin.</returns>
    public async ValueTask<(string? Sha256, string? Origin)> AllowlistNowAsync(string repo, string releaseTag, CancellationToken cancellationToken) =>
        await _allowlists.FetchAsync(repo, releaseTag, cancellationToken).ConfigureAwait(false) switch
        {
            AllowlistFetch.Found found => (
                Allowlist.TryParse(found.Bytes, releaseTag, out Allowlist? list, out _) ? list.Sha256 : null, found.Origin),
            AllowlistFetch silent when IsSilent(silent) => (null, null),
            _ => ("gone", null),
        };

    /// <summary>SHA-256 of a network's rules; null when there is no such network.</summary>
    public string? PolicyNow(string network) => PolicyOf(network)?.Sha256;

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async ValueTask<EvidenceVerdict> AppraiseAsync(
        TrustAnchor anchor, Evidence evidence, CollateralBundle collateral, PolicyRecord policy, string prefix, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using VerificationQueue.Place place = await _queue.EnterAsync(prefix, known: true, cancellationToken).ConfigureAwait(false);
            DateTimeOffset now = _time.GetUtcNow();
            return EvidenceAppraiser.Appraise(
                anchor.Verifier, evidence, collateral, policy.Policy, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
        }
        finally
        {
            _turn.Release();
        }
    }

    private static Reappraisal Outcome(
        AttestationFacts facts, EvidenceVerdict judged, Evidence evidence, CollateralBundle collateral, PolicyRecord policy)
    {
        Verdict verdict = judged.Verdict;
        if (judged.Refusal is { } refusal)
        {
            return verdict.Failure is { } failure && VerificationFailures.IsOfDelivery(failure)
                ? new Reappraisal.Undecided()
                : new Reappraisal.Refused(refusal.Reason, refusal.Detail);
        }

        CollateralRecord record = CollateralRecord.Of(collateral);
        AttestationFacts now = ProvenFacts.Judged(facts, verdict, policy) with
        {
            AllowlistSha256 = ProvenFacts.Hash(evidence.Allowlist),
            CollateralSha256 = record.Sha256,
        };
        bool same = now.AllowlistSha256 == facts.AllowlistSha256 && now.CollateralSha256 == facts.CollateralSha256
            && now.PolicySha256 == facts.PolicySha256 && now.TcbStatus == facts.TcbStatus && now.GraceUntil == facts.GraceUntil;
        return same
            ? new Reappraisal.Stands(facts)
            : new Reappraisal.Renewed(now, new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
            {
                [now.AllowlistSha256] = evidence.Allowlist,
                [record.Sha256] = record.Document,
                [policy.Sha256] = policy.Document,
            });
    }

    private PolicyRecord? PolicyOf(string network) => _options.Networks.GetValueOrDefault(network) is { } policy ? PolicyRecord.Of(policy) : null;

    private TrustAnchor? AnchorOf(string trustRoot) => _options.Anchors.FirstOrDefault(anchor => anchor.Verifier.Root.Name == trustRoot);

    private static Reappraisal.Refused Refusal(Proof.Refused refused) => new(refused.Reason, refused.Detail);

    private static bool IsSilent(AllowlistFetch fetched) => fetched is AllowlistFetch.Unavailable or AllowlistFetch.Invalid;

    private static PckCa CaOf(string ca) => ca == "processor" ? PckCa.Processor : PckCa.Platform;
}
