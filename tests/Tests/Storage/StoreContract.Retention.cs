using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task PruningTakesTheOldestEventsAndLeavesTheRestDense()
    {
        var lease = await JoinAsync();
        // The fourth is older than the third: it stays, or there would be a hole.
        foreach (var (version, seconds) in new[] { (1, 0), (2, 1), (3, 10), (4, 2), (5, 11) })
        {
            var state = Samples.Agent(version: version);
            await CommitAsync(lease, new WriteEntry([Samples.Put(state)], [Samples.Happened(state) with { At = T0.AddSeconds(seconds) }]));
        }

        await Store.PruneAsync(T0.AddSeconds(5), T0, None);

        Assert.Equal([3, 4, 5], (await EventsAsync()).Select(stored => stored.Seq));
        Assert.Equal(5, Assert.Single((await Store.LoadAsync(None)).Agents).Version);

        await Store.PruneAsync(T0.AddDays(1), T0, None);
        Assert.Empty(await EventsAsync());
        Assert.Equal(5, (await Store.ReadLogAsync(Log, None))!.Head);
        await RestartAsync();
        await CommitAsync(await JoinAsync(), Samples.Entry(Samples.Agent(version: 6)));
        Assert.Equal(6, Assert.Single(await EventsAsync()).Seq);
    }

    [ContractFact]
    public async Task PruningTakesClosedEvidenceAndRefusalsEachByItsOwnTime()
    {
        var lease = await JoinAsync();
        var cut = T0.AddDays(10);
        await CommitAsync(
            lease,
            WriteEntry.Of(
                new RowChange.OpenSession(Agent1, 1, T0),
                new RowChange.CloseSession(Agent1, 1, cut.AddTicks(-10), "agent"),
                new RowChange.OpenSession(Agent1, 2, T0.AddDays(1)),
                new RowChange.CloseSession(Agent1, 2, cut, "agent"),
                new RowChange.OpenSession(Agent1, 3, T0.AddDays(2))),
            WriteEntry.Of(
                new RowChange.OpenException(Agent1, T0, "health_fail", "closed early"),
                new RowChange.CloseExceptions(Agent1, "health_fail", cut.AddTicks(-10)),
                new RowChange.OpenException(Agent1, T0, "health_timeout", "ended with its session"),
                new RowChange.OpenException(Agent1, T0.AddDays(3), "attestation_late", "open")),
            WriteEntry.Of(new RowChange.AddRefusals(T0, "old", "*", 1), new RowChange.AddRefusals(T0.AddMinutes(1), "new", "*", 1)));

        await Store.PruneAsync(cut, T0.AddMinutes(1), None);

        Assert.Equal([2, 3], (await Store.ReadSessionsAsync(Agent1, None)).Select(session => session.Epoch));
        Assert.Equal(["open"], (await Store.ReadExceptionsAsync(Agent1, None)).Select(exception => exception.Reason));
        Assert.Equal(["new"], (await Store.ReadRefusalsAsync(T0, None)).Select(refusal => refusal.Reason));
    }

    [ContractFact]
    public async Task AnOpenSessionOfADeadIncarnationIsPrunedByWhatThatCovered()
    {
        var dead = await JoinAsync();
        await Store.AppendAsync(dead, [WriteEntry.Of(new RowChange.OpenSession(Agent1, 1, T0))], T0.AddSeconds(7), None);
        var current = await JoinAsync();
        await CommitAsync(current, WriteEntry.Of(new RowChange.OpenSession(Agent1, 2, T0)));

        await Store.PruneAsync(T0.AddSeconds(7), T0, None);
        Assert.Equal(2, (await Store.ReadSessionsAsync(Agent1, None)).Count);

        await Store.PruneAsync(T0.AddSeconds(8), T0, None);
        Assert.Equal(2, Assert.Single(await Store.ReadSessionsAsync(Agent1, None)).Epoch);
    }

    [ContractFact]
    public async Task ARestartFindsEverything()
    {
        var lease = await JoinAsync();
        await Store.AppendAsync(
            lease,
            [
                new WriteEntry(
                    [
                        Samples.Put(Samples.Agent()) with { Quote = new byte[] { 1, 2, 3 } },
                        new RowChange.OpenSession(Agent1, 1, T0),
                        new RowChange.OpenException(Agent1, T0, "health_fail", "down"),
                    ],
                    [Samples.Happened(Samples.Agent())]),
                Samples.Entry(Samples.App()),
                WriteEntry.Of(
                    new RowChange.PutBan(Samples.Ban()),
                    new RowChange.PutBlob("ab", new byte[] { 1 }),
                    new RowChange.PutValue("key", new byte[] { 2 }),
                    new RowChange.AddRefusals(T0, "banned", "*", 3)),
            ],
            T0.AddSeconds(30),
            None);

        await RestartAsync();

        Assert.Equal(new LogRow(Log, lease.Incarnation, 2, T0.AddSeconds(30)), await Store.ReadLogAsync(Log, None));
        var rows = await Store.LoadAsync(None);
        Assert.Equal(Json(Samples.Agent()), Json(Assert.Single(rows.Agents)));
        Assert.Equal(Json(Samples.App()), Json(Assert.Single(rows.Apps)));
        Assert.Equal(Samples.Ban(), Assert.Single(rows.Bans));
        Assert.Equal(["agent.attested", "app.bound"], (await EventsAsync()).Select(stored => stored.Kind));
        Assert.Equal([1, 2, 3], (await Store.ReadQuoteAsync(Agent1, None))!.Value.ToArray());
        Assert.Equal(T0.AddSeconds(30), Assert.Single(await Store.ReadSessionsAsync(Agent1, None)).CoveredTo);
        Assert.Single(await Store.ReadExceptionsAsync(Agent1, None));
        Assert.NotNull(await Store.ReadBlobAsync("ab", None));
        Assert.NotNull(await Store.ReadValueAsync("key", None));
        Assert.Equal(3, Assert.Single(await Store.ReadRefusalsAsync(T0, None)).Count);
    }

    [ContractFact]
    public async Task ReadersBesideTheWriterSeeWholeCommits()
    {
        var lease = await JoinAsync();
        const int Rounds = 15;
        var pair = new[] { "agent-1", "agent-2" };
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(ReadAsync)).ToList();

        for (var version = 1; version <= Rounds; version++)
            await CommitAsync(lease, [.. pair.Select(id => Samples.Entry(Samples.Agent(id, version: version)))]);
        await ended.CancelAsync();

        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));

        async Task<int> ReadAsync()
        {
            var reads = 0;
            do
            {
                var agents = (await Store.LoadAsync(None)).Agents;
                Assert.True(agents.Select(agent => agent.Version).Distinct().Count() <= 1, "A reader saw half a commit.");
                var events = await EventsAsync(limit: 1000);
                Assert.Equal(0, events.Count % 2);
                Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(stored => stored.Seq));
                reads++;
            }
            while (!ended.IsCancellationRequested);

            return reads;
        }
    }
}
