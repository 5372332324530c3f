using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Bans;

/// <summary>Sets and lifts bans. A ban that is committed has ended the tunnels it hits: the directory tells them as it shows the ban.</summary>
public sealed class BanActions(AgentDirectory directory, StoreWriter writer, TimeProvider time)
{
    // A ban has no row version of its own; its events stand in their log's order.
    private const long NoVersion = 0;

    /// <summary>What an order is about: the value given, else the agent's own.</summary>
    /// <param name="agent">The agent named.</param>
    /// <param name="scope">The kind of ban.</param>
    /// <param name="value">What was given; null for the agent's own.</param>
    /// <param name="target">Whom to ban, when the outcome is done.</param>
    public ActionOutcome Find(AgentId agent, BanScope scope, string? value, out BanTarget target)
    {
        target = default;
        if (value is not null)
        {
            return BanValues.TryParse(scope, value, out target) ? ActionOutcome.Done : ActionOutcome.Refused("invalid_field");
        }

        if (directory.Find(agent)?.State is not { } state)
        {
            return ActionOutcome.Unknown("unknown_agent");
        }

        if (BanTargets.Own(state, scope) is not { } own)
        {
            return ActionOutcome.Conflict("no_" + BanScopes.Text(scope));
        }

        target = own;
        return ActionOutcome.Done;
    }

    /// <summary>Sets a ban, or replaces the reason of one in force.</summary>
    public ValueTask<ActionOutcome> BanAsync(BanTarget target, OperatorOrder order) => RunAsync(() =>
    {
        DateTimeOffset now = time.GetUtcNow();
        return directory.BanOn(target) is { } standing && standing.Reason == order.Reason
            ? ActionPlan.Ends(ActionOutcome.Unchanged)
            : Write(
                new RowChange.PutBan(new Ban(target, now, order.Actor, order.Reason)),
                new BanEvent.Set(target.Scope, target.Value, order.Reason),
                target, order, now);
    });

    /// <summary>Lifts a ban.</summary>
    public ValueTask<ActionOutcome> UnbanAsync(BanTarget target, OperatorOrder order) => RunAsync(() =>
        directory.BanOn(target) is null
            ? ActionPlan.Ends(ActionOutcome.Unchanged)
            : Write(
                new RowChange.RemoveBan(target),
                new BanEvent.Lifted(target.Scope, target.Value, order.Reason),
                target, order, time.GetUtcNow()));

    private async ValueTask<ActionOutcome> RunAsync(Func<ActionPlan> plan)
    {
        using (directory.HoldBans())
        {
            return await OperatorWrites.RunAsync(writer, plan).ConfigureAwait(false);
        }
    }

    private static ActionPlan Write(RowChange change, BanEvent happened, BanTarget target, OperatorOrder order, DateTimeOffset now) =>
        ActionPlan.Write(new WriteEntry([change], [new NewEvent(EntityName.Of(target), NoVersion, now, order.Actor, happened)]));
}
