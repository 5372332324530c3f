using System.Text.Json;
using EasyEnclave.ClusterTests.Testing;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests;

/// <summary>Nodes that are stopped, killed, or started twice.</summary>
[Collection(ClusterCollection.Name)]
public sealed class StoppedNodeTests(SharedCluster shared)
{
    [RequiresProgramFact(Cluster.Database)]
    public async Task AnOwnerThatHungPastItsTakeOverWritesNothingAndComesBackAsAnother()
    {
        Cluster cluster = await shared.WholeAsync();
        TestNode owner = await cluster.HolderAsync();
        TestNode other = cluster.Nodes.First(node => node != owner);
        await using LivingAgent agent = new(cluster, Cluster.TunnelOf(owner), new AgentScript("hung-1", "hung"));
        await other.ServesAsync("hung");
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);
        string before = Incarnation(await Cluster.MemberAsync(other, owner));

        await owner.SignalAsync("STOP");
        await Cluster.SeesAsync(other, owner, "dead");
        TestNode next = await cluster.HolderAsync();
        Assert.NotSame(owner, next);
        await load.MoreAsync(20);
        long head = await HeadAsync(cluster, owner);
        await owner.SignalAsync("CONT");

        await Eventually.TrueAsync(async () => await Cluster.MemberAsync(other, owner) is var now
            && now.GetProperty("state").GetString() == "active" && Incarnation(now) != before);
        await load.MoreAsync(20);
        await load.SettleAsync();
        Assert.Same(next, await cluster.HolderAsync());
        Assert.Equal(0, await cluster.NumberAsync($"""
            SELECT count(*) FROM incarnation i JOIN session s ON s.incarnation = i.id WHERE i.id = '{before}' AND s.from_at > i.ended_at
            """));
        Assert.True(await HeadAsync(cluster, owner) >= head);
        await cluster.ServedAsync("hung");
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task EachNodeKilledInTurnUnderLoadLosesNothingAndDoesNothingTwice()
    {
        Cluster cluster = await shared.WholeAsync();
        LivingAgent[] agents = [.. Enumerable.Range(1, 6).Select(i => new LivingAgent(cluster, cluster.TunnelUrl, new AgentScript($"killed-{i}", "killed")))];
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);
        foreach (TestNode node in cluster.Nodes)
        {
            await Eventually.TrueAsync(() => agents.All(agent => agent.Serves));
            TestNode witness = cluster.Nodes.First(other => other != node);
            await node.KillAsync();
            await Cluster.SeesAsync(witness, node, "dead");
            await load.MoreAsync(10);
            await cluster.ServedAsync("killed");
            await Eventually.TrueAsync(() => agents.All(agent => agent.Serves));
            await cluster.WholeAsync();
        }

        await load.SettleAsync();
        foreach (LivingAgent agent in agents)
            await agent.DisposeAsync();
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ANodeThatIsBackBeforeAnybodyMissedItGoesOnUnderItsName()
    {
        Cluster cluster = await shared.WholeAsync();
        TestNode node = await cluster.HolderAsync();
        TestNode other = cluster.Nodes.First(peer => peer != node);
        await using LivingAgent agent = new(cluster, Cluster.TunnelOf(node), new AgentScript("again-1", "again"));
        await other.ServesAsync("again");
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);
        string before = Incarnation(await Cluster.MemberAsync(other, node));

        await node.KillAsync();
        await node.StartAsync();

        await Eventually.TrueAsync(async () => await Cluster.MemberAsync(other, node) is var now
            && now.GetProperty("state").GetString() == "active" && Incarnation(now) != before);
        await load.MoreAsync(20);
        await load.SettleAsync();
        await other.ServesAsync("again");
        Assert.Equal(1, await cluster.NumberAsync($"SELECT count(*) FROM log WHERE name = '{node.Name}'"));
        Assert.Equal(0, await cluster.NumberAsync($"SELECT count(*) FROM incarnation WHERE id = '{before}' AND (ended_at IS NULL OR covered_to IS NULL)"));
        await Invariants.HoldAsync(cluster);
    }

    private static string Incarnation(JsonElement member) => member.GetProperty("incarnation").GetString()!;

    private static Task<long> HeadAsync(Cluster cluster, TestNode node) => cluster.NumberAsync($"SELECT head FROM log WHERE name = '{node.Name}'");
}
