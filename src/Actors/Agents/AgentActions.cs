using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Agents;

/// <summary>What an operator can do to one agent.</summary>
public sealed class AgentActions(AgentDirectory directory, StoreWriter writer, TimeProvider time)
{
    /// <summary>How a session ends that an operator closed.</summary>
    internal const string Cause = "operator";

    private static readonly ActionOutcome UnknownAgent = ActionOutcome.Unknown("unknown_agent");
    private static readonly ActionOutcome NotConnected = ActionOutcome.Conflict("agent_not_connected");

    /// <summary>Lets an agent serve that waits for it.</summary>
    public ValueTask<ActionOutcome> ApproveAsync(AgentId agent, OperatorOrder order) => OperatorWrites.RunAsync(writer, () =>
    {
        DateTimeOffset now = time.GetUtcNow();
        AgentState? state = directory.Find(agent)?.State;
        AgentDecision decision = AgentDecider.Decide(state, new AgentCommand.Approve(agent, order.Reason, now));
        return decision switch
        {
            { Refusal: not null } => ActionPlan.Ends(UnknownAgent),
            { Event: null } => ActionPlan.Ends(ActionOutcome.Unchanged),
            _ => ActionPlan.Write(Entry(state!, decision.Event, order, now)),
        };
    });

    /// <summary>Asks an agent for a new attestation now; its answer comes later, as an event.</summary>
    public ActionOutcome AskAttestation(AgentId agent) => directory.Find(agent) switch
    {
        null => UnknownAgent,
        { Connected: true, Live.Actor: { } actor } when actor.AskAttestation() => ActionOutcome.Done,
        _ => NotConnected,
    };

    /// <summary>Ends an agent's tunnel; it may come back.</summary>
    public ValueTask<ActionOutcome> DisconnectAsync(AgentId agent, OperatorOrder order) => OperatorWrites.RunAsync(writer, () =>
    {
        AgentEntry? entry = directory.Find(agent);
        if (entry is not { Connected: true })
        {
            return ActionPlan.Ends(entry is null ? UnknownAgent : NotConnected);
        }

        // The end is written here, before the agent's actor says its own, so that the event names who ordered it; the directory ends the
        // tunnel as it shows the row, at whichever node it is, and the actor's goodbye finds the row gone already and changes nothing.
        DateTimeOffset now = time.GetUtcNow();
        string cause = order.Reason.Length == 0 ? Cause : $"{Cause}: {order.Reason}";
        AgentDecision decision = AgentDecider.Decide(entry.State, new AgentCommand.Disconnect(entry.State.Epoch, cause, now));
        return decision.Event is { } gone
            ? ActionPlan.Write(AgentEntries.Ended(entry.State, gone, Cause, now, order.Actor))
            : ActionPlan.Ends(NotConnected);
    });

    private static WriteEntry Entry(AgentState before, AgentEvent happened, OperatorOrder order, DateTimeOffset now)
    {
        AgentState after = AgentDecider.Evolve(before, happened);
        return new WriteEntry(
            [AgentEntries.Put(before, after)],
            [new NewEvent(EntityName.Of(after.Id), after.Version, now, order.Actor, happened)]);
    }
}
