using System.Collections.Immutable;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;

namespace EasyEnclave.Actors.Directory;

/// <summary>From rows and an instant to how an app stands; pure.</summary>
public static class StandingRules
{
    /// <summary>Judges an app.</summary>
    /// <param name="app">Its row.</param>
    /// <param name="agents">All agents that name it.</param>
    /// <param name="rules">The lifetimes and roots.</param>
    /// <param name="now">The instant.</param>
    public static AppStanding Judge(AppState app, ImmutableArray<AgentEntry> agents, DirectoryRules rules, DateTimeOffset now)
    {
        ImmutableArray<AgentEntry> members = agents.RemoveAll(agent => !Belongs(app, agent.State));
        DateTimeOffset? expires = ExpiresAt(app, members, rules);
        string registration = RegistrationState(app, expires, rules, now);
        ImmutableArray<AgentEntry> eligible = registration is "active" or "warning"
            ? members.RemoveAll(agent => !Eligible(agent, rules, now))
            : [];

        string status = Status(members, eligible, registration, rules, now);
        return new AppStanding
        {
            Status = status,
            Reason = status == "unattested" && members.Any(agent => agent.Withheld && Proved(agent, rules, now)) ? "store_unavailable" : status,
            Eligible = eligible,
            Described = (eligible.IsEmpty ? members : eligible).MaxBy(agent => agent.State.Attestation.At),
            ExpiresAt = expires,
            RegistrationState = registration,
            HoldsUntil = HoldsUntil(members, expires, rules, now),
        };
    }

    /// <summary>Whether a binding still counts: the name is taken, its root is trusted here, and it has not run out.</summary>
    public static bool Alive(AppState? app, ImmutableArray<AgentEntry> agents, DirectoryRules rules, DateTimeOffset now) =>
        app is { Phase: AppPhase.Bound }
        && Trusted(app, rules)
        && (ExpiresAt(app, agents.RemoveAll(agent => !Belongs(app, agent.State)), rules) is not { } expires || now < expires);

    /// <summary>Whether requests may go to an agent, its binding being alive.</summary>
    public static bool Eligible(AgentEntry agent, DirectoryRules rules, DateTimeOffset now) =>
        agent.BannedBy is null
        && agent.Connected
        && agent.State.Approval == Approval.Approved
        && Attested(agent, rules, now)
        && agent.Health == HealthStatus.Pass;

    /// <summary>Whether its latest attestation counts at an instant, and nothing forbids to rely on it.</summary>
    public static bool Attested(AgentEntry agent, DirectoryRules rules, DateTimeOffset now) =>
        !agent.Withheld && Proved(agent, rules, now);

    private static bool Proved(AgentEntry agent, DirectoryRules rules, DateTimeOffset now) =>
        agent.State.Phase is not AgentPhase.Refused
        && rules.TrustRoots.Contains(agent.State.Attestation.TrustRoot)
        && now < agent.State.Attestation.At + rules.AttestationLifetime;

    /// <summary>Whether an agent's row belongs to the app's present binding.</summary>
    public static bool Belongs(AppState app, AgentState agent) =>
        agent.App == app.Name && agent.Binding == app.Binding && agent.Repo == app.Repo && agent.Network == app.Network
        && agent.Attestation.TrustRoot == app.TrustRoot;

    /// <summary>An agent's status as admins see it.</summary>
    public static string AgentStatus(AppStanding? app, AgentEntry agent, DirectoryRules rules, DateTimeOffset now) =>
        agent.BannedBy is not null ? "banned"
        : app is null or { RegistrationState: "expired" or "none" } ? "expired"
        : !agent.Connected ? "disconnected"
        : !Attested(agent, rules, now) ? "unattested"
        : agent.State.Approval != Approval.Approved ? "awaiting_approval"
        : agent.Health != HealthStatus.Pass ? "unhealthy"
        : app.RegistrationState == "warning" ? "warning"
        : "active";

    private static bool Trusted(AppState app, DirectoryRules rules) => app.TrustRoot is null || rules.TrustRoots.Contains(app.TrustRoot);

    private static string Status(
        ImmutableArray<AgentEntry> members, ImmutableArray<AgentEntry> eligible, string registration, DirectoryRules rules, DateTimeOffset now)
    {
        ImmutableArray<AgentEntry> free = members.RemoveAll(agent => agent.BannedBy is not null);
        ImmutableArray<AgentEntry> connected = free.RemoveAll(agent => !agent.Connected);
        return !members.IsEmpty && free.IsEmpty ? "banned"
            : registration == "expired" ? "expired"
            : registration == "none" && !members.IsEmpty ? "unattested"
            : connected.IsEmpty ? "disconnected"
            : !connected.Any(agent => Attested(agent, rules, now) && agent.State.Approval == Approval.Approved) ? "unattested"
            : eligible.IsEmpty ? "unhealthy"
            : registration == "warning" ? "warning"
            : "active";
    }

    private static DateTimeOffset? ExpiresAt(AppState app, ImmutableArray<AgentEntry> members, DirectoryRules rules) =>
        app.Phase != AppPhase.Bound || members.IsEmpty
            ? null
            : members.Max(agent => agent.State.Attestation.At) + rules.RegistrationLifetime;

    private static string RegistrationState(AppState app, DateTimeOffset? expires, DirectoryRules rules, DateTimeOffset now) =>
        app.Phase != AppPhase.Bound || expires is not { } end || !Trusted(app, rules) ? "none"
        : now >= end ? "expired"
        : now >= end - rules.RegistrationWarning ? "warning"
        : "active";

    private static DateTimeOffset HoldsUntil(ImmutableArray<AgentEntry> members, DateTimeOffset? expires, DirectoryRules rules, DateTimeOffset now)
    {
        DateTimeOffset until = DateTimeOffset.MaxValue;
        foreach (AgentEntry agent in members)
        {
            Earlier(agent.State.Attestation.At + rules.AttestationLifetime);
        }

        if (expires is { } end)
        {
            Earlier(end - rules.RegistrationWarning);
            Earlier(end);
        }

        return until;

        void Earlier(DateTimeOffset instant) => until = instant > now && instant < until ? instant : until;
    }
}
