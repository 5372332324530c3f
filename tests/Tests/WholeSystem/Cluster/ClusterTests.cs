using System.Net;
using System.Text.Json;
using EasyEnclave.Node.Composition;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem.Cluster;

public sealed class ClusterTests
{
    [Fact]
    public async Task AnAgentOfOneNodeIsServedByAll()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        await cluster.AttestAsync(cluster.Nodes[0]);

        foreach (ControlPlane node in cluster.Nodes)
        {
            await cluster.StandsAsync(node, "active");
            Assert.Equal((HttpStatusCode.OK, "steady"), await cluster.RequestAsync(node));
        }
    }

    [Fact]
    public async Task AnAgentThatComesToAnotherNodeIsServedThere()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        FakeAgent first = await cluster.AttestAsync(cluster.Nodes[0]);
        await cluster.StandsAsync(cluster.Nodes[1], "active");

        await cluster.AttestAsync(cluster.Nodes[1]);

        Assert.Equal("superseded", (await first.EndAsync()).Reason);
        foreach (ControlPlane node in cluster.Nodes)
            Assert.Equal((HttpStatusCode.OK, "steady"), await cluster.RequestAsync(node));
    }

    [Fact]
    public async Task ABanOnOneNodeEndsATunnelOnAnother()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        FakeAgent agent = await cluster.AttestAsync(cluster.Nodes[0]);
        await cluster.StandsAsync(cluster.Nodes[1], "active");

        using HttpResponseMessage banned = await cluster.PostAsync(cluster.Nodes[1], "/v1/agents/agent-1/ban", new { reason = "stolen" });

        Assert.Equal(HttpStatusCode.OK, banned.StatusCode);
        Assert.Equal("agent_banned", (await agent.EndAsync()).Reason);
        await cluster.StandsAsync(cluster.Nodes[0], "banned");
    }

    [Fact]
    public async Task AnOrderForAnAgentReachesItsNode()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        FakeAgent agent = await cluster.AttestAsync(cluster.Nodes[0]);
        await cluster.StandsAsync(cluster.Nodes[1], "active");

        using HttpResponseMessage asked = await cluster.PostAsync(cluster.Nodes[1], "/v1/agents/agent-1/attest");
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        await Until.TrueAsync(() => agent.Attested == 2);
        using HttpResponseMessage ended = await cluster.PostAsync(cluster.Nodes[1], "/v1/agents/agent-1/disconnect");
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        await agent.EndAsync();
    }

    [Fact]
    public async Task MoneyMovesOnceWhicheverNodeIsTold()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        await TestCluster.UntilAsync(async () => (await cluster.GetAsync(cluster.Nodes[2], "/v1/cluster")).GetProperty("members").EnumerateArray()
            .Any(member => member.GetProperty("holds_ledger").GetBoolean()));
        foreach (ControlPlane node in cluster.Nodes)
        {
            using HttpResponseMessage bought = await cluster.PostAsync(
                node, "/v1/credits/purchase", new { account_id = "alice", amount_usd = "5" }, key: "the same");
            Assert.Equal(HttpStatusCode.OK, bought.StatusCode);
            Assert.Equal(node != cluster.Nodes[0], bought.Headers.Contains("Idempotent-Replayed"));
        }

        foreach (ControlPlane node in cluster.Nodes)
        {
            JsonElement balance = await cluster.GetAsync(node, "/v1/balances/alice");
            Assert.Equal("5.00", balance.GetProperty("balance_usd").GetString());
        }
    }

    [Fact]
    public async Task WhenTheLedgersHolderLeavesAnotherHoldsIt()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        ControlPlane holder = await HolderAsync(cluster);
        using (HttpResponseMessage first = await cluster.PostAsync(
            holder, "/v1/credits/purchase", new { account_id = "alice", amount_usd = "1" }, key: "1"))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }

        await cluster.EndAsync(holder);

        ControlPlane other = cluster.Nodes[0];
        await TestCluster.UntilAsync(async () =>
        {
            using HttpResponseMessage again = await cluster.PostAsync(
                other, "/v1/credits/purchase", new { account_id = "alice", amount_usd = "1" }, key: "1");
            return again.StatusCode == HttpStatusCode.OK && again.Headers.Contains("Idempotent-Replayed");
        });
    }

    [Fact]
    public async Task ADrainedNodeSendsItsAgentsAwayAndTakesNoNewOnes()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        FakeAgent agent = await cluster.AttestAsync(cluster.Nodes[0]);
        await cluster.StandsAsync(cluster.Nodes[1], "active");
        string name = await NameAsync(cluster, cluster.Nodes[0]);

        using HttpResponseMessage drained = await cluster.PostAsync(cluster.Nodes[1], $"/v1/cluster/nodes/{name}/drain");

        Assert.Equal(HttpStatusCode.OK, drained.StatusCode);
        await agent.EndAsync();
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => cluster.ConnectAsync(cluster.Nodes[0]));
        await cluster.AttestAsync(cluster.Nodes[1]);
        Assert.Equal((HttpStatusCode.OK, "steady"), await cluster.RequestAsync(cluster.Nodes[0]));
    }

    [Fact]
    public async Task ADrainIsCalledOff()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        string name = await NameAsync(cluster, cluster.Nodes[0]);
        using HttpResponseMessage drained = await cluster.PostAsync(cluster.Nodes[1], $"/v1/cluster/nodes/{name}/drain");
        await TestCluster.UntilAsync(async () => (await cluster.Http.GetAsync(new Uri(cluster.Nodes[0].ControlUrl, "/health"))).StatusCode
            == HttpStatusCode.ServiceUnavailable);

        using HttpResponseMessage resumed = await cluster.PostAsync(cluster.Nodes[1], $"/v1/cluster/nodes/{name}/resume");

        await TestCluster.UntilAsync(async () => (await cluster.Http.GetAsync(new Uri(cluster.Nodes[0].ControlUrl, "/health"))).StatusCode
            == HttpStatusCode.OK);
        await cluster.AttestAsync(cluster.Nodes[0]);
    }

    [Fact]
    public async Task ANodeThatIsDeclaredDeadLosesItsAgentsAndItsSay()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 2);
        await cluster.AttestAsync(cluster.Nodes[0]);
        await cluster.StandsAsync(cluster.Nodes[1], "active");
        string name = await NameAsync(cluster, cluster.Nodes[0]);

        using HttpResponseMessage down = await cluster.PostAsync(cluster.Nodes[1], $"/v1/cluster/nodes/{name}/down");

        Assert.Equal(HttpStatusCode.OK, down.StatusCode);
        await cluster.Nodes[0].Fenced.WaitAsync(TimeSpan.FromSeconds(30));
        await cluster.StandsAsync(cluster.Nodes[1], "disconnected");
    }

    [Fact]
    public async Task UnknownNodesAreNotOrderedAbout()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(nodes: 1);

        using HttpResponseMessage answer = await cluster.PostAsync(cluster.Nodes[0], "/v1/cluster/nodes/nobody:1/drain");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<string> NameAsync(TestCluster cluster, ControlPlane node) =>
        (await cluster.GetAsync(node, "/health")).GetProperty("node").GetString()!;

    private static async Task<ControlPlane> HolderAsync(TestCluster cluster)
    {
        string? name = null;
        await TestCluster.UntilAsync(async () =>
        {
            foreach (JsonElement member in (await cluster.GetAsync(cluster.Nodes[0], "/v1/cluster")).GetProperty("members").EnumerateArray())
            {
                if (member.GetProperty("holds_ledger").GetBoolean())
                    name = member.GetProperty("node").GetString();
            }

            return name is not null;
        });
        foreach (ControlPlane node in cluster.Nodes)
        {
            if (await NameAsync(cluster, node) == name)
                return node;
        }

        throw new InvalidOperationException("The holder is not among the nodes.");
    }
}
