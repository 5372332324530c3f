using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Protocol.Rest;

/// <summary>Where the next request to an app would go.</summary>
/// <param name="AppName">The app.</param>
/// <param name="Status">How it stands.</param>
/// <param name="AgentId">The agent; null when there is none.</param>
/// <param name="Candidates">All its agents, the best first, with the reasons; null unless they were asked for.</param>
public sealed record RouteAnswer(AppName AppName, string Status, AgentId? AgentId, IReadOnlyList<RouteCandidateView>? Candidates);
