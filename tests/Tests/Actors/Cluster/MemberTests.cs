using EasyEnclave.Actors.Cluster;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Cluster;

/// <summary>Nodes on one store: they join, beat, find the silent, step aside and leave.</summary>
public sealed class MemberTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Fleet _fleet = new();

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task ASilentNodeIsReapedOnceInTimeAndNobodyElse()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        a.Stopped = true;

        await _fleet.RunAsync(TimeSpan.FromSeconds(3.9));
        Assert.True((await _fleet.ViewAsync()).Find("a")!.Live);
        await _fleet.RunAsync(TimeSpan.FromSeconds(2.6));

        ClusterView view = await _fleet.ViewAsync();
        Assert.Equal([MemberState.Dead, MemberState.Active, MemberState.Active], view.Nodes.Select(row => row.State));
        Assert.Equal(1, Lines(b, "Declared node a dead") + Lines(c, "Declared node a dead"));
        await _fleet.RunAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(2, (await _fleet.ViewAsync()).Nodes.Count(row => row.Live));
        Assert.Equal((1, 1), (Lines(b, "Node a is dead"), Lines(c, "Node a is dead")));
    }

    [Fact]
    public async Task ANodeThatStoodStillLearnsThatItIsDeadAndReapsNobody()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        a.Stopped = true;
        await _fleet.RunAsync(TimeSpan.FromSeconds(30));
        Assert.False(a.Member.Fenced.IsCompleted);

        a.Stopped = false;
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));

        Assert.True(a.Member.Fenced.IsCompleted);
        Assert.False(b.Member.Fenced.IsCompleted || c.Member.Fenced.IsCompleted);
        await _fleet.RunAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["b", "c"], (await _fleet.ViewAsync()).Nodes.Where(row => row.Live).Select(row => row.Node));
    }

    [Fact]
    public async Task ALiveNodeThatDoesNotAnswerIsToldOnceAlsoWhereThereAreOnlyTwo()
    {
        FleetNode a = await _fleet.JoinAsync("a");
        FleetNode b = await _fleet.JoinAsync("b");
        a.Unreachable.Add("b");
        await _fleet.RunAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(0, Lines(a, "Node b lives, but does not answer"));

        await _fleet.RunAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((1, 0), (Lines(a, "Node b lives, but does not answer"), Lines(b, "Node a lives")));

        a.Unreachable.Clear();
        await _fleet.RunAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(1, Lines(a, "Node b answers this node again"));
    }

    [Fact]
    public async Task AStoreThatIsAwayForAMinuteKillsNobodyAndIsToldOnce()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        _fleet.Store.Fault = new IOException("The database is away.");
        await _fleet.RunAsync(TimeSpan.FromSeconds(60));
        Assert.InRange(a.Member.StoreSilence, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(61));
        Assert.InRange(a.Member.StoreLostSince!.Value, _fleet.Time.Now.AddSeconds(-61), _fleet.Time.Now.AddSeconds(-59));

        _fleet.Store.Fault = null;
        await _fleet.RunAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(3, (await _fleet.ViewAsync()).Nodes.Count(row => row.State == MemberState.Active));
        Assert.Null(a.Member.StoreLostSince);
        Assert.All([a, b, c], node => Assert.Equal((1, 1), (Lines(node, "The store does not answer"), Lines(node, "The store answers again"))));
    }

    [Fact]
    public async Task WhoJoinsUnderItsNameFencesTheOlderOne()
    {
        FleetNode old = await _fleet.JoinAsync("a");
        FleetNode young = await _fleet.JoinAsync("a");

        await _fleet.RunAsync(TimeSpan.FromSeconds(2));

        Assert.True(old.Member.Fenced.IsCompleted);
        Assert.False(young.Member.Fenced.IsCompleted);
    }

    [Fact]
    public async Task ANodeThatIsCutOffFromItsPeersStepsAsideUntilItIsNot()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        List<MemberState> told = [];
        a.Member.StateChanged += told.Add;
        a.Unreachable.UnionWith(["b", "c"]);
        b.Unreachable.Add("a");
        c.Unreachable.Add("a");
        await _fleet.RunAsync(TimeSpan.FromSeconds(9));
        Assert.Equal([MemberState.Draining, MemberState.Active, MemberState.Active], (await _fleet.ViewAsync()).Nodes.Select(row => row.State));
        Assert.Equal(1, b.Member.Reaches);

        a.Unreachable.Remove("c");
        await _fleet.RunAsync(TimeSpan.FromSeconds(8));

        Assert.Equal(3, (await _fleet.ViewAsync()).Nodes.Count(row => row.State == MemberState.Active));
        Assert.Equal([MemberState.Draining, MemberState.Active], told);
    }

    [Fact]
    public async Task ANodeThatAnswersNobodyNotEvenItselfStays()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        await _fleet.RunAsync(TimeSpan.FromSeconds(2));
        a.Busy = true;
        a.Unreachable.UnionWith(["b", "c"]);
        b.Unreachable.Add("a");
        c.Unreachable.Add("a");

        await _fleet.RunAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(3, (await _fleet.ViewAsync()).Nodes.Count(row => row.State == MemberState.Active));
    }

    [Fact]
    public async Task WhereAllAreCutOffFromEachOtherAllStay()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        foreach (FleetNode node in new[] { a, b, c })
            node.Unreachable.UnionWith(["a", "b", "c"]);

        await _fleet.RunAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(3, (await _fleet.ViewAsync()).Nodes.Count(row => row.State == MemberState.Active));
    }

    [Fact]
    public async Task AnOperatorsDrainIsSeenByTheNodeItselfAndStaysUntilItIsTakenBack()
    {
        (FleetNode a, _, _) = await ThreeAsync();
        MemberOrders orders = new(_fleet.Store, _fleet.Time);

        Assert.Equal(MemberOrderOutcome.Done, await orders.DrainAsync("a", None));
        await _fleet.RunAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(MemberState.Draining, a.Member.State);
        Assert.False(a.Member.LeaveAsked.IsCompleted);

        Assert.Equal(MemberOrderOutcome.Done, await orders.ResumeAsync("a", None));
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(MemberState.Active, a.Member.State);

        Assert.Equal(MemberOrderOutcome.Done, await orders.LeaveAsync("a", None));
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        Assert.True(a.Member.LeaveAsked.IsCompleted);
    }

    [Fact]
    public async Task AnOperatorsDrainOutlastsBeingCutOff()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        MemberOrders orders = new(_fleet.Store, _fleet.Time);
        a.Unreachable.UnionWith(["b", "c"]);
        b.Unreachable.Add("a");
        c.Unreachable.Add("a");
        await _fleet.RunAsync(TimeSpan.FromSeconds(9));
        Assert.Equal(MemberState.Draining, a.Member.State);

        Assert.Equal(MemberOrderOutcome.Done, await orders.DrainAsync("a", None));
        a.Unreachable.Clear();
        await _fleet.RunAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(MemberState.Draining, a.Member.State);

        Assert.Equal(MemberOrderOutcome.Done, await orders.ResumeAsync("a", None));
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(MemberState.Active, a.Member.State);
    }

    [Fact]
    public async Task AnOperatorsDrainOutlastsADeathAndEndsWithAStopInOrder()
    {
        (FleetNode a, _, _) = await ThreeAsync();
        MemberOrders orders = new(_fleet.Store, _fleet.Time);
        await orders.DrainAsync("a", None);
        a.Stopped = true;
        await _fleet.RunAsync(TimeSpan.FromSeconds(8));
        Assert.False((await _fleet.ViewAsync()).Find("a")!.Live);

        FleetNode again = await _fleet.JoinAsync("a");
        await _fleet.RunAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(MemberState.Draining, again.Member.State);

        again.Member.BeginLeaving();
        await again.Member.LeaveAsync();
        again.Stopped = true;
        FleetNode restarted = await _fleet.JoinAsync("a");
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(MemberState.Active, restarted.Member.State);
    }

    [Fact]
    public async Task ABeatingNodeCanBeDeclaredDead()
    {
        (FleetNode a, _, _) = await ThreeAsync();
        MemberOrders orders = new(_fleet.Store, _fleet.Time);

        Assert.Equal(MemberOrderOutcome.Done, await orders.DownAsync("a", None));
        Assert.Equal(MemberOrderOutcome.Dead, await orders.DownAsync("a", None));
        Assert.Equal(MemberOrderOutcome.Dead, await orders.DrainAsync("a", None));
        Assert.Equal(MemberOrderOutcome.Unknown, await orders.DownAsync("z", None));
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        Assert.True(a.Member.Fenced.IsCompleted);
    }

    [Fact]
    public async Task WhoLeavesIsGoneAtOnceAndNotReaped()
    {
        (FleetNode a, FleetNode b, FleetNode c) = await ThreeAsync();
        a.Member.BeginLeaving();
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(MemberState.Leaving, (await _fleet.ViewAsync()).Find("a")!.State);

        await a.Member.LeaveAsync();
        a.Stopped = true;

        Assert.False((await _fleet.ViewAsync()).Find("a")!.Live);
        await _fleet.RunAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, Lines(b, "Declared") + Lines(c, "Declared"));
    }

    [Fact]
    public async Task TheLoopsRunByTheClock()
    {
        ManualTime time = _fleet.Time;
        await using Member member = await Member.JoinAsync(
            _fleet.Store, new NodeCard("a", "a:9000", "1.0.0"), time, NullLogger<Member>.Instance, null, None);
        int changes = 0;
        member.Changed += _ => Interlocked.Increment(ref changes);

        await Until.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return Volatile.Read(ref changes) > 3 && member.Current.Find("a")!.Beat > 2;
        });
        await member.LeaveAsync();

        Assert.False((await _fleet.ViewAsync()).Find("a")!.Live);
    }

    private async Task<(FleetNode A, FleetNode B, FleetNode C)> ThreeAsync()
    {
        FleetNode a = await _fleet.JoinAsync("a");
        await _fleet.RunAsync(TimeSpan.FromSeconds(1));
        FleetNode b = await _fleet.JoinAsync("b");
        FleetNode c = await _fleet.JoinAsync("c");
        await _fleet.RunAsync(TimeSpan.FromSeconds(3));
        return (a, b, c);
    }

    private static int Lines(FleetNode node, string start) => node.Logs.Lines.Count(line => line.StartsWith(start, StringComparison.Ordinal));
}
