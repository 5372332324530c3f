using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task AnAgentsLatestQuoteIsKeptUntilTheNextOne()
    {
        var lease = await JoinAsync();
        var big = new byte[Limits.QuoteBytes];
        new Span<byte>(big).Fill(0xA5);
        Assert.Null(await Store.ReadQuoteAsync(Agent1, None));

        await CommitAsync(lease, WriteEntry.Of(Samples.Put(Samples.Agent()) with { Quote = big }));
        await CommitAsync(lease, WriteEntry.Of(Samples.Put(Samples.Agent(version: 2))));
        Assert.Equal(big, (await Store.ReadQuoteAsync(Agent1, None))!.Value.ToArray());

        await CommitAsync(lease, WriteEntry.Of(Samples.Put(Samples.Agent(version: 3)) with { Quote = new byte[] { 7 } }));
        Assert.Equal([7], (await Store.ReadQuoteAsync(Agent1, None))!.Value.ToArray());
        Assert.Null(await Store.ReadQuoteAsync(AgentId.Parse("agent-2"), None));
    }

    [ContractFact]
    public async Task AnAgentWithoutAQuoteHasNone()
    {
        var lease = await JoinAsync();

        await CommitAsync(lease, Samples.Entry(Samples.Agent()));

        Assert.Null(await Store.ReadQuoteAsync(Agent1, None));
    }

    [ContractFact]
    public async Task AQuoteThatMayCountOnceIsWrittenOnceWithAllOfItsEntryUntilItsTimeIsOver()
    {
        var lease = await JoinAsync();
        RowChange Seen(string fingerprint, string agent, int now = 0) =>
            new RowChange.AddSeenQuote(fingerprint, AgentId.Parse(agent), T0.AddSeconds(10), T0.AddSeconds(now));
        await CommitAsync(lease, WriteEntry.Of(Seen("a", "agent-1")), WriteEntry.Of(Seen("b", "agent-1")));

        var outcomes = await Store.AppendAsync(
            lease,
            [WriteEntry.Of(new RowChange.PutValue("key", new byte[] { 1 }), Seen("a", "agent-2")), WriteEntry.Of(Seen("c", "agent-2", now: 10))],
            T0,
            None);

        Assert.Equal([WriteOutcome.Conflict, WriteOutcome.Committed], outcomes);
        Assert.Null(await Store.ReadValueAsync("key", None));
        Assert.Equal(new SeenQuotes(This: true, OfAgent: 2), await Store.ReadSeenQuotesAsync("a", Agent1, None));
        Assert.Equal(new SeenQuotes(This: false, OfAgent: 1), await Store.ReadSeenQuotesAsync("d", AgentId.Parse("agent-2"), None));

        await CommitAsync(lease, WriteEntry.Of(Seen("d", "agent-2", now: 11)));
        Assert.Equal(new SeenQuotes(This: false, OfAgent: 0), await Store.ReadSeenQuotesAsync("a", Agent1, None));
    }

    [ContractFact]
    public async Task ABanIsSetReplacedAndLifted()
    {
        var lease = await JoinAsync();
        var other = new Ban(new BanTarget(BanScope.ClientKey, "agent-1"), T0, "admin", "stolen");

        await CommitAsync(lease, WriteEntry.Of(new RowChange.PutBan(Samples.Ban()), new RowChange.PutBan(other)));
        await CommitAsync(lease, WriteEntry.Of(new RowChange.PutBan(Samples.Ban(reason: "abuse"))));
        Assert.Equal(["abuse", "stolen"], (await Store.LoadAsync(None)).Bans.Select(ban => ban.Reason).Order());

        await CommitAsync(lease, WriteEntry.Of(new RowChange.RemoveBan(Samples.Ban().Target), new RowChange.RemoveBan(Samples.Ban().Target)));
        Assert.Equal(other, Assert.Single((await Store.LoadAsync(None)).Bans));
    }

    [ContractFact]
    public async Task ASessionIsClosedOnceWithItsCause()
    {
        var lease = await JoinAsync();
        await CommitAsync(lease, WriteEntry.Of(new RowChange.OpenSession(Agent1, 1, T0), new RowChange.OpenSession(Agent1, 2, T0.AddSeconds(5))));

        await CommitAsync(
            lease,
            WriteEntry.Of(new RowChange.CloseSession(Agent1, 1, T0.AddSeconds(5), "superseded")),
            WriteEntry.Of(new RowChange.CloseSession(Agent1, 1, T0.AddSeconds(9), "agent")),
            WriteEntry.Of(new RowChange.CloseSession(Agent1, 7, T0.AddSeconds(9), "agent")));

        Assert.Equal(
            [
                new SessionRow(Agent1, 1, Log, lease.Incarnation, T0, T0.AddSeconds(5), "superseded"),
                new SessionRow(Agent1, 2, Log, lease.Incarnation, T0.AddSeconds(5), null, null) { CoveredTo = T0 },
            ],
            await Store.ReadSessionsAsync(Agent1, None));
        Assert.Empty(await Store.ReadSessionsAsync(AgentId.Parse("agent-2"), None));
    }

    [ContractFact]
    public async Task ALateGoodbyeShortensASessionThatWasSupersededAndNoOther()
    {
        var lease = await JoinAsync();
        await CommitAsync(lease, WriteEntry.Of(new RowChange.OpenSession(Agent1, 1, T0), new RowChange.OpenSession(Agent1, 2, T0)));
        await CommitAsync(
            lease,
            WriteEntry.Of(new RowChange.CloseSession(Agent1, 1, T0.AddSeconds(9), "superseded"), new RowChange.CloseSession(Agent1, 2, T0.AddSeconds(9), "ban")));

        await CommitAsync(
            lease,
            WriteEntry.Of(new RowChange.CloseSession(Agent1, 1, T0.AddSeconds(4), "agent"), new RowChange.CloseSession(Agent1, 2, T0.AddSeconds(4), "agent")));

        Assert.Equal(
            [(T0.AddSeconds(4), "agent"), (T0.AddSeconds(9), "ban")],
            (await Store.ReadSessionsAsync(Agent1, None)).Select(row => (row.To!.Value, row.Cause!)));
    }

    [ContractFact]
    public async Task WhoTakesASessionOverCoversNothingThatItsOwnIncarnationDidNot()
    {
        var dead = await JoinAsync();
        await Store.AppendAsync(
            dead,
            [WriteEntry.Of([.. Enumerable.Range(1, 3).Select(epoch => new RowChange.OpenSession(Agent1, epoch, T0))])],
            T0.AddSeconds(7),
            None);
        var other = await Store.JoinAsync("node-2", T0.AddSeconds(8), None);
        await CommitAsync(other, WriteEntry.Of(new RowChange.CloseSession(Agent1, 1, T0.AddSeconds(9), "superseded")));
        Assert.Equal(T0.AddSeconds(9), (await Store.ReadSessionsAsync(Agent1, None))[0].To);

        await Store.JoinAsync(Log, T0.AddSeconds(60), None);
        await CommitAsync(
            other,
            WriteEntry.Of(
                new RowChange.CloseSession(Agent1, 2, T0.AddSeconds(61), "superseded"), new RowChange.CloseSession(Agent1, 3, T0.AddSeconds(5), "superseded")));

        Assert.Equal(
            [(null, null, T0.AddSeconds(7)), (null, null, T0.AddSeconds(7)), (T0.AddSeconds(5), "superseded", (DateTimeOffset?)null)],
            (await Store.ReadSessionsAsync(Agent1, None)).Select(session => (session.To, session.Cause, session.CoveredTo)));
    }

    [ContractFact]
    public async Task AnOpenSessionOfADeadIncarnationIsCoveredUpToItsDeath()
    {
        var dead = await JoinAsync();
        await Store.AppendAsync(dead, [WriteEntry.Of(new RowChange.OpenSession(Agent1, 1, T0))], T0.AddSeconds(7), None);
        var current = await Store.JoinAsync(Log, T0.AddSeconds(60), None);
        await Store.AppendAsync(
            current, [WriteEntry.Of(new RowChange.OpenSession(Agent1, 2, T0.AddSeconds(61)))], T0.AddSeconds(62), None);

        var sessions = await Store.ReadSessionsAsync(Agent1, None);

        Assert.Equal([T0.AddSeconds(7), T0.AddSeconds(62)], sessions.Select(session => session.CoveredTo!.Value));
        Assert.Equal([dead.Incarnation, current.Incarnation], sessions.Select(session => session.Incarnation));
    }

    [ContractFact]
    public async Task ExceptionsAreClosedByKind()
    {
        var lease = await JoinAsync();
        await CommitAsync(
            lease,
            WriteEntry.Of(
                new RowChange.OpenException(Agent1, T0.AddSeconds(2), "health_fail", "again"),
                new RowChange.OpenException(Agent1, T0, "health_fail", "down"),
                new RowChange.OpenException(Agent1, T0.AddSeconds(1), "health_timeout", "silent"),
                new RowChange.OpenException(AgentId.Parse("agent-2"), T0, "health_fail", "another's")));

        await CommitAsync(lease, WriteEntry.Of(new RowChange.CloseExceptions(Agent1, "health_fail", T0.AddSeconds(3))));
        await CommitAsync(lease, WriteEntry.Of(new RowChange.CloseExceptions(Agent1, "health_fail", T0.AddSeconds(4))));

        Assert.Equal(
            [
                new ExceptionRow(Agent1, T0, T0.AddSeconds(3), "health_fail", "down"),
                new ExceptionRow(Agent1, T0.AddSeconds(1), null, "health_timeout", "silent"),
                new ExceptionRow(Agent1, T0.AddSeconds(2), T0.AddSeconds(3), "health_fail", "again"),
            ],
            await Store.ReadExceptionsAsync(Agent1, None));
        Assert.Null(Assert.Single(await Store.ReadExceptionsAsync(AgentId.Parse("agent-2"), None)).To);
    }

    [ContractFact]
    public async Task KeysAreReadByWhatTheyBeginWithPageByPage()
    {
        var lease = await JoinAsync();
        string[] keys = ["a/1", "a/2", "a/2/x", "a0", "b/1", "a", "A/1"];
        await CommitAsync(lease, WriteEntry.Of([.. keys.Select(key => new RowChange.PutValue(key, new byte[] { 1 }))]));

        Assert.Equal(["a/1", "a/2", "a/2/x"], await Store.ReadKeysAsync("a/", null, 10, None));
        Assert.Equal(["a/1"], await Store.ReadKeysAsync("a/", null, 1, None));
        Assert.Equal(["a/2/x"], await Store.ReadKeysAsync("a/", "a/2", 10, None));
        Assert.Empty(await Store.ReadKeysAsync("c", null, 10, None));
    }

    [ContractFact]
    public async Task ABlobIsKeptOnceAndAValueIsReplaced()
    {
        var lease = await JoinAsync();
        await CommitAsync(lease, WriteEntry.Of(new RowChange.PutBlob("ab", new byte[] { 1 }), new RowChange.PutValue("key", new byte[] { 1 })));
        await CommitAsync(lease, WriteEntry.Of(new RowChange.PutBlob("ab", new byte[] { 2 }), new RowChange.PutValue("key", new byte[] { 2 })));
        await CommitAsync(lease, WriteEntry.Of(new RowChange.PutValue("empty", ReadOnlyMemory<byte>.Empty)));

        Assert.Equal([1], (await Store.ReadBlobAsync("ab", None))!.Value.ToArray());
        Assert.Equal([2], (await Store.ReadValueAsync("key", None))!.Value.ToArray());
        Assert.True((await Store.ReadValueAsync("empty", None)) is { IsEmpty: true });
        Assert.Null(await Store.ReadBlobAsync("ac", None));
        Assert.Null(await Store.ReadValueAsync("no", None));
    }

    [ContractFact]
    public async Task RefusalsAddUpByMinuteReasonAndPrefix()
    {
        var lease = await JoinAsync();
        var minute = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await CommitAsync(
            lease,
            WriteEntry.Of(
                new RowChange.AddRefusals(minute, "quote_invalid", "192.0.2.0/24", 2),
                new RowChange.AddRefusals(minute, "quote_invalid", "192.0.2.0/24", 3),
                new RowChange.AddRefusals(minute, "banned", "192.0.2.0/24", 1),
                new RowChange.AddRefusals(minute.AddMinutes(1), "banned", "*", 4)));

        Assert.Equal(
            [
                new RefusalRow(minute, "banned", "192.0.2.0/24", 1),
                new RefusalRow(minute, "quote_invalid", "192.0.2.0/24", 5),
                new RefusalRow(minute.AddMinutes(1), "banned", "*", 4),
            ],
            await Store.ReadRefusalsAsync(minute, None));
        Assert.Single(await Store.ReadRefusalsAsync(minute.AddSeconds(1), None));
    }
}
