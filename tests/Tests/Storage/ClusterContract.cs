using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

/// <summary>What every store that nodes share keeps: who may write, who is dead, who holds the ledger, what the others wrote.</summary>
public abstract class ClusterContract : IAsyncLifetime
{
    private static readonly DateTimeOffset T0 = Samples.T0;
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Dictionary<string, long> Nothing = [];

    private protected IClusterStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    [ContractFact]
    public async Task ANodeThatJoinedIsActiveAndMayWrite()
    {
        var lease = await JoinAsync("node-a");

        var row = Assert.Single((await Store.ReadClusterAsync(None)).Nodes);
        Assert.Equal(
            new MemberRow("node-a", lease.Incarnation, MemberState.Active, "node-a:9000", "1.0.0", 0, 0, 0, T0), row);
        await CommitAsync(lease, Samples.Entry(Samples.Agent()));
        Assert.Equal(1, (await Store.ReadClusterAsync(None)).Nodes[0].Head);
    }

    [ContractFact]
    public async Task TheOlderIncarnationOfANameIsDeadFromTheJoinOn()
    {
        var old = await JoinAsync("node-a");
        var current = await JoinAsync("node-a", T0.AddSeconds(5));

        Assert.False(await Store.BeatAsync(old, 0, None));
        Assert.Null(await Store.AppendAsync(old, [], T0, None));
        Assert.True(await Store.BeatAsync(current, 3, None));
        var row = Assert.Single((await Store.ReadClusterAsync(None)).Nodes);
        Assert.Equal((current.Incarnation, 1, 3), (row.Incarnation, row.Beat, row.Reaches));
    }

    [ContractFact]
    public async Task ASilentNodeIsReapedAndCanWriteNoMore()
    {
        var lease = await JoinAsync("node-a");
        await JoinAsync("node-b");
        await Store.BeatAsync(lease, 0, None);
        var seen = (await Store.ReadClusterAsync(None)).Find("node-a")!;

        Assert.True(await Store.ReapAsync(seen, T0.AddSeconds(5), None));

        Assert.Equal(MemberState.Dead, (await Store.ReadClusterAsync(None)).Find("node-a")!.State);
        Assert.False(await Store.BeatAsync(lease, 0, None));
        Assert.Null(await Store.AppendAsync(lease, [Samples.Entry(Samples.Agent())], T0.AddSeconds(6), None));
        Assert.False(await Store.SetStateAsync("node-a", lease.Incarnation, MemberState.Active, null, None));
        Assert.False(await Store.ReapAsync(seen, T0.AddSeconds(6), None));
    }

    [ContractFact]
    public async Task ANodeThatBeatMeanwhileIsNotReaped()
    {
        var lease = await JoinAsync("node-a");
        var seen = (await Store.ReadClusterAsync(None)).Find("node-a")!;
        await Store.BeatAsync(lease, 0, None);

        Assert.False(await Store.ReapAsync(seen, T0.AddSeconds(5), None));

        Assert.True(await Store.BeatAsync(lease, 0, None));
    }

    [ContractFact]
    public async Task ADrainingNodeStillWrites()
    {
        var lease = await JoinAsync("node-a");

        foreach (var (state, agent) in new[] { (MemberState.Draining, "agent-1"), (MemberState.Leaving, "agent-2") })
        {
            Assert.True(await Store.SetStateAsync("node-a", lease.Incarnation, state, null, None));

            await CommitAsync(lease, Samples.Entry(Samples.Agent(agent)));
            Assert.Equal(state, (await Store.ReadClusterAsync(None)).Find("node-a")!.State);
        }
    }

    [ContractFact]
    public async Task ANameThatAnOperatorDrainedJoinsAsDrainingUntilItIsResumed()
    {
        var first = await JoinAsync("node-a");
        Assert.True(await Store.SetStateAsync("node-a", first.Incarnation, MemberState.Draining, null, None));
        var second = await JoinAsync("node-a");
        Assert.Equal((MemberState.Active, false), await OwnAsync());

        Assert.True(await Store.SetStateAsync("node-a", second.Incarnation, MemberState.Draining, true, None));
        Assert.True(await Store.SetStateAsync("node-a", second.Incarnation, MemberState.Draining, null, None));
        Assert.True(await Store.ReapAsync((await Store.ReadClusterAsync(None)).Find("node-a")!, T0, None));
        var third = await JoinAsync("node-a");
        Assert.Equal((MemberState.Draining, true), await OwnAsync());

        Assert.True(await Store.SetStateAsync("node-a", third.Incarnation, MemberState.Active, false, None));
        await JoinAsync("node-a");
        Assert.Equal((MemberState.Active, false), await OwnAsync());

        async Task<(MemberState, bool)> OwnAsync() =>
            (await Store.ReadClusterAsync(None)).Find("node-a") is { } row ? (row.State, row.Drained) : throw new InvalidOperationException();
    }

    [ContractFact]
    public async Task ANodeThatLeftIsDeadAndCoveredWhatItWrote()
    {
        var lease = await JoinAsync("node-a");

        await Store.LeaveAsync(lease, T0.AddSeconds(8), T0.AddSeconds(9), None);

        var row = (await Store.ReadClusterAsync(None)).Find("node-a")!;
        Assert.Equal((MemberState.Dead, T0.AddSeconds(8)), (row.State, row.CoveredTo));
        Assert.Null(await Store.AppendAsync(lease, [], T0.AddSeconds(10), None));
    }

    [ContractFact]
    public async Task TheLedgerHasOneHolderUntilThatOneIsDead()
    {
        var a = await JoinAsync("node-a");
        var b = await JoinAsync("node-b");
        var first = await Store.ClaimLedgerAsync(a, T0, None);

        Assert.Equal(ILedgerStore.Log, first!.Log);
        Assert.Null(await Store.ClaimLedgerAsync(b, T0, None));
        Assert.Equal("node-a", (await Store.ReadClusterAsync(None)).Holder!.Node);
        Assert.NotNull(await Store.AppendLedgerAsync(first, [], T0, None));
        Assert.True(await Store.ReapAsync((await Store.ReadClusterAsync(None)).Find("node-a")!, T0.AddSeconds(5), None));

        Assert.Null((await Store.ReadClusterAsync(None)).Holder);
        Assert.Null(await Store.AppendLedgerAsync(first, [], T0, None));
        var second = await Store.ClaimLedgerAsync(b, T0.AddSeconds(5), None);
        Assert.NotNull(await Store.AppendLedgerAsync(second!, [], T0.AddSeconds(5), None));
        Assert.Null(await Store.AppendLedgerAsync(first, [], T0.AddSeconds(5), None));
        Assert.Null(await Store.ClaimLedgerAsync(a, T0.AddSeconds(5), None));
    }

    [ContractFact]
    public async Task ALedgerGivenUpIsFree()
    {
        var a = await JoinAsync("node-a");
        var b = await JoinAsync("node-b");
        var first = await Store.ClaimLedgerAsync(a, T0, None);

        await Store.ReleaseLedgerAsync(b, first!, None);
        Assert.Null(await Store.ClaimLedgerAsync(b, T0, None));

        await Store.ReleaseLedgerAsync(a, first!, None);
        Assert.Null((await Store.ReadClusterAsync(None)).Holder);
        Assert.NotNull(await Store.ClaimLedgerAsync(b, T0, None));
    }

    [ContractFact]
    public async Task TheTailIsWhatTheLogsWroteBehindTheMarksAsTheRowsAreNow()
    {
        var a = await JoinAsync("node-a");
        var b = await JoinAsync("node-b");
        await CommitAsync(a, Samples.Entry(Samples.Agent("agent-1")), Samples.Entry(Samples.App()));
        await CommitAsync(b, Samples.Entry(Samples.Agent("agent-2")));
        await CommitAsync(b, Samples.Entry(Samples.Agent("agent-1", version: 2)));

        var all = await Store.ReadTailAsync(Nothing, 100, None);
        Assert.Equal(["agent-1", "agent-2"], all.Agents.Select(row => row.Id.Value).Order());
        Assert.Equal(2, all.Agents.Single(row => row.Id == AgentId.Parse("agent-1")).Version);
        Assert.Equal("hello", Assert.Single(all.Apps).Name.Value);
        Assert.Equal((2, 2), (all.Marks["node-a"], all.Marks["node-b"]));
        Assert.Equal((T0.AddSeconds(2), false), (all.LastAt, all.More));
        Assert.Null(all.Bans);

        var rest = await Store.ReadTailAsync(new Dictionary<string, long> { ["node-a"] = 2, ["node-b"] = 1 }, 100, None);
        Assert.Equal("agent-1", Assert.Single(rest.Agents).Id.Value);
        Assert.Empty((await Store.ReadTailAsync(all.Marks, 100, None)).Agents);
        Assert.Null((await Store.ReadTailAsync(all.Marks, 100, None)).LastAt);
    }

    [ContractFact]
    public async Task ATailReadInPiecesMissesNothing()
    {
        var a = await JoinAsync("node-a");
        var b = await JoinAsync("node-b");
        for (var i = 0; i < 5; i++)
        {
            await CommitAsync(a, Samples.Entry(Samples.Agent($"a-{i}")));
            await CommitAsync(b, Samples.Entry(Samples.Agent($"b-{i}")));
        }

        HashSet<string> seen = [];
        var tail = await Store.ReadTailAsync(Nothing, 3, None);
        for (; tail.More; tail = await Store.ReadTailAsync(tail.Marks, 3, None))
            seen.UnionWith(tail.Agents.Select(row => row.Id.Value));
        seen.UnionWith(tail.Agents.Select(row => row.Id.Value));

        Assert.Equal(10, seen.Count);
        Assert.Equal((5, 5), (tail.Marks["node-a"], tail.Marks["node-b"]));
    }

    [ContractFact]
    public async Task ATailThatSpeaksOfABanHasAllBans()
    {
        var a = await JoinAsync("node-a");
        var ban = Samples.Ban();
        await CommitAsync(a, WriteEntry.Of(new RowChange.PutBan(Samples.Ban("agent-9"))));
        NewEvent happened = new(EntityName.Of(ban.Target), 0, T0, "admin", new EasyEnclave.Actors.Bans.BanEvent.Set(ban.Target.Scope, ban.Target.Value, ban.Reason));
        await CommitAsync(a, new WriteEntry([new RowChange.PutBan(ban)], [happened]));

        Assert.Equal(2, (await Store.ReadTailAsync(Nothing, 100, None)).Bans!.Count);
    }

    [ContractFact]
    public async Task ASnapshotSaysFromWhereTheFeedGoesOn()
    {
        var a = await JoinAsync("node-a");
        await CommitAsync(a, Samples.Entry(Samples.Agent("agent-1")));
        var snapshot = await Store.LoadAsync(None);
        await CommitAsync(a, Samples.Entry(Samples.Agent("agent-2")));

        Assert.Equal("agent-2", Assert.Single((await Store.ReadTailAsync(snapshot.Heads, 100, None)).Agents).Id.Value);
    }

    /// <summary>Opens the store of this test: empty.</summary>
    private protected abstract ValueTask<IClusterStore> OpenAsync();

    private ValueTask<LogLease> JoinAsync(string node, DateTimeOffset? now = null) =>
        Store.JoinNodeAsync(new NodeCard(node, node + ":9000", "1.0.0"), now ?? T0, None);

    private async Task CommitAsync(LogLease lease, params WriteEntry[] batch) =>
        Assert.All((await Store.AppendAsync(lease, batch, T0, None))!, outcome => Assert.Equal(WriteOutcome.Committed, outcome));
}
