using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge;

namespace EasyEnclave.Tests.Actors;

/// <summary>Operators' orders against rows that move meanwhile.</summary>
public sealed class OperatorActionsTests
{
    private static readonly AgentId Agent = AgentId.Parse("agent-1");
    private static readonly OperatorOrder Order = new("alice", "because");

    [Fact]
    public async Task AnOrderIsDecidedAgainWhenItsRowMovedOn()
    {
        await using Estate estate = await Estate.StartAsync();
        await estate.AttestAsync("hello", "agent-1", Approval.Awaiting);
        AgentActions actions = new(estate.Directory, estate.Writer, estate.Time);
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        estate.Store.BeforeAppend = _ => new ValueTask(held.Task);

        // Both are decided on the same row; the second finds it changed.
        AgentState before = estate.Directory.Find(Agent)!.State;
        AgentEvent.Reattested again = new(estate.Facts("agent-1") with { At = estate.Time.Now + TimeSpan.FromMinutes(1) });
        AgentState moved = AgentDecider.Evolve(before, again);
        Task<WriteOutcome> first = estate.Writer.WriteAsync(new WriteEntry(
            [new RowChange.PutAgent(moved, before.Epoch, before.Version)],
            [new NewEvent(EntityName.Of(Agent), moved.Version, estate.Time.Now, "agent", again)])).AsTask();
        Task<ActionOutcome> approved = actions.ApproveAsync(Agent, Order).AsTask();
        estate.Store.BeforeAppend = null;
        held.SetResult();

        Assert.Equal(WriteOutcome.Committed, await first);
        Assert.Equal(ActionOutcome.Done, await approved);
        AgentState after = estate.Directory.Find(Agent)!.State;
        Assert.Equal((Approval.Approved, again.Facts.At, before.Version + 2), (after.Approval, after.Attestation.At, after.Version));
    }

    [Fact]
    public async Task AnOrderOnATakenLogIsNotDone()
    {
        await using Estate estate = await Estate.StartAsync();
        await estate.AttestAsync("hello", "agent-1", Approval.Awaiting);
        await estate.Store.JoinAsync("node-1", estate.Time.Now, CancellationToken.None);

        ActionOutcome outcome = await new AgentActions(estate.Directory, estate.Writer, estate.Time).ApproveAsync(Agent, Order);

        Assert.Equal(ActionOutcome.Unavailable, outcome);
        Assert.Equal(Approval.Awaiting, estate.Directory.Find(Agent)!.State.Approval);
    }

    [Fact]
    public async Task AnActorThatCannotBeToldIsNotConnected()
    {
        await using Estate estate = await Estate.StartAsync();
        RecordingInbox inbox = await estate.AttestAsync("hello", "agent-1");
        inbox.Alive = false;

        ActionOutcome outcome = new AgentActions(estate.Directory, estate.Writer, estate.Time).AskAttestation(Agent);

        Assert.Equal(ActionOutcome.Conflict("agent_not_connected"), outcome);
    }

    [Fact]
    public async Task TheActorsLateGoodbyeChangesNothingMore()
    {
        await using Estate estate = await Estate.StartAsync();
        await estate.AttestAsync("hello", "agent-1");
        await new AgentActions(estate.Directory, estate.Writer, estate.Time).DisconnectAsync(Agent, Order);
        AgentState state = estate.Directory.Find(Agent)!.State;

        AgentDecision late = AgentDecider.Decide(state, new AgentCommand.Disconnect(state.Epoch, "operator", estate.Time.Now));

        Assert.Equal(AgentDecision.Nothing, late);
    }

    [Fact]
    public async Task ABindingAheadRunsOutNeverAndAnOldOneDoes()
    {
        await using Estate estate = await Estate.StartAsync();
        await estate.AttestAsync("hello", "agent-1");
        AppActions apps = new(estate.Directory, estate.Writer, estate.Time);
        AppName app = AppName.Parse("hello");
        RepoName other = RepoName.Parse("acme/other");

        estate.Time.Advance(Estate.RegistrationLifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(ActionOutcome.Conflict("app_bound_to_other_repo"), await apps.BindAheadAsync(app, other, NetworkName.Forge1, Order));
        estate.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ActionOutcome.Done, await apps.BindAheadAsync(app, other, NetworkName.Forge1, Order));
        Assert.Equal(2, estate.Directory.Find(app)!.State.Binding);
    }
}
