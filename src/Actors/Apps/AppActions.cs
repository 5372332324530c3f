using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Apps;

/// <summary>What an operator can do to a name.</summary>
public sealed class AppActions(AgentDirectory directory, StoreWriter writer, TimeProvider time)
{
    /// <summary>Binds a name ahead of its first agent.</summary>
    public ValueTask<ActionOutcome> BindAheadAsync(AppName app, RepoName repo, NetworkName network, OperatorOrder order) =>
        OperatorWrites.RunAsync(writer, () =>
        {
            DateTimeOffset now = time.GetUtcNow();
            AppEntry? entry = directory.Find(app);
            bool alive = StandingRules.Alive(entry?.State, entry?.Agents ?? [], directory.Rules, now);
            return Plan(entry?.State, new AppCommand.BindAhead(app, repo, network, order.Actor, alive, now), order);
        });

    /// <summary>Gives a name back, and ends the tunnels of the agents that served it.</summary>
    public async ValueTask<ActionOutcome> ReleaseAsync(AppName app, OperatorOrder order)
    {
        ActionOutcome outcome = await OperatorWrites.RunAsync(
            writer,
            () => Plan(directory.Find(app)?.State, new AppCommand.Release(app, order.Reason, time.GetUtcNow()), order)).ConfigureAwait(false);
        if (outcome.Verdict == ActionVerdict.Done && directory.Find(app) is { } released)
        {
            released.EndReleased();
        }

        return outcome;
    }

    private static ActionPlan Plan(AppState? before, AppCommand command, OperatorOrder order)
    {
        AppDecision decision = AppDecider.Decide(before, command);
        if (decision.Refusal is { } code)
        {
            return ActionPlan.Ends(code == "unknown_app" ? ActionOutcome.Unknown(code) : ActionOutcome.Conflict(code));
        }

        if (decision.Event is not { } happened)
        {
            return ActionPlan.Ends(ActionOutcome.Unchanged);
        }

        AppState after = AppDecider.Evolve(before, happened);
        return ActionPlan.Write(new WriteEntry(
            [new RowChange.PutApp(after, before?.Version ?? 0)],
            [new NewEvent(EntityName.Of(after.Name), after.Version, command.Now, order.Actor, happened)]));
    }
}
