using System.Text.Json;
using EasyEnclave.ClusterTests.Testing;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests;

/// <summary>Agents that come to several nodes at once, all together, or not at all any more.</summary>
[Collection(ClusterCollection.Name)]
public sealed class AgentTests(SharedCluster shared)
{
    private const int Many = 200;

    private static readonly TimeSpan BanLimit = TimeSpan.FromSeconds(2);

    [RequiresProgramFact(Cluster.Database)]
    public async Task AnAgentThatComesToTwoNodesAtOnceEndsUpAtOneAndALateGoodbyeChangesNothing()
    {
        Cluster cluster = await shared.WholeAsync();
        for (int round = 0; round < 5; round++)
        {
            AgentScript who = new("twice-1", "twice");
            FakeAgent[] tunnels = await Task.WhenAll(cluster.Nodes.Take(2).Select(node => cluster.ConnectAsync(Cluster.TunnelOf(node), who)));
            await Task.WhenAll(tunnels.Select(ComeAsync));

            // The newest wins, and the other is told; whichever it was, one is open in the store and at every node.
            await Eventually.TrueAsync(() => tunnels.Count(tunnel => !tunnel.Ended) == 1);
            FakeAgent kept = tunnels.Single(tunnel => !tunnel.Ended);
            await cluster.ServedAsync("twice");
            Assert.Equal(1, await cluster.NumberAsync("SELECT count(*) FROM session WHERE agent = 'twice-1' AND to_at IS NULL"));

            // Its goodbye is on the way while the next tunnel is there already.
            FakeAgent next = await cluster.AttestAsync(cluster.Nodes[2], who);
            kept.Abort();
            await Eventually.TrueAsync(() => kept.Ended);
            await cluster.ServedAsync("twice");
            Assert.False(next.Ended);
            Assert.Equal(cluster.Nodes[2].Name, await cluster.Server.ReadAsync(cluster.DatabaseName, """
                SELECT s.log FROM session s JOIN agent a ON a.agent_id = s.agent AND a.epoch = s.epoch WHERE s.agent = 'twice-1' AND s.to_at IS NULL
                """));
        }

        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ManyThatLoseTheirTunnelsAtOnceAreAllBackAndAllNodesKnowThem()
    {
        Cluster cluster = await shared.WholeAsync();
        LivingAgent[] agents = [.. Enumerable.Range(1, Many).Select(i => new LivingAgent(cluster, cluster.TunnelUrl, new AgentScript($"many-{i}", "many")))];
        try
        {
            await Eventually.TrueAsync(() => agents.All(agent => agent.Serves), () => agents.Count(agent => agent.Serves));
            int[] before = [.. agents.Select(agent => agent.Tunnels)];

            foreach (LivingAgent agent in agents)
                agent.Drop();

            await Eventually.TrueAsync(
                () => agents.Zip(before).All(pair => pair.First.Serves && pair.First.Tunnels > pair.Second), () => agents.Count(agent => agent.Serves));
            foreach (TestNode node in cluster.Nodes)
            {
                int seen = 0;
                await Eventually.TrueAsync(async () => (seen = (await node.GetAsync("/v1/agents?limit=1000&app_name=many")).GetProperty("agents").EnumerateArray()
                    .Count(agent => agent.GetProperty("connected").GetBoolean())) == Many, () => $"{node.Name} {seen}");
            }

            Assert.Equal(Many, await cluster.NumberAsync("SELECT count(*) FROM session WHERE agent LIKE 'many-%' AND to_at IS NULL"));
        }
        finally
        {
            await Task.WhenAll(agents.Select(agent => agent.DisposeAsync().AsTask()));
        }

        await Invariants.HoldAsync(cluster);
    }

    [RequiresProgramFact(Cluster.Database)]
    public async Task ABanEndsTunnelsAtEveryNodeWithinTwoSecondsAndHoldsUnderAnotherName()
    {
        Cluster cluster = await shared.WholeAsync();
        TimeSpan quickest = TimeSpan.MaxValue;
        for (int round = 1; quickest > BanLimit && round <= 5; round++)
        {
            // A machine that is busy for a moment is no slow ban: one of some must be in time.
            TimeSpan took = await BanAsync(cluster, new AgentScript($"banned-{round}", $"banned-{round}") { Repo = $"acme/banned-{round}" });
            quickest = took < quickest ? took : quickest;
        }

        Assert.InRange(quickest, TimeSpan.Zero, BanLimit);
    }

    private static async Task<TimeSpan> BanAsync(Cluster cluster, AgentScript who)
    {
        cluster.Publish(who);
        FakeAgent first = await cluster.AttestAsync(cluster.Nodes[0], who);
        FakeAgent second = await cluster.AttestAsync(cluster.Nodes[1], who with { AgentId = who.AgentId + "-b" });
        await cluster.ServedAsync(who.App);

        long begun = TimeProvider.System.GetTimestamp();
        await cluster.Nodes[2].DoneAsync($"/v1/agents/{who.AgentId}/ban", $$"""{"reason":"stolen","scope":"repo","value":"{{who.Repo}}"}""");
        Assert.Equal("agent_banned", (await first.EndAsync()).Reason);
        Assert.Equal("agent_banned", (await second.EndAsync()).Reason);
        TimeSpan took = TimeProvider.System.GetElapsedTime(begun);

        foreach (TestNode node in cluster.Nodes)
        {
            FakeAgent renamed = await cluster.ConnectAsync(Cluster.TunnelOf(node), who with { AgentId = "somebody-else" });
            await renamed.SendAsync(renamed.RegisterFrame());
            Assert.Equal("agent_banned", (await renamed.EndAsync()).Reason);
        }

        return took;
    }

    private static async Task ComeAsync(FakeAgent agent)
    {
        try
        {
            JsonElement status = await agent.AttestAsync();
            Assert.Contains(status.GetProperty("reason").GetString(), (string[])["attested", "superseded"]);
            agent.Automatic = true;
        }
        catch (InvalidOperationException)
        {
            // The other came later and was told first.
        }
    }
}
