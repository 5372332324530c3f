using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Appraisals;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Releases;

/// <summary>Tries an allowlist on the agents that are connected, by the evidence of their last attestation; nothing comes of it.</summary>
public sealed class AllowlistTrial(AgentDirectory directory, IStore store, TrialRules rules)
{
    private static readonly PolicyRefusal NoEvidence = new("evidence_missing", "Its evidence is not in the store; it would have to attest first");

    /// <summary>Judges every connected agent of a release as if this were its list.</summary>
    /// <param name="repo">The repository.</param>
    /// <param name="tag">The release.</param>
    /// <param name="allowlist">The list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<TrialResult>> RunAsync(
        RepoName repo, ReleaseTag tag, ReadOnlyMemory<byte> allowlist, CancellationToken cancellationToken)
    {
        List<TrialResult> results = [];
        IEnumerable<AgentState> agents = directory.Agents
            .Where(agent => agent.Connected && agent.State.Attestation.ReleaseTag == tag
                && string.Equals(agent.State.Repo.Value, repo.Value, StringComparison.OrdinalIgnoreCase))
            .Select(agent => agent.State)
            .OrderBy(agent => agent.Id.Value, StringComparer.Ordinal);
        foreach (AgentState agent in agents)
        {
            PolicyRefusal? refusal = await JudgeAsync(agent, allowlist, cancellationToken).ConfigureAwait(false);
            results.Add(new TrialResult(agent.Id, agent.App, agent.Network, refusal?.Reason, refusal?.Detail));
        }

        return results;
    }

    // At the instant of its last look, so that nothing but the list makes the difference.
    private async ValueTask<PolicyRefusal?> JudgeAsync(AgentState agent, ReadOnlyMemory<byte> allowlist, CancellationToken cancellationToken)
    {
        AttestationFacts facts = agent.Attestation;
        if (rules.VerifierOf(facts.TrustRoot) is not { } verifier)
        {
            return new PolicyRefusal("policy_refused:trust_root");
        }

        if (rules.PolicyOf(agent.Network.Value) is not { } policy)
        {
            return new PolicyRefusal("invalid_network");
        }

        if (await store.ReadQuoteAsync(agent.Id, cancellationToken).ConfigureAwait(false) is not { } quote
            || await BlobAsync(facts.ClaimsSha256, cancellationToken).ConfigureAwait(false) is not { } claims
            || await BlobAsync(facts.CollateralSha256, cancellationToken).ConfigureAwait(false) is not { } collateral)
        {
            return NoEvidence;
        }

        Evidence evidence = new()
        {
            Quote = quote,
            Claims = claims,
            Collateral = collateral,
            Allowlist = allowlist,
            ReleaseTag = facts.ReleaseTag.Value,
        };
        return EvidenceAppraiser.Appraise(verifier, evidence, policy, facts.AppraisedAt ?? facts.At).Refusal;
    }

    private ValueTask<ReadOnlyMemory<byte>?> BlobAsync(string? sha256, CancellationToken cancellationToken) =>
        sha256 is null ? ValueTask.FromResult<ReadOnlyMemory<byte>?>(null) : store.ReadBlobAsync(sha256, cancellationToken);
}
