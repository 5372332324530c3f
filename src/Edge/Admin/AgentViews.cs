using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Resolve;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Admin;

/// <summary>From an agent's entry to what admins see of it.</summary>
internal static class AgentViews
{
    public static AgentView Of(AgentEntry agent, AgentDirectory directory, DateTimeOffset now)
    {
        AgentState state = agent.State;
        AttestationFacts facts = state.Attestation;
        AppEntry? app = directory.Find(state.App);
        AppStanding? standing = app is not null && StandingRules.Belongs(app.State, state) ? app.StandingAt(now) : null;
        return new AgentView
        {
            AgentId = state.Id,
            AppName = state.App,
            Repo = state.Repo,
            ReleaseTag = facts.ReleaseTag,
            Network = state.Network,
            NodeId = facts.Node,
            Status = StandingRules.AgentStatus(standing, agent, directory.Rules, now),
            Eligible = standing is { RegistrationState: "active" or "warning" } && StandingRules.Eligible(agent, directory.Rules, now),
            Approved = state.Approval == Approval.Approved,
            Connected = agent.Connected,
            Sealed = facts.Sealed,
            SealedBasis = facts.Freshness == "channel" ? "claimed" : "measured",
            Freshness = facts.Freshness,
            TrustRoot = facts.TrustRoot,
            Platform = facts.Platform,
            TcbStatus = facts.TcbStatus,
            Advisories = facts.Advisories,
            TcbDetail = facts.TcbDetail,
            GraceUntil = facts.GraceUntil,
            CollateralUntil = facts.CollateralUntil,
            AppraisedAt = facts.AppraisedAt,
            Measurement = facts.Measurement,
            AllowlistSha256 = facts.AllowlistSha256,
            RegisteredAt = state.RegisteredAt,
            LastAttestedAt = facts.At,
            NextAttestAt = agent.NextAttestAt,
            AttestationStatus = ResolveAnswers.AttestationStatus(agent, directory.Rules, now),
            HealthStatus = ResolveAnswers.HealthText(agent.Health),
            LastHealthAt = agent.HealthAt,
            LastReason = state.Phase switch
            {
                AgentPhase.Gone gone => gone.Cause,
                AgentPhase.Refused refused => refused.Reason,
                _ => null,
            },
            LastDetail = (state.Phase as AgentPhase.Refused)?.Detail,
            Bans = [.. BansOn(state, directory)],
            Epoch = state.Epoch,
        };
    }

    private static IEnumerable<BanView> BansOn(AgentState agent, AgentDirectory directory)
    {
        foreach (BanTarget target in BanTargets.Of(agent))
        {
            if (directory.BanOn(target) is { } ban)
            {
                yield return new BanView(BanScopes.Text(target.Scope), target.Value, ban.At, ban.Actor, ban.Reason);
            }
        }
    }
}
