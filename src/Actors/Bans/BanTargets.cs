using EasyEnclave.Actors.Agents;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Actors.Bans;

/// <summary>Every ban that could hit someone.</summary>
public static class BanTargets
{
    /// <summary>What is known at registration, before a quote.</summary>
    public static IEnumerable<BanTarget> Of(AgentFrame.Register who, string? clientKey)
    {
        yield return new BanTarget(BanScope.Agent, who.AgentId.Value);
        yield return new BanTarget(BanScope.Node, who.NodeId.Value);
        yield return new BanTarget(BanScope.Repo, Repo(who.Repo));
        yield return new BanTarget(BanScope.Release, Release(who.Repo, who.ReleaseTag));
        if (clientKey is not null)
        {
            yield return new BanTarget(BanScope.ClientKey, clientKey);
        }
    }

    /// <summary>What a verified quote adds.</summary>
    public static IEnumerable<BanTarget> Of(AttestationFacts facts)
    {
        yield return new BanTarget(BanScope.Platform, facts.Platform);
        yield return new BanTarget(BanScope.Measurement, facts.Measurement);
    }

    /// <summary>All that hits an agent's row.</summary>
    public static IEnumerable<BanTarget> Of(AgentState state)
    {
        yield return new BanTarget(BanScope.Agent, state.Id.Value);
        yield return new BanTarget(BanScope.Node, state.Attestation.Node.Value);
        yield return new BanTarget(BanScope.Repo, Repo(state.Repo));
        yield return new BanTarget(BanScope.Release, Release(state.Repo, state.Attestation.ReleaseTag));
        if (state.Attestation.ClientKey is { } key)
        {
            yield return new BanTarget(BanScope.ClientKey, key);
        }

        foreach (BanTarget target in Of(state.Attestation))
        {
            yield return target;
        }
    }

    /// <summary>The value of this scope that is the agent's own; null when it has none.</summary>
    public static BanTarget? Own(AgentState state, BanScope scope)
    {
        foreach (BanTarget target in Of(state))
        {
            if (target.Scope == scope)
            {
                return target;
            }
        }

        return null;
    }

    /// <summary>A repository as bans know it: GitHub takes its names in any case, so another spelling must not slip through.</summary>
    internal static string Repo(RepoName repo) => repo.Value.ToLowerInvariant();

    /// <summary>A release as bans know it; tags keep their case, as git does.</summary>
    internal static string Release(RepoName repo, ReleaseTag tag) => $"{Repo(repo)}@{tag.Value}";
}
