using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Actors.Agents;

/// <summary>The way of one tunnel's answers past the prover and into the store.</summary>
internal sealed partial class Judgement(AgentServices services, Admission admission, ITunnel tunnel)
{
    /// <summary>Judges an answer, and writes what it proves; null when the tunnel has ended and nobody waits for it.</summary>
    /// <param name="judge">What was asked and answered.</param>
    /// <param name="over">Whether the tunnel has ended.</param>
    /// <param name="ended">Gives up when the tunnel's actor has.</param>
    public async Task<TunnelInput?> OfAsync(TunnelEffect.Judge judge, Func<bool> over, CancellationToken ended)
    {
        try
        {
            NodeStanding standing = Standing(judge);
            if (standing == NodeStanding.Refused)
            {
                return new TunnelInput.ProofRefused("node_proof_invalid", SourceDown: false, null, services.Time.GetUtcNow());
            }

            bool known = services.Directory.Find(judge.Who.AgentId)?.State.Prefix == tunnel.Prefix;
            Proof proof = await services.Prover
                .ProveAsync(new ProofRequest(judge.Who, judge.Challenge, judge.Response, tunnel, known), ended).ConfigureAwait(false);
            if (over())
            {
                // Admitting it now would only take the place of a newer tunnel.
                return null;
            }

            return proof switch
            {
                Proof.Accepted accepted when judge.Held is { } held =>
                    await admission.RenewAsync(judge.Who, tunnel, held, Of(accepted, standing)).ConfigureAwait(false),
                Proof.Accepted accepted => await admission
                    .AdmitAsync(judge.Who, tunnel, Of(accepted, standing), standing == NodeStanding.NeedsApproval).ConfigureAwait(false),
                Proof.Refused refused =>
                    new TunnelInput.ProofRefused(refused.Reason, refused.SourceDown, refused.Detail, services.Time.GetUtcNow()),
                _ => throw new InvalidOperationException("Unknown proof."),
            };
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            // The edge of a proof: a fault of ours must not pass for a verdict, and must not kill the process.
            JudgingFailed(services.Logger, e, judge.Who.AgentId.Value);
            return new TunnelInput.ProofNotWritten(services.Time.GetUtcNow());
        }
    }

    private static Proof.Accepted Of(Proof.Accepted accepted, NodeStanding standing) =>
        accepted with { Facts = accepted.Facts with { NodeProved = standing == NodeStanding.Proved } };

    // Cheaper than any look at the quote, and says no more than that the node is registered.
    private NodeStanding Standing(TunnelEffect.Judge judge) => services.Nodes.Judge(
        judge.Who.NodeId,
        judge.Challenge.Nonce,
        judge.Response.NodeProof,
        services.Prover.PolicyOf(judge.Who.Network.Value) is { Freshness: Freshness.Channel },
        services.Time.GetUtcNow());
}
