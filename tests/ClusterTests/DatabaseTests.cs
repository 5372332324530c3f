using System.Collections.Concurrent;
using System.Net;
using EasyEnclave.ClusterTests.Testing;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;
using Npgsql;

namespace EasyEnclave.ClusterTests;

/// <summary>The database ends connections, does not say what became of a commit, is in the way, stands still, or is away.</summary>
[Collection(WiresCollection.Name)]
public sealed class DatabaseTests(SharedCluster shared)
{
    // What the server says of a commit: CommandComplete, its length, the word.
    private static readonly byte[] Committed = [(byte)'C', 0, 0, 0, 11, .. "COMMIT\0"u8];

    [RequiresProgramFact(Cluster.Database)]
    public async Task ConnectionsThatTheServerEndsAreOpenedAgainAndNobodyDiesOfIt()
    {
        Cluster cluster = await shared.WholeAsync();
        IReadOnlyDictionary<string, string> before = await cluster.IncarnationsAsync();
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);
        await using NpgsqlConnection connection = await cluster.Server.ConnectAsync(cluster.DatabaseName);
        int ended = 0;
        for (int round = 0; round < 4; round++)
        {
            List<int> sessions = [];
            await using (NpgsqlCommand find = new("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'ee:%' ORDER BY pid", connection))
            await using (NpgsqlDataReader row = await find.ExecuteReaderAsync())
            {
                while (await row.ReadAsync())
                    sessions.Add(row.GetInt32(0));
            }

            foreach (int session in sessions)
            {
                await using NpgsqlCommand end = new("SELECT pg_terminate_backend($1)", connection);
                end.Parameters.Add(new NpgsqlParameter { Value = session });
                ended += await end.ExecuteScalarAsync() is true ? 1 : 0;
                await load.MoreAsync(1);
            }
        }

        Assert.True(ended >= 3 * cluster.Nodes.Count, $"{ended} sessions were ended");
        await load.MoreAsync(20);
        await load.SettleAsync();
        Assert.Equal(before, await cluster.IncarnationsAsync());
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ACommitWhoseAnswerWasLostIsDoneOnceAndAnsweredByItsKey()
    {
        Cluster cluster = await shared.WholeAsync();
        int commits = 0;
        int lost = 0;
        foreach (TestNode node in cluster.Nodes)
        {
            node.Database.Cuts = said =>
            {
                if (said.Span.IndexOf(Committed) < 0 || Interlocked.Increment(ref commits) % 5 != 0)
                    return false;
                Interlocked.Increment(ref lost);
                return true;
            };
        }

        await using TransferLoad load = await TransferLoad.StartAsync(cluster, callers: 4);
        await using LivingAgent agent = new(cluster, cluster.TunnelUrl, new AgentScript("lost-1", "lost"));
        await Eventually.TrueAsync(
            async () =>
            {
                agent.Drop();
                await load.MoreAsync(2);
                return Volatile.Read(ref lost) >= 20;
            },
            () => $"{lost} of {commits}");
        foreach (TestNode node in cluster.Nodes)
            node.Database.Cuts = null;

        await load.SettleAsync();
        await cluster.ServedAsync("lost");
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ASessionThatHoldsEveryLogsRowKillsNobodyAndLosesNothing()
    {
        Cluster cluster = await shared.WholeAsync();
        IReadOnlyDictionary<string, string> before = await cluster.IncarnationsAsync();
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);
        await using (NpgsqlConnection connection = await cluster.Server.ConnectAsync(cluster.DatabaseName))
        {
            await using NpgsqlTransaction held = await connection.BeginTransactionAsync();
            await using (NpgsqlCommand take = new("SELECT name FROM log FOR UPDATE", connection, held))
                await take.ExecuteNonQueryAsync();

            // Longer than a node may be silent.
            await Eventually.PassAsync(TimeSpan.FromSeconds(8));
        }

        await load.MoreAsync(20);
        await load.SettleAsync();
        Assert.Equal(before, await cluster.IncarnationsAsync());
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ATransactionThatIsLeftOpenHoldsUpNoNodesViewOfAnother()
    {
        Cluster cluster = await shared.WholeAsync();
        await using NpgsqlConnection connection = await cluster.Server.ConnectAsync(cluster.DatabaseName);
        await using NpgsqlTransaction open = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using (NpgsqlCommand write = new("SELECT count(*), txid_current() FROM agent", connection, open))
            await write.ExecuteScalarAsync();

        await using LivingAgent agent = new(cluster, cluster.TunnelUrl, new AgentScript("open-1", "open"));

        await cluster.ServedAsync("open");
        await open.RollbackAsync();
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task APauseKillsNobodyAndOnlySealedNetworksAreWithheld()
    {
        Cluster cluster = await shared.WholeAsync();
        TestNode owner = cluster.Nodes[0];
        TestNode other = cluster.Nodes[1];
        AgentScript sealedScript = new("paused-2", "paused-sealed")
        {
            Repo = "acme/sealed",
            Network = "sealed-1",
            Claims = SimulatedRelease.Claims("release-1", isSealed: true),
        };
        cluster.Publish(sealedScript);
        await owner.TerminateAsync();
        await owner.StartAsync(("EE_TLS_FRONT_SPKI", Cluster.FrontKey));
        await cluster.WholeAsync();
        await cluster.AttestAsync(owner, new AgentScript("paused-1", "paused"), front: true);
        await cluster.AttestAsync(owner, sealedScript, front: true);
        await cluster.ServedAsync("paused");
        await cluster.ServedAsync("paused-sealed");
        IReadOnlyDictionary<string, string> before = await cluster.IncarnationsAsync();
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);

        foreach (TestNode node in cluster.Nodes)
            node.Database.Hold();
        long begun = TimeProvider.System.GetTimestamp();
        ConcurrentQueue<string> unserved = [];
        bool withheld = false;
        while (!withheld || TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(10))
        {
            foreach (TestNode node in (TestNode[])[owner, other])
            {
                if (await node.RequestAsync("paused") is not (HttpStatusCode.OK, _) and var answer)
                    unserved.Enqueue($"{answer}");
            }

            withheld = (await owner.RequestAsync("paused-sealed")).Status != HttpStatusCode.OK && (await other.RequestAsync("paused-sealed")).Status != HttpStatusCode.OK;
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Eventually.Patience, "a sealed network was served all the time");
            await Eventually.PauseAsync();
        }

        foreach (TestNode node in cluster.Nodes)
            node.Database.Mend();
        Assert.Empty(unserved);
        await load.MoreAsync(20);
        await load.SettleAsync();
        await cluster.ServedAsync("paused-sealed");
        Assert.Equal(before, await cluster.IncarnationsAsync());
        await Invariants.HoldAsync(cluster);
        await owner.TerminateAsync();
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ARestartOfTheDatabaseEndsNoTunnelAndKillsNobody()
    {
        Cluster cluster = await shared.WholeAsync();
        FakeAgent agent = await cluster.AttestAsync(cluster.Nodes[2], new AgentScript("restart-1", "restart"));
        await cluster.ServedAsync("restart");
        IReadOnlyDictionary<string, string> before = await cluster.IncarnationsAsync();
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);

        await cluster.Server.StopAsync();
        await Eventually.PassAsync(TimeSpan.FromSeconds(3));
        foreach (TestNode node in cluster.Nodes)
            Assert.Equal(HttpStatusCode.OK, (await node.RequestAsync("restart")).Status);
        await cluster.Server.StartAgainAsync();

        await load.MoreAsync(20);
        await load.SettleAsync();
        Assert.False(agent.Ended);
        Assert.Equal(before, await cluster.IncarnationsAsync());
        await Invariants.HoldAsync(cluster);
    }
}
