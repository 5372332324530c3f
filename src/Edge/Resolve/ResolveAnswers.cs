using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Resolve;

/// <summary>From how an app stands to what resolve says of it; pure.</summary>
internal static class ResolveAnswers
{
    public static ResolveAnswer Of(AppEntry app, AppStanding standing, DirectoryRules rules, string? endpoint, DateTimeOffset now)
    {
        AgentEntry? shown = standing.Described;
        AgentState? agent = shown?.State;
        return new ResolveAnswer
        {
            AppName = app.State.Name,
            Allowed = standing.Allowed,
            Status = standing.Status,
            Reason = standing.Reason,
            Endpoint = endpoint,
            Sealed = !standing.Eligible.IsEmpty && standing.Eligible.All(eligible => eligible.State.Attestation.Sealed),
            Repo = app.State.Repo,
            ReleaseTag = agent?.Attestation.ReleaseTag.Value,
            Network = app.State.Network,
            TrustRoot = app.State.TrustRoot,
            AgentId = agent?.Id.Value,
            RegisteredAt = agent?.RegisteredAt,
            RegistrationExpiresAt = standing.ExpiresAt,
            RegistrationState = standing.RegistrationState,
            AttestationStatus = AttestationStatus(shown, rules, now),
            HealthStatus = HealthText(shown?.Health ?? HealthStatus.Unknown),
            WsConnected = shown is { Connected: true },
            LastAttest = agent?.Attestation.At,
            LastAttestedAt = agent?.Attestation.At,
            LastHealthAt = shown?.HealthAt,
            TcbStatus = agent?.Attestation.TcbStatus,
            Agents = Counts(app, standing),
        };
    }

    /// <summary>How many agents the app's binding has, and how many may serve it.</summary>
    public static AgentCounts Counts(AppEntry app, AppStanding standing) =>
        new(standing.Eligible.Length, app.Agents.Count(agent => StandingRules.Belongs(app.State, agent.State)));

    /// <summary>unknown, valid or invalid.</summary>
    public static string AttestationStatus(AgentEntry? agent, DirectoryRules rules, DateTimeOffset now) =>
        agent is null ? "unknown" : StandingRules.Attested(agent, rules, now) ? "valid" : "invalid";

    /// <summary>unknown, pass or fail.</summary>
    public static string HealthText(HealthStatus health) => health switch
    {
        HealthStatus.Pass => "pass",
        HealthStatus.Fail => "fail",
        _ => "unknown",
    };
}
