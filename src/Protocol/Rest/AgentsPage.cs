namespace EasyEnclave.Protocol.Rest;

/// <summary>A page of agents.</summary>
public sealed record AgentsPage(IReadOnlyList<AgentView> Agents, string? NextCursor);
