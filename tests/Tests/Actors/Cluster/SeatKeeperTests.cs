using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>One live node holds the ledger: claimed where nobody does, with the reap of its holder, given up by a drain.</summary>
public sealed class SeatKeeperTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Fleet _fleet = new();

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task TheFirstNodeTakesAFreeLedger()
    {
        FleetNode a = await _fleet.JoinAsync("a");
        Assert.False(a.Writer.Held);
        Assert.IsType<LedgerOutcome.Unavailable>(await a.Writer.WriteAsync(Entry("early", Buy(Alice, "10"))));
        Assert.IsType<LedgerOutcome.Unavailable>(Assert.Single(await a.Writer.WriteAllAsync([Entry("early", Buy(Alice, "10"))])));

        await _fleet.RunAsync(TimeSpan.FromSeconds(1));

        Assert.True(a.Writer.Held);
        Assert.IsType<LedgerOutcome.Committed>(await a.Writer.WriteAsync(Entry("early", Buy(Alice, "10"))));
        Assert.Equal("a", (await _fleet.ViewAsync()).Holder!.Node);
    }

    [Fact]
    public async Task TheSeatOfASilentHolderIsTakenWithItsReapAndTheOldOneWritesNoMore()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        Assert.IsType<LedgerOutcome.Committed>(await a.Writer.WriteAsync(Entry("one", Buy(Alice, "10"))));
        a.Stopped = true;
        DateTimeOffset stopped = _fleet.Time.Now;

        await _fleet.RunAsync(TimeSpan.FromSeconds(10), () => b.Writer.Held || c.Writer.Held);

        Assert.InRange(_fleet.Time.Now - stopped, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6.5));
        Assert.NotEqual(b.Writer.Held, c.Writer.Held);
        FleetNode holder = b.Writer.Held ? b : c;
        Assert.Equal(holder.Lease.Incarnation, (await _fleet.ViewAsync()).Ledger!.Holder);
        Assert.IsType<LedgerOutcome.Unavailable>(await a.Writer.WriteAsync(Entry("two", Buy(Alice, "10"))));
        Assert.False(a.Writer.Held);
        Assert.True(Assert.IsType<LedgerOutcome.Committed>(await holder.Writer.WriteAsync(Entry("one", Buy(Alice, "10")))).Replayed);
        Assert.Equal(2, Assert.IsType<LedgerOutcome.Committed>(await holder.Writer.WriteAsync(Entry("two", Buy(Alice, "1")))).Transfers[0].Seq);
    }

    [Fact]
    public async Task APauseOfTheStoreLeavesTheSeatWhereItIs()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        _fleet.Store.Fault = new IOException("The database is away.");
        await _fleet.RunAsync(TimeSpan.FromSeconds(60));
        _fleet.Store.Fault = null;
        await _fleet.RunAsync(TimeSpan.FromSeconds(10));

        Assert.True(a.Writer.Held);
        Assert.False(b.Writer.Held || c.Writer.Held);
    }

    [Fact]
    public async Task OfTwoThatClaimAtOnceOneHasIt()
    {
        FleetNode a = await _fleet.JoinAsync("a");
        FleetNode b = await _fleet.JoinAsync("b");
        ClusterView free = await _fleet.ViewAsync();

        await Task.WhenAll(a.Seat.StepAsync(free, MemberState.Active, None).AsTask(), b.Seat.StepAsync(free, MemberState.Active, None).AsTask());

        Assert.NotEqual(a.Writer.Held, b.Writer.Held);
    }

    [Fact]
    public async Task ASeatGivenInAnAnswerThatWasLostIsTaken()
    {
        FleetNode a = await _fleet.JoinAsync("a");
        await _fleet.Store.ClaimLedgerAsync(a.Lease, _fleet.Time.Now, None);

        await a.Member.LookAsync();

        Assert.True(a.Writer.Held);
        Assert.IsType<LedgerOutcome.Committed>(await a.Writer.WriteAsync(Entry("one", Buy(Alice, "10"))));
    }

    [Fact]
    public async Task ADrainHandsTheLedgerOnAfterTheLastWriteAndItComesBack()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        MemberOrders orders = new(_fleet.Store, _fleet.Time);
        Task<LedgerOutcome>[] queued = [.. Enumerable.Range(0, 50).Select(n => a.Writer.WriteAsync(Entry($"k{n}", Buy(Alice, "1"))).AsTask())];
        await orders.DrainAsync("a", None);
        await _fleet.RunAsync(TimeSpan.FromSeconds(1.2));

        Assert.All(await Task.WhenAll(queued), outcome => Assert.IsType<LedgerOutcome.Committed>(outcome));
        Assert.False(a.Writer.Held);
        Assert.NotEqual(b.Writer.Held, c.Writer.Held);

        await orders.ResumeAsync("a", None);
        await orders.DrainAsync("b", None);
        await orders.DrainAsync("c", None);
        await _fleet.RunAsync(TimeSpan.FromSeconds(2));
        Assert.True(a.Writer.Held);
        Assert.Equal(51, Assert.IsType<LedgerOutcome.Committed>(await a.Writer.WriteAsync(Entry("again", Buy(Alice, "1")))).Transfers[0].Seq);
    }

    [Fact]
    public async Task TheLastNodeKeepsTheLedgerWhileItDrainsAndFreesItWhenItEnds()
    {
        FleetNode a = await _fleet.JoinAsync("a");
        a.Member.BeginLeaving();
        await _fleet.RunAsync(TimeSpan.FromSeconds(3));
        Assert.True(a.Writer.Held);

        await a.Member.LeaveAsync();

        // The store frees the seat with the row; released or not, the next one has it at once.
        FleetNode b = await _fleet.JoinAsync("b");
        a.Stopped = true;
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        Assert.True(b.Writer.Held);
    }

    [Fact]
    public async Task AReleasedSeatIsFreeForTheNext()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        a.Stopped = true;
        await a.Seat.ReleaseAsync(None);
        Assert.Null((await _fleet.ViewAsync()).Holder);

        await _fleet.RunAsync(TimeSpan.FromSeconds(1));

        Assert.NotEqual(b.Writer.Held, c.Writer.Held);
    }

    [Fact]
    public async Task AReleaseThatTheStoreDidNotHearIsTriedAgain()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        await new MemberOrders(_fleet.Store, _fleet.Time).DrainAsync("a", None);
        ClusterView view = await _fleet.ViewAsync();
        await a.Writer.ReleaseAsync();
        _fleet.Store.Fault = new IOException("The database is away.");
        await Assert.ThrowsAsync<IOException>(() => a.Seat.StepAsync(view, MemberState.Draining, None).AsTask());
        _fleet.Store.Fault = null;

        await _fleet.RunAsync(TimeSpan.FromSeconds(2));

        Assert.NotEqual(b.Writer.Held, c.Writer.Held);
    }

    private async Task<(FleetNode A, FleetNode B, FleetNode C)> ThreeAsync()
    {
        FleetNode a = await _fleet.JoinAsync("a");
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        FleetNode b = await _fleet.JoinAsync("b");
        FleetNode c = await _fleet.JoinAsync("c");
        await _fleet.RunAsync(TimeSpan.FromSeconds(3));
        Assert.True(a.Writer.Held);
        return (a, b, c);
    }
}
