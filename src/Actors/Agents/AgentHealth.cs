namespace EasyEnclave.Actors.Agents;

/// <summary>How an agent's backend is since an instant, as its row tells other nodes.</summary>
/// <param name="Fault"><c>health_fail</c> or <c>health_timeout</c>; null while it passes.</param>
/// <param name="At">Since when.</param>
public sealed record AgentHealth(string? Fault, DateTimeOffset At);
