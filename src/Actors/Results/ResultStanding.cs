using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Directory;

namespace EasyEnclave.Actors.Results;

/// <summary>Whether an agent has an attestation to tell of; pure.</summary>
/// <remarks>Whether it is connected and well is no question here: a result speaks of what was proved and until when, <c>resolve</c> of now.</remarks>
internal static class ResultStanding
{
    /// <summary>Why it has none; null when it has one.</summary>
    public static ResultAnswer? Against(AgentEntry? agent, AppEntry? app, DirectoryRules rules, DateTimeOffset now)
    {
        if (agent is null)
        {
            return new ResultAnswer.Unknown();
        }

        if (agent.BannedBy is not null)
        {
            return new ResultAnswer.Banned();
        }

        AgentState state = agent.State;
        AttestationFacts facts = state.Attestation;
        return state.Phase is AgentPhase.Refused ? None("attestation_refused", "Its latest attestation was refused.")
            : !rules.TrustRoots.Contains(facts.TrustRoot) ? None("trust_root_not_trusted", "What it attested under is not trusted here any more.")
            : now >= facts.At + rules.AttestationLifetime ? None("attestation_expired", "Its latest attestation is too old to count.")
            : app is null || !StandingRules.Belongs(app.State, state) || !StandingRules.Alive(app.State, app.Agents, rules, now)
                ? None("registration_expired", "Its app's name is not bound to it any more.")
            : state.Approval != Approval.Approved ? None("awaiting_approval", "An operator has yet to approve it.")
            : null;
    }

    public static ResultAnswer.None None(string code, string detail) => new(code, detail);
}
