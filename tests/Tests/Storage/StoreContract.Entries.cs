using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

public abstract partial class StoreContract
{
    private const WriteOutcome Committed = WriteOutcome.Committed;
    private const WriteOutcome Conflict = WriteOutcome.Conflict;

    [ContractFact]
    public async Task StateAndEventComeBackAsTheyWereWritten()
    {
        var lease = await JoinAsync();
        var agent = Samples.Agent() with { Phase = new AgentPhase.Gone(T0.AddSeconds(9), "superseded") };
        var app = Samples.App();

        await CommitAsync(lease, Samples.Entry(agent), Samples.Entry(app));

        var rows = await Store.LoadAsync(None);
        Assert.Equal(Json(agent), Json(Assert.Single(rows.Agents)));
        Assert.Equal(Json(app), Json(Assert.Single(rows.Apps)));
        var stored = (await EventsAsync())[0];
        Assert.Equal((Log, 1, "agent/agent-1", 1, "agent.attested", "agent"), (stored.Log, stored.Seq, stored.Entity.Value, stored.Version, stored.Kind, stored.Actor));
        Assert.Equal(T0.AddSeconds(1), stored.At);
        Assert.Equal(agent.Attestation.At, Assert.IsType<AgentEvent.Attested>(stored.Body).Facts.At);
    }

    [ContractFact]
    public async Task AnUpdateNeedsTheEpochAndTheVersionThatAreThere()
    {
        var lease = await JoinAsync();
        await CommitAsync(lease, Samples.Entry(Samples.Agent(epoch: 3)));
        var next = Samples.Agent(epoch: 4, version: 2);

        Assert.Equal([Conflict], await AppendAsync(lease, WriteEntry.Of(new RowChange.PutAgent(next, 2, 1))));
        Assert.Equal([Conflict], await AppendAsync(lease, WriteEntry.Of(new RowChange.PutAgent(next, 3, 2))));
        Assert.Equal([Conflict], await AppendAsync(lease, WriteEntry.Of(new RowChange.PutAgent(next, 0, 0))));
        Assert.Equal([Committed], await AppendAsync(lease, WriteEntry.Of(new RowChange.PutAgent(next, 3, 1))));

        Assert.Equal(4, Assert.Single((await Store.LoadAsync(None)).Agents).Epoch);
    }

    [ContractFact]
    public async Task ARowThatIsNotThereIsNotUpdated()
    {
        var lease = await JoinAsync();

        Assert.Equal([Conflict], await AppendAsync(lease, WriteEntry.Of(new RowChange.PutAgent(Samples.Agent(version: 2), 1, 1))));
        Assert.Equal([Conflict], await AppendAsync(lease, WriteEntry.Of(new RowChange.PutApp(Samples.App(version: 2), 1))));

        Assert.Empty((await Store.LoadAsync(None)).Agents);
        Assert.Empty((await Store.LoadAsync(None)).Apps);
    }

    [ContractFact]
    public async Task AConflictDropsItsOwnEntryAndNoOther()
    {
        var lease = await JoinAsync();
        await CommitAsync(lease, Samples.Entry(Samples.Agent("agent-2")));

        var outcomes = await AppendAsync(
            lease, Samples.Entry(Samples.Agent("agent-1")), Samples.Entry(Samples.Agent("agent-2")), Samples.Entry(Samples.Agent("agent-3")));

        Assert.Equal([Committed, Conflict, Committed], outcomes);
        Assert.Equal(["agent/agent-2", "agent/agent-1", "agent/agent-3"], (await EventsAsync()).Select(stored => stored.Entity.Value));
        Assert.Equal([1, 2, 3], (await EventsAsync()).Select(stored => stored.Seq));
    }

    [ContractFact]
    public async Task AnEntryIsWrittenWholeOrNotAtAll()
    {
        var lease = await JoinAsync();
        await CommitAsync(lease, Samples.Entry(Samples.App()));
        var agent = Samples.Agent();
        var entry = new WriteEntry(
            [
                Samples.Put(agent) with { Quote = new byte[] { 1, 2, 3 } },
                new RowChange.PutBan(Samples.Ban()),
                new RowChange.OpenSession(agent.Id, 1, T0),
                new RowChange.OpenException(agent.Id, T0, "health_fail", "down"),
                new RowChange.PutBlob("ab", new byte[] { 1 }),
                new RowChange.PutValue("key", new byte[] { 1 }),
                new RowChange.AddRefusals(T0, "bad", "*", 1),
                new RowChange.PutApp(Samples.App(), 0),
            ],
            [Samples.Happened(agent)]);

        Assert.Equal([Conflict, Committed], await AppendAsync(lease, entry, WriteEntry.Of(new RowChange.PutValue("other", new byte[] { 2 }))));

        var rows = await Store.LoadAsync(None);
        Assert.Empty(rows.Agents);
        Assert.Empty(rows.Bans);
        Assert.Single(await EventsAsync());
        Assert.Null(await Store.ReadQuoteAsync(agent.Id, None));
        Assert.Empty(await Store.ReadSessionsAsync(agent.Id, None));
        Assert.Empty(await Store.ReadExceptionsAsync(agent.Id, None));
        Assert.Null(await Store.ReadBlobAsync("ab", None));
        Assert.Null(await Store.ReadValueAsync("key", None));
        Assert.Empty(await Store.ReadRefusalsAsync(T0, None));
        Assert.NotNull(await Store.ReadValueAsync("other", None));
    }

    [ContractFact]
    public async Task ALaterEntryOfABatchSeesTheEarlierOnes()
    {
        var lease = await JoinAsync();

        var outcomes = await AppendAsync(
            lease,
            Samples.Entry(Samples.Agent(version: 1)),
            Samples.Entry(Samples.Agent(version: 2)),
            Samples.Entry(Samples.Agent(version: 2)),
            Samples.Entry(Samples.Agent(version: 3)));

        Assert.Equal([Committed, Committed, Conflict, Committed], outcomes);
        Assert.Equal(3, Assert.Single((await Store.LoadAsync(None)).Agents).Version);
        Assert.Equal([1, 2, 3], (await EventsAsync()).Select(stored => stored.Version));
    }

    [ContractFact]
    public async Task AnEntryBehindADroppedOneFindsRowsAsTheyWere()
    {
        var lease = await JoinAsync();
        RowChange seen = new RowChange.AddSeenQuote("a", AgentId.Parse("agent-1"), T0.AddSeconds(10), T0);
        await CommitAsync(lease, Samples.Entry(Samples.Agent()), WriteEntry.Of(seen));

        var outcomes = await AppendAsync(
            lease,
            WriteEntry.Of(Samples.Put(Samples.Agent(version: 2)), seen),
            Samples.Entry(Samples.Agent(version: 2)),
            Samples.Entry(Samples.Agent(version: 2)),
            Samples.Entry(Samples.Agent("agent-2")));

        Assert.Equal([Conflict, Committed, Conflict, Committed], outcomes);
    }

    [ContractFact]
    public async Task WhatComesTooLateIsLeftOutOfABatchOfManyKinds()
    {
        var lease = await JoinAsync();
        await CommitAsync(
            lease,
            Samples.Entry(Samples.App()),
            Samples.Entry(Samples.App("world")),
            Samples.Entry(Samples.App(version: 2)),
            Samples.Entry(Samples.Agent()),
            Samples.Entry(Samples.Agent("agent-2")));
        static WriteEntry Expecting(string app, long version, AgentState agent) =>
            Samples.Entry(agent) with { Changes = [new RowChange.ExpectApp(AppName.Parse(app), version), Samples.Put(agent)] };

        var outcomes = await AppendAsync(
            lease,
            Expecting("world", 1, Samples.Agent(version: 2)),
            Expecting("hello", 1, Samples.Agent("agent-2", version: 2)),
            Samples.Entry(Samples.App("world", version: 2)),
            Expecting("world", 1, Samples.Agent("agent-2", version: 2)),
            Expecting("world", 2, Samples.Agent("agent-2", version: 3)),
            Expecting("world", 2, Samples.Agent("agent-2", version: 2)),
            Expecting("none", 0, Samples.Agent("agent-3")),
            Expecting("none", 1, Samples.Agent("agent-4")));

        Assert.Equal([Committed, Conflict, Committed, Conflict, Conflict, Committed, Committed, Conflict], outcomes);
        Assert.Equal([2, 2, 1], (await Store.LoadAsync(None)).Agents.OrderBy(agent => agent.Id.Value, StringComparer.Ordinal).Select(agent => agent.Version));
    }

    [ContractFact]
    public async Task ExceptionsOfOneKindAreOpenedAndClosedInTurn()
    {
        var lease = await JoinAsync();
        var other = AgentId.Parse("agent-2");
        RowChange Open(AgentId agent, int second, string kind) => new RowChange.OpenException(agent, T0.AddSeconds(second), kind, "down");
        RowChange Close(AgentId agent, int second, string kind) => new RowChange.CloseExceptions(agent, kind, T0.AddSeconds(second));

        await CommitAsync(
            lease,
            WriteEntry.Of(Close(Agent1, 0, "health_fail"), Close(Agent1, 0, "health_timeout")),
            WriteEntry.Of(Open(Agent1, 1, "health_fail")),
            WriteEntry.Of(Open(other, 2, "health_fail"), Open(other, 2, "health_timeout")),
            WriteEntry.Of(Close(Agent1, 3, "health_fail"), Close(Agent1, 3, "health_timeout")),
            WriteEntry.Of(Open(Agent1, 4, "health_timeout")),
            WriteEntry.Of(Close(other, 5, "health_timeout"), Close(other, 6, "health_timeout")),
            WriteEntry.Of(Open(Agent1, 7, "health_fail")));

        Assert.Equal(
            [("health_fail", 1, 3), ("health_timeout", 4, null), ("health_fail", 7, null)],
            (await Store.ReadExceptionsAsync(Agent1, None)).Select(row => (row.Kind, Second(row.From), row.To is { } to ? Second(to) : (int?)null)));
        Assert.Equal(
            [("health_fail", null), ("health_timeout", 5)],
            (await Store.ReadExceptionsAsync(other, None)).Select(row => (row.Kind, row.To is { } to ? Second(to) : (int?)null)));
        static int Second(DateTimeOffset at) => (int)(at - T0).TotalSeconds;
    }

    [ContractFact]
    public async Task AnExpectedAppMustStillBeAtItsVersion()
    {
        var lease = await JoinAsync();
        var hello = AppName.Parse("hello");
        var entry = Samples.Entry(Samples.Agent());
        WriteEntry Expecting(long version) => entry with { Changes = [new RowChange.ExpectApp(hello, version), .. entry.Changes] };

        Assert.Equal([Conflict], await AppendAsync(lease, Expecting(1)));
        await CommitAsync(lease, Samples.Entry(Samples.App()));
        Assert.Equal([Conflict], await AppendAsync(lease, Expecting(0)));
        Assert.Equal([Conflict], await AppendAsync(lease, entry with { Changes = [.. entry.Changes, new RowChange.ExpectApp(hello, 0)] }));
        Assert.Equal([Committed], await AppendAsync(lease, Expecting(1)));
    }

    [ContractFact]
    public async Task AnAppIsBoundReleasedAndBoundAgainByVersion()
    {
        var lease = await JoinAsync();
        await CommitAsync(lease, Samples.Entry(Samples.App()), Samples.Entry(Samples.App(version: 2)));

        Assert.Equal([Conflict], await AppendAsync(lease, Samples.Entry(Samples.App(version: 2))));
        Assert.Equal([Conflict], await AppendAsync(lease, Samples.Entry(Samples.App())));

        Assert.Equal(2, Assert.Single((await Store.LoadAsync(None)).Apps).Version);
    }

    [ContractFact]
    public async Task EventsAreReadInPagesAndByEntity()
    {
        var lease = await JoinAsync();
        var entries = Enumerable.Range(1, 30).Select(n => Samples.Entry(Samples.Agent($"agent-{n % 3}", version: ((n - 1) / 3) + 1)));
        await CommitAsync(lease, [.. entries]);

        Assert.Equal([6, 7, 8, 9], (await EventsAsync(after: 5, limit: 4)).Select(stored => stored.Seq));
        Assert.Empty(await EventsAsync(after: 30));
        var ofOne = await EventsAsync(after: 4, limit: 3, entity: EntityName.Of(AgentId.Parse("agent-0")));
        Assert.Equal([6, 9, 12], ofOne.Select(stored => stored.Seq));
        Assert.Equal([2, 3, 4], ofOne.Select(stored => stored.Version));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await EventsAsync(limit: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await EventsAsync(limit: 1001));
    }
}
