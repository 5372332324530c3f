using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task ALogThatNobodyJoinedIsNotThere() => Assert.Null(await Store.ReadLogAsync(Log, None));

    [ContractFact]
    public async Task AJoinedLogBeginsEmpty()
    {
        var lease = await JoinAsync();

        Assert.Equal(new LogRow(Log, lease.Incarnation, 0, T0), await Store.ReadLogAsync(Log, None));
        Assert.Empty(await EventsAsync());
    }

    [ContractFact]
    public async Task AnOlderIncarnationCanWriteNoMore()
    {
        var old = await JoinAsync();
        await CommitAsync(old, Samples.Entry(Samples.Agent("agent-1")));
        var current = await JoinAsync();

        Assert.Null(await AppendAsync(old, Samples.Entry(Samples.Agent("agent-2"))));
        Assert.Null(await AppendAsync(old));

        Assert.Single((await Store.LoadAsync(None)).Agents);
        Assert.Equal(1, (await Store.ReadLogAsync(Log, None))!.Head);
        await CommitAsync(current, Samples.Entry(Samples.Agent("agent-2")));
        Assert.Equal([1, 2], (await EventsAsync()).Select(stored => stored.Seq));
    }

    [ContractFact]
    public async Task AnIncarnationWritesOnlyTheLogItJoined()
    {
        var lease = await JoinAsync();

        Assert.Null(await AppendAsync(lease with { Log = "node-b" }, Samples.Entry(Samples.Agent())));
        Assert.Null(await AppendAsync(lease with { Incarnation = Guid.NewGuid() }, Samples.Entry(Samples.Agent())));
    }

    [ContractFact]
    public async Task EachLogCountsItsOwnEvents()
    {
        var a = await JoinAsync();
        var b = await Store.JoinAsync("node-b", T0, None);
        await CommitAsync(a, Samples.Entry(Samples.Agent("agent-1")), Samples.Entry(Samples.Agent("agent-2")));
        await CommitAsync(b, Samples.Entry(Samples.Agent("agent-3")));

        Assert.Equal([1, 2], (await EventsAsync()).Select(stored => stored.Seq));
        var other = Assert.Single(await Store.ReadEventsAsync(new EventQuery("node-b", 0, 10, null), None));
        Assert.Equal(("node-b", 1, "agent/agent-3"), (other.Log, other.Seq, other.Entity.Value));
    }

    [ContractFact]
    public async Task AllLogsAreListedByName()
    {
        Assert.Empty(await Store.ReadLogsAsync(None));
        var b = await Store.JoinAsync("node-b", T0, None);
        var a = await JoinAsync();
        await CommitAsync(b, Samples.Entry(Samples.Agent("agent-3")));

        Assert.Equal(
            [new LogRow(Log, a.Incarnation, 0, T0), new LogRow("node-b", b.Incarnation, 1, T0)], await Store.ReadLogsAsync(None));
    }

    [ContractFact]
    public async Task AnEmptyBatchMovesWhatIsCoveredAndNothingElse()
    {
        var lease = await JoinAsync();

        Assert.Empty((await Store.AppendAsync(lease, [], T0.AddSeconds(1), None))!);

        Assert.Equal(new LogRow(Log, lease.Incarnation, 0, T0.AddSeconds(1)), await Store.ReadLogAsync(Log, None));
    }

    [ContractFact]
    public async Task WhatIsCoveredNeverMovesBack()
    {
        var lease = await JoinAsync();
        await Store.AppendAsync(lease, [], T0.AddSeconds(5), None);
        await Store.AppendAsync(lease, [], T0.AddSeconds(4), None);
        Assert.Equal(T0.AddSeconds(5), (await Store.ReadLogAsync(Log, None))!.CoveredTo);

        await Store.JoinAsync(Log, T0.AddSeconds(60), None);

        Assert.Equal(T0.AddSeconds(5), (await Store.ReadLogAsync(Log, None))!.CoveredTo);
    }

    [ContractFact]
    public async Task InstantsAreKeptToTheMicrosecond()
    {
        var lease = await JoinAsync();

        await Store.AppendAsync(lease, [], T0.AddTicks(19), None);

        Assert.Equal(T0.AddTicks(10), (await Store.ReadLogAsync(Log, None))!.CoveredTo);
    }

    [ContractFact]
    public async Task ABatchAboveTheLimitIsABug()
    {
        var lease = await JoinAsync();
        var tooMany = Enumerable.Repeat(WriteEntry.Of(), Limits.CommitEntries + 1).ToArray();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await AppendAsync(lease, tooMany));

        Assert.Equal(Limits.CommitEntries, (await AppendAsync(lease, tooMany[1..]))!.Count);
    }

    [ContractFact]
    public async Task ACancelledAppendWritesNothing()
    {
        var lease = await JoinAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.AppendAsync(lease, [Samples.Entry(Samples.Agent())], T0, cancelled));

        Assert.Empty((await Store.LoadAsync(None)).Agents);
    }
}
