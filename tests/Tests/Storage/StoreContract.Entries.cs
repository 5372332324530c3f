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
