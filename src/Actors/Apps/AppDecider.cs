namespace EasyEnclave.Actors.Apps;

/// <summary>Who may have a name (protocol, "Who may be whom"); pure.</summary>
public static class AppDecider
{
    /// <summary>Decides what a command does.</summary>
    /// <param name="state">The row, null when the name was never bound.</param>
    /// <param name="command">What is wanted.</param>
    public static AppDecision Decide(AppState? state, AppCommand command) => command switch
    {
        AppCommand.Claim claim => Decide(state, claim),
        AppCommand.BindAhead bind => Decide(state, bind),
        AppCommand.Release release => state is { Phase: AppPhase.Bound }
            ? AppDecision.Happens(new AppEvent.Released(release.App, release.Reason))
            : AppDecision.Refused("unknown_app"),
        _ => throw new InvalidOperationException("Unknown command."),
    };

    /// <summary>The row after an event.</summary>
    public static AppState Evolve(AppState? state, AppEvent happened) => happened switch
    {
        AppEvent.Bound bound => new AppState
        {
            Name = bound.App,
            Phase = AppPhase.Bound,
            Repo = bound.Repo,
            Network = bound.Network,
            TrustRoot = bound.TrustRoot,
            BoundAt = bound.At,
            BoundBy = bound.By,
            Binding = (state?.Binding ?? 0) + 1,
            Version = (state?.Version ?? 0) + 1,
        },
        AppEvent.Rooted rooted => state! with { TrustRoot = rooted.TrustRoot, Version = state.Version + 1 },
        AppEvent.Released => state! with { Phase = AppPhase.Released, Version = state.Version + 1 },
        _ => throw new InvalidOperationException("Unknown event."),
    };

    private static AppDecision Decide(AppState? state, AppCommand.Claim claim)
    {
        if (state is not { Phase: AppPhase.Bound } || !claim.Alive)
        {
            return AppDecision.Happens(new AppEvent.Bound(claim.App, claim.Repo, claim.Network, claim.TrustRoot, claim.By, claim.Now));
        }

        if (Conflict(state, claim.Repo, claim.Network) is { } conflict)
        {
            return AppDecision.Refused(conflict);
        }

        return state.TrustRoot switch
        {
            null => AppDecision.Happens(new AppEvent.Rooted(claim.App, claim.TrustRoot)),
            string root when root == claim.TrustRoot => AppDecision.Nothing,
            _ => AppDecision.Refused("policy_refused:trust_root"),
        };
    }

    private static AppDecision Decide(AppState? state, AppCommand.BindAhead bind)
    {
        if (state is { Phase: AppPhase.Bound } && bind.Alive)
        {
            return Conflict(state, bind.Repo, bind.Network) is { } conflict ? AppDecision.Refused(conflict) : AppDecision.Nothing;
        }

        return AppDecision.Happens(new AppEvent.Bound(bind.App, bind.Repo, bind.Network, null, bind.By, bind.Now));
    }

    /// <summary>Why a repository and a network do not fit a living binding; null when they do.</summary>
    public static string? Conflict(AppState state, Protocol.Ids.RepoName repo, Protocol.Ids.NetworkName network) =>
        state.Repo != repo ? "app_bound_to_other_repo"
        : state.Network != network ? "app_bound_to_other_network"
        : null;
}
