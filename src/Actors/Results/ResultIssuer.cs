using System.Collections.Concurrent;
using System.Security.Cryptography;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Results;
using EasyEnclave.Protocol.Ids;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Results;

/// <summary>Signs what is known of an agent, after judging its kept evidence once more: what is signed can be made again by anyone.</summary>
/// <param name="directory">The read model.</param>
/// <param name="store">Where evidence is kept.</param>
/// <param name="keys">The signing keys.</param>
/// <param name="verifiers">The verifier of a trusted root by its name.</param>
/// <param name="names">How this control plane calls itself.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where trouble is told.</param>
public sealed partial class ResultIssuer(
    AgentDirectory directory,
    IStore store,
    SigningKeys keys,
    Func<string, QuoteVerifier?> verifiers,
    ResultNames names,
    TimeProvider time,
    ILogger<ResultIssuer> logger) : IDisposable
{
    // A verdict holds a quote of some kilobytes; whoever asks for more agents than this pays for judging again.
    private const int KeptMax = 4096;

    // An attestation may come between reading a row and reading what was kept of it.
    private const int Tries = 4;

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _judging = new(1);

    /// <summary>Gives the result on an agent.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="nonce">The relying party's nonce, already checked; null for the result that all share.</param>
    /// <param name="withEvidence">Whether what it is made from comes along.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Exception">The store could not be read.</exception>
    public async ValueTask<ResultAnswer> IssueAsync(AgentId agent, string? nonce, bool withEvidence, CancellationToken cancellationToken)
    {
        for (int i = 0; i < Tries; i++)
        {
            AgentEntry? entry = directory.Find(agent);
            if (Against(entry) is { } refusal)
            {
                return refusal;
            }

            AgentState state = entry!.State;
            ResultEvidence? evidence = null;
            _kept.TryGetValue(agent.Value, out Kept? kept);
            kept = kept?.Version == state.Version ? kept : null;
            if (kept is null || withEvidence)
            {
                evidence = await ReadAsync(state, cancellationToken).ConfigureAwait(false);
                if (evidence is null && directory.Find(agent)?.State.Version != state.Version)
                {
                    continue;
                }

                if (evidence is null)
                {
                    return ResultStanding.None("evidence_missing", "The evidence of its attestation was not kept; it comes with the next one.");
                }
            }

            kept ??= await JudgeAsync(state, evidence!, cancellationToken).ConfigureAwait(false);
            if (kept is null)
            {
                return ResultStanding.None("evidence_refused", "The kept evidence of its attestation does not pass; an attestation is needed.");
            }

            return Sign(state, kept, nonce, withEvidence ? evidence : null);
        }

        return ResultStanding.None("attestation_changing", "It is attesting just now; ask again.");
    }

    /// <inheritdoc />
    public void Dispose() => _judging.Dispose();

    private ResultAnswer? Against(AgentEntry? agent) =>
        ResultStanding.Against(agent, agent is null ? null : directory.Find(agent.State.App), directory.Rules, time.GetUtcNow());

    private ResultAnswer Sign(AgentState state, Kept kept, string? nonce, ResultEvidence? evidence)
    {
        DateTimeOffset now = time.GetUtcNow();
        AttestationResult result = new(Context(state, nonce, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds())), kept.Appraised);
        if (now >= result.ExpiresAt)
        {
            return Ended(result, now);
        }

        string thumbprint = keys.Thumbprint;
        string? token = nonce is null && kept.SignedBy == thumbprint ? kept.Token : null;
        if (token is null)
        {
            token = keys.Sign(AttestationResult.TokenType, result.ToPayload());
            if (nonce is null)
            {
                Keep(state, kept with { Token = token, SignedBy = thumbprint });
            }
        }

        // A ban that was committed while this was made counts: nothing is given out after it.
        return Against(directory.Find(state.Id)) ?? new ResultAnswer.Issued(new ResultEnvelope(token, evidence));
    }

    private async ValueTask<Kept?> JudgeAsync(AgentState state, ResultEvidence evidence, CancellationToken cancellationToken)
    {
        await _judging.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            PolicyRefusal? refusal = null;
            AppraisedEvidence? appraised = verifiers(state.Attestation.TrustRoot) is { } verifier
                ? AppraisedEvidence.Of(
                    verifier, evidence.For(state.Attestation.ReleaseTag.Value), evidence.Policy, state.Attestation.AppraisedAt!.Value, out refusal)
                : null;
            if (appraised is null)
            {
                LogRefused(state.Id.Value, refusal?.Reason ?? "trust_root");
                return null;
            }

            Kept kept = new(state.Version, appraised);
            Keep(state, kept);
            return kept;
        }
        finally
        {
            _judging.Release();
        }
    }

    /// <summary>All that was kept of an attestation; null where a part is missing, or is not the one the row names.</summary>
    private async ValueTask<ResultEvidence?> ReadAsync(AgentState state, CancellationToken cancellationToken)
    {
        AttestationFacts facts = state.Attestation;
        if (facts is not { AppraisedAt: not null, ClaimsSha256: { } claims, CollateralSha256: { } collateral, PolicySha256: { } policy })
        {
            return null;
        }

        ReadOnlyMemory<byte>? quote = await store.ReadQuoteAsync(state.Id, cancellationToken).ConfigureAwait(false);
        if (quote is null || Convert.ToHexStringLower(SHA256.HashData(quote.Value.Span)) != facts.QuoteSha256)
        {
            return null;
        }

        ReadOnlyMemory<byte>?[] parts = new ReadOnlyMemory<byte>?[4];
        string[] hashes = [claims, collateral, facts.AllowlistSha256, policy];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = await store.ReadBlobAsync(hashes[i], cancellationToken).ConfigureAwait(false);
            if (parts[i] is null)
            {
                return null;
            }
        }

        return new ResultEvidence(quote.Value, parts[0]!.Value, parts[1]!.Value, parts[2]!.Value, parts[3]!.Value);
    }

    private void Keep(AgentState state, Kept kept)
    {
        if (_kept.Count >= KeptMax && !_kept.ContainsKey(state.Id.Value))
        {
            _kept.Clear();
        }

        _kept[state.Id.Value] = kept;
    }

    private ResultContext Context(AgentState state, string? nonce, DateTimeOffset issuedAt)
    {
        AttestationFacts facts = state.Attestation;
        return new ResultContext
        {
            Issuer = names.Issuer,
            Build = names.Build,
            StatusList = names.StatusList,
            IssuedAt = issuedAt,
            Nonce = nonce,
            Agent = state.Id.Value,
            App = state.App.Value,
            Node = facts.Node.Value,
            Repo = state.Repo.Value,
            ReleaseTag = facts.ReleaseTag.Value,
            Network = state.Network.Value,
            ClientKey = facts.ClientKey,
            Challenge = facts.Challenge is { } challenge ? new ResultChallenge(challenge.Nonce, challenge.Reason, challenge.ServerKey) : null,
            AttestedAt = facts.At,
            AppraisedAt = facts.AppraisedAt!.Value,
            AttestationUntil = facts.At + directory.Rules.AttestationLifetime,
            AllowlistUntil = facts.AllowlistUntil,
        };
    }

    private static ResultAnswer.None Ended(AttestationResult result, DateTimeOffset now) =>
        now >= result.Appraised.Verdict.Collateral!.EarliestNextUpdate ? ResultStanding.None("collateral_expired", "Intel's collateral that it was judged by has ended.")
        : now >= result.Context.AllowlistUntil ? ResultStanding.None("allowlist_stale", "Its allowlist was not confirmed for too long.")
        : now >= result.Appraised.GraceUntil ? ResultStanding.None("tcb_grace_ended", "The time in which its network takes its platform as it is has ended.")
        : ResultStanding.None("attestation_expired", "Its latest attestation is too old to count.");

    private sealed record Kept(long Version, AppraisedEvidence Appraised)
    {
        public string? Token { get; init; }

        public string? SignedBy { get; init; }
    }
}
