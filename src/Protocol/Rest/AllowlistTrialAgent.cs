using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Rest;

/// <summary>What one agent would come to under a list.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="AppName">The app it serves.</param>
/// <param name="Network">The network whose rules were applied.</param>
/// <param name="Passes">Whether it would pass.</param>
/// <param name="Reason">Why not, as the wire says it; null when it would.</param>
/// <param name="Detail">More for people; null when the reason says it all.</param>
public sealed record AllowlistTrialAgent(AgentId AgentId, AppName AppName, NetworkName Network, bool Passes, string? Reason, string? Detail);
