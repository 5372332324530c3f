namespace EasyEnclave.Protocol.Rest;

/// <summary>The body of <c>POST /v1/agents/{id}/ban</c> and <c>/unban</c>.</summary>
/// <param name="Scope">agent, node, client_key, platform, repo, release or measurement; agent when absent.</param>
/// <param name="Value">What to ban; this agent's own when absent.</param>
/// <param name="Reason">Why, for the record.</param>
public sealed record BanRequest(string? Scope, string? Value, string? Reason);
