using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Proofs;
using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Edge;

namespace EasyEnclave.Tests.Actors.Agents;

/// <summary>What is written for each decision: rows with their expectations, events, evidence.</summary>
public sealed class AgentEntriesTests
{
    private static readonly DateTimeOffset Later = Cast.T0 + TimeSpan.FromMinutes(5);

    [Fact]
    public void AFirstAttestationBindsOpensAndTellsInOneEntry()
    {
        AppEvent.Bound bound = new(Cast.App, Cast.Repo, Cast.Who.Network, "intel", "agent-1", Later);

        (WriteEntry entry, AgentState state) = AgentEntries.Attested(null, null, bound, Attested(1), Proof(Later));

        Assert.Collection(
            entry.Changes,
            change => Assert.Equal(0, Assert.IsType<RowChange.PutApp>(change).ExpectedVersion),
            change => Assert.Equal((0L, 0L, true), Expected(change)),
            change => Assert.Equal(new RowChange.OpenSession(Cast.Agent, 1, Later), change),
            change => Assert.Equal(new string('b', 64), Assert.IsType<RowChange.PutBlob>(change).Sha256));
        Assert.Equal(["app/hello", "agent/agent-1"], entry.Events.Select(written => written.Entity.Value));
        Assert.Equal((1, 1), (state.Epoch, state.Version));
    }

    [Fact]
    public void JoiningABoundNameHoldsOnlyWhileTheNameIsUnchanged()
    {
        (WriteEntry entry, _) = AgentEntries.Attested(null, Cast.Bound(), null, Attested(1), Proof(Later));

        Assert.Contains(new RowChange.ExpectApp(Cast.App, 1), entry.Changes);
    }

    [Fact]
    public void ATakeoverEndsTheSessionThatIsOpenHereAndTheTroubleInIt()
    {
        AgentEntry before = new() { State = Cast.Connected(), Live = new LiveTunnel(1, new SilentTunnel(), new RecordingInbox()) };

        (WriteEntry entry, _) = AgentEntries.Attested(before, Cast.Bound(), null, Attested(2), Proof(Later));

        Assert.Contains(new RowChange.CloseSession(Cast.Agent, 1, Later, "superseded"), entry.Changes);
        Assert.Contains(new RowChange.CloseExceptions(Cast.Agent, "health_fail", Later), entry.Changes);
        Assert.Contains(new RowChange.CloseExceptions(Cast.Agent, "health_timeout", Later), entry.Changes);
    }

    [Fact]
    public void ASessionOfAnEarlierProcessIsLeftToWhatThatProcessCovered()
    {
        (WriteEntry entry, _) = AgentEntries.Attested(new AgentEntry { State = Cast.Connected() }, Cast.Bound(), null, Attested(2), Proof(Later));

        Assert.DoesNotContain(entry.Changes, change => change is RowChange.CloseSession);
    }

    [Fact]
    public void ASessionOfAnIncarnationThatThisNodeDoesNotKnowIsSuperseded()
    {
        AgentState row = Cast.Connected() with { Incarnation = Guid.NewGuid() };

        (WriteEntry entry, _) = AgentEntries.Attested(
            new AgentEntry { State = row }, Cast.Bound(), null, Attested(2) with { Incarnation = Guid.NewGuid() }, Proof(Later));

        Assert.Contains(new RowChange.CloseSession(row.Id, row.Epoch, Later, "superseded"), entry.Changes);
    }

    [Fact]
    public void ASessionOfThisProcessThatNoTunnelEverHeldEndsWhereItBegan()
    {
        Guid own = Guid.NewGuid();
        AgentState row = Cast.Connected() with { Incarnation = own };
        (WriteEntry unheld, _) = AgentEntries.Attested(new AgentEntry { State = row }, Cast.Bound(), null, Attested(2) with { Incarnation = own }, Proof(Later));
        AgentEntry ending = new() { State = row, HeldEpoch = row.Epoch };
        (WriteEntry held, _) = AgentEntries.Attested(ending, Cast.Bound(), null, Attested(2) with { Incarnation = own }, Proof(Later));

        Assert.Contains(new RowChange.CloseSession(row.Id, row.Epoch, Cast.T0, "superseded"), unheld.Changes);
        Assert.DoesNotContain(held.Changes, change => change is RowChange.CloseSession);
    }

    [Fact]
    public void AnAllowlistThatIsKeptAlreadyIsNotSentAgain()
    {
        (WriteEntry same, _) = AgentEntries.Reattested(Cast.Connected(), new AgentEvent.Reattested(Cast.Facts(Later)), Proof(Later));
        AttestationFacts other = Cast.Facts(Later) with { AllowlistSha256 = new string('d', 64) };
        (WriteEntry changed, _) = AgentEntries.Reattested(Cast.Connected(), new AgentEvent.Reattested(other), Cast.Proof(other));

        Assert.DoesNotContain(same.Changes, change => change is RowChange.PutBlob);
        Assert.Contains(changed.Changes, change => change is RowChange.PutBlob);
    }

    [Fact]
    public void AnEndWritesRowSessionAndEventAndLeavesNoTroubleOpen()
    {
        WriteEntry entry = AgentEntries.Ended(Cast.Connected(epoch: 4), new AgentEvent.Disconnected("agent", Later), "agent", Later);

        Assert.Equal((4L, 4L, false), Expected(entry.Changes[0]));
        Assert.Contains(new RowChange.CloseSession(Cast.Agent, 4, Later, "agent"), entry.Changes);
        Assert.Contains(new RowChange.CloseExceptions(Cast.Agent, "health_fail", Later), entry.Changes);
        Assert.DoesNotContain(entry.Changes, change => change is RowChange.OpenException);
        Assert.Equal(5, Assert.Single(entry.Events).Version);
    }

    [Fact]
    public void ARefusedAttestationIsEvidenceOfThatInstant()
    {
        WriteEntry entry = AgentEntries.Ended(Cast.Connected(), new AgentEvent.AttestationRefused("not_fresh", Later), "refused", Later);

        Assert.Contains(new RowChange.OpenException(Cast.Agent, Later, "attestation_refused", "not_fresh"), entry.Changes);
        Assert.Contains(new RowChange.CloseExceptions(Cast.Agent, "attestation_refused", Later), entry.Changes);
    }

    [Fact]
    public void AnOvertakenTunnelEndsItsOwnSessionAndTouchesNoRow() => Assert.Equal(
        [new RowChange.CloseSession(Cast.Agent, 3, Later, "agent")], AgentEntries.Overtaken(Cast.Agent, 3, "agent", Later).Changes);

    private static (long Epoch, long Version, bool Quote) Expected(RowChange change)
    {
        RowChange.PutAgent put = Assert.IsType<RowChange.PutAgent>(change);
        return (put.ExpectedEpoch, put.ExpectedVersion, put.Quote is not null);
    }

    private static Proof.Accepted Proof(DateTimeOffset at) => Cast.Proof(Cast.Facts(at));

    private static AgentEvent.Attested Attested(long epoch) => new()
    {
        Agent = Cast.Agent,
        App = Cast.App,
        Binding = 1,
        Repo = Cast.Repo,
        Network = Cast.Who.Network,
        Approval = Approval.Approved,
        Facts = Cast.Facts(Later),
        Prefix = Cast.Home,
        Log = "node-1",
        Epoch = epoch,
    };
}
