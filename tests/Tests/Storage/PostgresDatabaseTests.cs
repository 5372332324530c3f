using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage;
using EasyEnclave.Storage.Postgres;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage;

/// <summary>What is said of a database that cannot be used, and what several programs do on one.</summary>
[RequiresPrograms(PostgresServer.Program)]
public sealed class PostgresDatabaseTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [ContractFact]
    public async Task NodesThatStartTogetherMakeTheTablesOnce()
    {
        var server = await PostgresServer.SharedServer;
        await using PostgresDatabase database = new(server, await server.CreateAsync());

        var stores = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => database.OpenAsync().AsTask()));

        foreach (var store in stores)
            await store.DisposeAsync();
        Assert.Equal((long)PostgresSchema.Newest, await database.ReadAsync("SELECT count(*) FROM schema_step"));
    }

    [ContractFact]
    public async Task TablesOfSomethingElseAreLeftAlone()
    {
        var server = await PostgresServer.SharedServer;
        await using PostgresDatabase database = new(server, await server.CreateAsync());
        await database.EditAsync("CREATE TABLE music(title TEXT)");

        Assert.Equal(StoreFault.Foreign, (await Assert.ThrowsAsync<StoreException>(async () => await database.OpenAsync())).Fault);
        Assert.Equal(1L, await database.ReadAsync("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"));
    }

    [ContractFact]
    public async Task ANewerDatabaseIsOpenedWhereItsStepsAllowAndElseRefused()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.EditAsync($"INSERT INTO schema_step VALUES({PostgresSchema.Newest + 1}, 0, {PostgresSchema.Newest})");
        await (await database.OpenAsync()).DisposeAsync();

        await database.EditAsync($"INSERT INTO schema_step VALUES({PostgresSchema.Newest + 2}, 0, {PostgresSchema.Newest + 1})");

        Assert.Equal(StoreFault.Newer, (await Assert.ThrowsAsync<StoreException>(async () => await database.OpenAsync())).Fault);
    }

    [ContractFact]
    public async Task ANodeJoinsOnlyWhereItsSchemasMeetThoseOfEveryLiveNode()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var store = await database.OpenAsync();
        NodeCard card = new("node-a", "a:1", "1");
        await store.JoinNodeAsync(card with { Node = "node-b" }, Samples.T0, None);
        await database.EditAsync($"UPDATE log SET schema_min = {PostgresSchema.Newest + 1}, schema_max = {PostgresSchema.Newest + 2}");

        var refused = await Assert.ThrowsAsync<StoreException>(async () => await store.JoinNodeAsync(card, Samples.T0, None));
        Assert.Contains("node-b", refused.Message, StringComparison.Ordinal);

        await database.EditAsync($"UPDATE log SET schema_min = {PostgresSchema.Newest}");
        Assert.Equal("node-a", (await store.JoinNodeAsync(card, Samples.T0, None)).Log);
    }

    [ContractFact]
    public async Task AJoinThatIsRefusedEndsNothingOfTheOneBefore()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var store = await database.OpenAsync();
        await using var other = await database.OpenAsync();
        NodeCard card = new("node-a", "a:1", "1");
        var lease = await store.JoinNodeAsync(card, Samples.T0, None);
        await store.BeatAsync(lease, 0, None);
        await store.AppendAsync(lease, [], Samples.T0, None);
        await other.JoinNodeAsync(card with { Node = "node-b" }, Samples.T0, None);
        await database.EditAsync($"UPDATE log SET schema_min = {PostgresSchema.Newest + 1}, schema_max = {PostgresSchema.Newest + 2} WHERE name = 'node-b'");
        var sessions = $"SELECT string_agg(pid::text, ',' ORDER BY pid) FROM pg_stat_activity WHERE application_name = 'ee:{lease.Incarnation}'";
        var before = Assert.IsType<string>(await database.ReadAsync(sessions));

        await using var again = await database.OpenAsync();
        await Assert.ThrowsAsync<StoreException>(async () => await again.JoinNodeAsync(card, Samples.T0, None));

        Assert.Equal(before, await database.ReadAsync(sessions));
        Assert.NotNull(await store.AppendAsync(lease, [], Samples.T0, None));
        Assert.Equal(before, await database.ReadAsync(sessions));
    }

    [ContractFact]
    public async Task AnEditedLogIsToldAtTheStart()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using (var store = await database.OpenAsync())
        {
            var lease = await store.JoinAsync("node-a", Samples.T0, None);
            await store.AppendAsync(lease, [Samples.Entry(Samples.Agent("agent-1")), Samples.Entry(Samples.Agent("agent-2"))], Samples.T0, None);
        }

        await database.EditAsync("UPDATE event SET actor = 'admin' WHERE seq = 2");

        Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(async () => await database.OpenAsync())).Fault);
    }

    [ContractFact]
    public async Task ATextThatPostgresDoesNotTakeFailsNobodysCommit()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var store = await database.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        var agent = Samples.Agent().Id;

        var entry = WriteEntry.Of(new RowChange.OpenException(agent, Samples.T0, "health_fail", "a\0b\ud800c\ud83d\ude00"));
        Assert.Equal([WriteOutcome.Committed], await store.AppendAsync(lease, [entry], Samples.T0, None));

        Assert.Equal("a\ufffdb\ufffdc\ud83d\ude00", Assert.Single(await store.ReadExceptionsAsync(agent, None)).Reason);
    }

    [ContractFact]
    public async Task TwoProgramsWriteEachItsOwnLogAndOneAgentOnce()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync();
        var a = await one.JoinNodeAsync(new NodeCard("node-a", "a:1", "1"), Samples.T0, None);
        var b = await other.JoinNodeAsync(new NodeCard("node-b", "b:1", "1"), Samples.T0, None);

        for (var round = 0; round < 10; round++)
        {
            WriteEntry[] batch = [.. Enumerable.Range(0, 20).Select(n => Samples.Entry(Samples.Agent($"agent-{round}-{n}")))];
            var answers = await Task.WhenAll(
                one.AppendAsync(a, batch, Samples.T0, None).AsTask(), other.AppendAsync(b, [.. batch.Reverse()], Samples.T0, None).AsTask());
            Assert.Equal(20, answers.Sum(answer => answer!.Count(outcome => outcome == WriteOutcome.Committed)));
        }

        Assert.Equal(200, (await one.LoadAsync(None)).Agents.Count);
        await one.VerifyAsync(None);
    }

    [ContractFact]
    public async Task TwoProgramsThatMoveTheSameAgentsNeverWaitForEachOther()
    {
        const int Many = 60;
        await using var database = await PostgresDatabase.CreateAsync();
        await using (var one = await database.OpenAsync())
        await using (var other = await database.OpenAsync())
        {
            var a = await one.JoinNodeAsync(new NodeCard("node-a", "a:1", "1"), Samples.T0, None);
            var b = await other.JoinNodeAsync(new NodeCard("node-b", "b:1", "1"), Samples.T0, None);
            var late = Samples.Entry(Samples.Agent("late"));
            await one.AppendAsync(a, [.. Moves(1), late], Samples.T0, None);
            for (var version = 2; version < 20; version++)
            {
                var answers = await Task.WhenAll(
                    one.AppendAsync(a, [late, .. Moves(version)], Samples.T0, None).AsTask(),
                    other.AppendAsync(b, [late, .. Moves(version).Reverse()], Samples.T0, None).AsTask());
                Assert.Equal(Many, answers.Sum(answer => answer!.Count(outcome => outcome == WriteOutcome.Committed)));
            }

            await one.VerifyAsync(None);
        }

        // Each connection tells what it has counted when it ends.
        while (await database.ReadAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") is not 1L)
        {
        }

        Assert.Equal(0L, await database.ReadAsync("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));

        static WriteEntry[] Moves(long version) => [.. Enumerable.Range(0, Many).Select(n => Samples.Entry(Samples.Agent($"agent-{n}", version: version)))];
    }

    [ContractFact]
    public async Task QuotesAreCompressedTheFastWayWhereTheServerCan()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var store = await database.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        var entry = WriteEntry.Of(Samples.Put(Samples.Agent()) with { Quote = new byte[5000] });

        Assert.Equal([WriteOutcome.Committed], await store.AppendAsync(lease, [entry], Samples.T0, None));

        var ways = (string[])(await database.ReadAsync("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'"))!;
        Assert.Equal(ways.Contains("lz4") ? "lz4" : "pglz", await database.ReadAsync("SELECT pg_column_compression(latest_quote) FROM agent"));
    }

    [ContractFact]
    public async Task ACommitOfMoreThanAStatementTakesIsWrittenInOrder()
    {
        const int Many = 250;
        await using var database = await PostgresDatabase.CreateAsync();
        await using var store = await database.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        static WriteEntry Put(int number, long version) => Samples.Entry(Samples.Agent($"agent-{number}", version: version)) with
        {
            Changes = [Samples.Put(Samples.Agent($"agent-{number}", version: version)) with { Quote = Quote(number, version) }],
        };
        static byte[] Quote(int number, long version) => [.. BitConverter.GetBytes(number), .. BitConverter.GetBytes(version), .. new byte[5000]];

        foreach (long[] versions in new long[][] { [1], [2, 3] })
        {
            WriteEntry[] batch = [.. versions.SelectMany(version => Enumerable.Range(0, Many).Select(number => Put(number, version)))];
            Assert.All((await store.AppendAsync(lease, batch, Samples.T0, None))!, outcome => Assert.Equal(WriteOutcome.Committed, outcome));
        }

        for (var number = 0; number < Many; number++)
            Assert.Equal(Quote(number, 3), (await store.ReadQuoteAsync(AgentId.Parse($"agent-{number}"), None))!.Value.ToArray());
        await store.VerifyAsync(None);
    }
}
