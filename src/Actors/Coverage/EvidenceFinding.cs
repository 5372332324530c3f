namespace EasyEnclave.Actors.Coverage;

/// <summary>What a node's evidence says of a period, and why.</summary>
/// <param name="Outcome">What it says.</param>
/// <param name="Reasons">Why not, each once in alphabetical order; empty for a pass.</param>
/// <param name="Agents">What each agent's evidence says, by name.</param>
/// <param name="Gap">How long some agent was not covered for an outage of ours.</param>
public sealed record EvidenceFinding(
    EvidenceOutcome Outcome, IReadOnlyList<string> Reasons, IReadOnlyList<AgentFinding> Agents, TimeSpan Gap);
