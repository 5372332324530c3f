using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Edge.Resolve;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Nodes;

/// <summary>From a node's row, stake and agents to what admins and the node itself see.</summary>
internal sealed class NodeViews(AgentDirectory agents, TimeProvider time)
{
    /// <summary>Whether a node is banned.</summary>
    public bool Banned(NodeId node) => agents.BanOn(new BanTarget(BanScope.Node, node.Value)) is not null;

    /// <summary>One node.</summary>
    public NodeView Of(NodeState node, NodeStake stake) =>
        Of(node, stake, [.. agents.Agents.Where(agent => agent.State.SpeaksForNode && agent.State.Attestation.Node == node.Id)]);

    /// <summary>The agents that have proved to be on each node: looked through once for a whole list.</summary>
    public ILookup<NodeId, AgentEntry> ByNode() =>
        agents.Agents.Where(agent => agent.State.SpeaksForNode).ToLookup(agent => agent.State.Attestation.Node);

    /// <summary>One node with its agents.</summary>
    public NodeView Of(NodeState node, NodeStake stake, IReadOnlyCollection<AgentEntry> on)
    {
        DateTimeOffset now = time.GetUtcNow();
        AgentEntry? latest = on.MaxBy(agent => agent.State.Attestation.At);
        NodePrice? next = node.PriceAfter(now);
        return new NodeView
        {
            NodeId = node.Id,
            Status = Banned(node.Id) ? "banned" : "active",
            PriceCentsPerVcpuHour = node.PriceAt(now)?.Cents,
            PriceUsdPerVcpuHour = node.PriceAt(now),
            NextPriceUsdPerVcpuHour = next?.PerVcpuHour,
            NextPriceEffectiveAt = next?.From,
            StakeTier = node.Tier is { } tier ? StakeTiers.Text(tier) : null,
            StakeAmountCents = stake.Bonded.Cents,
            StakeAmountUsd = stake.Bonded,
            StakeUnbondingUsd = stake.Unbonding,
            NextUnbondingAt = node.NextDue,
            Vcpus = node.Vcpus,
            MemoryMib = node.MemoryMib,
            AttestationStatus = latest is null ? "unknown" : ResolveAnswers.AttestationStatus(latest, agents.Rules, now),
            HealthStatus = latest is null ? "unknown" : ResolveAnswers.HealthText(latest.Health),
            LastAttestedAt = latest?.State.Attestation.At,
            LastHealthAt = latest?.HealthAt,
            Agents = on.Count,
            TokenIssuedAt = node.TokenIssuedAt,
            TokenExpiresAt = node.TokenExpiresAt,
            CreatedAt = node.CreatedAt,
            UpdatedAt = node.UpdatedAt,
            Version = node.Version,
        };
    }
}
