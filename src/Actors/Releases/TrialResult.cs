using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Releases;

/// <summary>What an agent would come to under an allowlist that is tried.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="App">The app it serves.</param>
/// <param name="Network">The network whose rules were applied.</param>
/// <param name="Reason">Why it would be refused, as the wire says it; null when it would pass.</param>
/// <param name="Detail">More for people; null when the reason says it all.</param>
public sealed record TrialResult(AgentId Agent, AppName App, NetworkName Network, string? Reason, string? Detail);
