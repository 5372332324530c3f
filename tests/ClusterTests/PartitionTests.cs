using System.Net;
using System.Text.Json;
using EasyEnclave.ClusterTests.Testing;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests;

/// <summary>Wires that are cut: between nodes but not to the database, and the other way round.</summary>
[Collection(WiresCollection.Name)]
public sealed class PartitionTests(SharedCluster shared)
{
    [RequiresProgramFact(Cluster.Database)]
    public async Task ANodeThatReachesNoPeerWhileItIsReachedSetsItselfAsideAndComesBack()
    {
        Cluster cluster = await shared.WholeAsync();
        TestNode aside = cluster.Nodes[2];
        await using LivingAgent agent = new(cluster, cluster.TunnelUrl, new AgentScript("aside-1", "aside"));
        await cluster.ServedAsync("aside");
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);

        foreach (TestNode node in cluster.Nodes.Where(node => node != aside))
            node.Peers.Cut();
        await Cluster.SeesAsync(cluster.Nodes[0], aside, "draining");
        await Eventually.TrueAsync(async () => await aside.StatusAsync("/health/ready") == HttpStatusCode.ServiceUnavailable);
        foreach (TestNode node in cluster.Nodes)
            node.Peers.Mend();

        await Cluster.SeesAsync(cluster.Nodes[0], aside, "active");
        await load.MoreAsync(20);
        await load.SettleAsync();
        await cluster.ServedAsync("aside");
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task WhereNobodyReachesAnybodyAllStayAndTheHolderGoesOn()
    {
        Cluster cluster = await shared.WholeAsync();
        IReadOnlyDictionary<string, string> before = await cluster.IncarnationsAsync();
        TestNode holder = await cluster.HolderAsync();
        TestNode other = cluster.Nodes.First(node => node != holder);
        await cluster.AttestAsync(holder, new AgentScript("apart-1", "apart"));
        await cluster.ServedAsync("apart");

        foreach (TestNode node in cluster.Nodes)
            node.Peers.Cut();
        await Eventually.TrueAsync(async () => (await other.PostAsync("/v1/credits/purchase", """{"account_id":"apart","amount_usd":"1"}""", "apart"))
            .StatusCode == HttpStatusCode.ServiceUnavailable);
        JsonElement done = await holder.DoneAsync("/v1/credits/purchase", """{"account_id":"apart","amount_usd":"1"}""", "apart");
        await holder.ServesAsync("apart");
        await Eventually.TrueAsync(async () => (await Cluster.MembersAsync(holder)).Where(member => member.GetProperty("state").GetString() == "active")
            .All(member => member.GetProperty("reaches").GetInt32() == 0));
        await Eventually.PassAsync(TimeSpan.FromSeconds(8));

        Assert.Equal(before, await cluster.IncarnationsAsync());
        foreach (TestNode node in cluster.Nodes)
            Assert.Equal(HttpStatusCode.OK, await node.StatusAsync("/health/ready"));
        await cluster.WholeAsync();
        JsonElement again = await other.DoneAsync("/v1/credits/purchase", """{"account_id":"apart","amount_usd":"1"}""", "apart");
        Assert.Equal(done.GetProperty("transfer_id").GetString(), again.GetProperty("transfer_id").GetString());
        await cluster.ServedAsync("apart");
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ANodeThatLostTheDatabaseIsTakenOverAndComesBackAsAnother()
    {
        Cluster cluster = await shared.WholeAsync();
        TestNode cut = await cluster.HolderAsync();
        TestNode other = cluster.Nodes.First(node => node != cut);
        IReadOnlyDictionary<string, string> before = await cluster.IncarnationsAsync();
        await using LivingAgent agent = new(cluster, Cluster.TunnelOf(cut), new AgentScript("cut-1", "cut"));
        await cluster.ServedAsync("cut");
        await using TransferLoad load = await TransferLoad.StartAsync(cluster);

        cut.Database.Cut();
        await Cluster.SeesAsync(other, cut, "dead");
        Assert.NotSame(cut, await cluster.HolderAsync());
        await load.MoreAsync(20);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await cut.StatusAsync("/health/ready"));
        cut.Database.Mend();

        await Cluster.SeesAsync(other, cut, "active");
        Assert.NotEqual(before[cut.Name], (await cluster.IncarnationsAsync())[cut.Name]);
        await load.MoreAsync(20);
        await load.SettleAsync();
        await cluster.ServedAsync("cut");
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ANodeThatWasDeclaredDeadGoesOnTryingToJoinWhileTheDatabaseIsAway()
    {
        Cluster cluster = await shared.WholeAsync();
        TestNode dead = cluster.Nodes[1];
        TestNode other = cluster.Nodes[0];
        NodeProcess process = dead.Process!;
        await dead.SignalAsync("STOP");
        await Cluster.SeesAsync(other, dead, "dead");

        // The one that is dead may still read so; whoever joins, under no incarnation's name yet, reaches nothing.
        byte[] unnamed = "application_name\0ee\0"u8.ToArray();
        dead.Database.Cuts = said => said.Span.IndexOf(unnamed) >= 0;
        await dead.SignalAsync("CONT");
        await Eventually.TrueAsync(() => process.Output.Contains("cannot join again", StringComparison.Ordinal), () => process.Output);
        Assert.Null(await dead.StatusAsync("/health/ready"));
        Assert.True(process.Runs);
        dead.Database.Cuts = null;

        await Cluster.SeesAsync(other, dead, "active");
        await cluster.WholeAsync();
        Assert.Same(process, dead.Process);
        Assert.True(process.Runs);
        Assert.Contains("joined anew", process.Output, StringComparison.Ordinal);
        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ANodeThatDoesNotKnowTheSecretIsNobodysPeer()
    {
        Cluster cluster = await shared.WholeAsync();
        TestNode stranger = cluster.Add();
        try
        {
            await cluster.AttestAsync(cluster.Nodes[0], new AgentScript("secret-1", "secret"));
            await cluster.ServedAsync("secret");
            await stranger.StartAsync(("EE_CLUSTER_SECRET", "another secret, which none of the other nodes knows"));

            // It has the database, so it is a member; but nobody speaks to it, and it speaks to nobody.
            await Cluster.SeesAsync(cluster.Nodes[0], stranger, "draining");
            Assert.Equal(0, (await Cluster.MemberAsync(cluster.Nodes[0], stranger)).GetProperty("reaches").GetInt32());
            foreach (TestNode node in cluster.Nodes.Take(3))
                await Eventually.TrueAsync(async () => (await Cluster.MemberAsync(node, node)).GetProperty("reaches").GetInt32() == 2);
            Assert.NotEqual(HttpStatusCode.OK, (await stranger.RequestAsync("secret")).Status);
            using HttpResponseMessage money = await stranger.PostAsync("/v1/credits/purchase", """{"account_id":"secret","amount_usd":"1"}""", "secret");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, money.StatusCode);
        }
        finally
        {
            await cluster.RemoveAsync(stranger);
        }

        Assert.Equal(0, await cluster.NumberAsync("SELECT count(*) FROM account WHERE name = 'secret'"));
    }
}
