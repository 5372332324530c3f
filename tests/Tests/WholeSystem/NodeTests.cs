using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge;
using EasyEnclave.Tests.Edge.Ledger;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Registered nodes and the agents on them: who proves what, and what becomes of stake.</summary>
public sealed class NodeTests
{
    private const string Register = "/v1/nodes/register";

    [Fact]
    public async Task OnlyAnAgentThatKnowsTheNodesTokenIsOnIt()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        string token = (await network.Admin.DoneAsync(Register, """{"node_id":"n1"}""")).Text("node_token")!;

        AgentScript who = new() { NodeId = "n1", NodeToken = token };
        FakeAgent agent = await network.AttestAsync(who);
        JsonElement node = await network.Admin.ReadAsync("/v1/nodes/n1");
        Assert.Equal((1, "valid"), (node.GetProperty("agents").GetInt32(), node.Text("attestation_status")));

        foreach (string? wrong in (string?[])[null, "een_wrong"])
        {
            FakeAgent stranger = await network.ConnectAsync(new AgentScript("stranger", "stranger") { NodeId = "n1", NodeToken = wrong });
            await stranger.AnswerAsync(await stranger.RegisterAsync());
            Assert.Equal((1008, "node_proof_invalid"), await stranger.EndAsync());
        }

        // An agent on a node that nobody registered proves nothing, and says nothing of n1.
        await network.AttestAsync(new AgentScript("other", "other") { NodeId = "n2" });
        Assert.Equal(1, (await network.Admin.ReadAsync("/v1/nodes/n1")).GetProperty("agents").GetInt32());

        // The next check asks again, by the token as it is then.
        await network.Admin.DoneAsync(Register, """{"node_id":"n1","rotate_token":true}""");
        await agent.AnswerAsync(await network.CheckAsync(agent));
        Assert.Equal((1008, "node_proof_invalid"), await agent.EndAsync());
    }

    [Fact]
    public async Task StakeIsPaidOutOnceItsDayHasComeAlsoAfterARestart()
    {
        MemoryStore store = new();
        DateTimeOffset lowered;
        await using (TestNetwork network = await TestNetwork.StartEmptyAsync(Short, store))
        {
            await network.Admin.DoneAsync(Register, """{"node_id":"n1","stake_amount_usd":"100"}""");
            JsonElement node = (await network.Admin.DoneAsync(Register, """{"node_id":"n1","allow_update":true,"stake_amount_usd":"40"}""")).GetProperty("node");
            Assert.Equal(("40.00", "60.00"), (node.Text("stake_amount_usd"), node.Text("stake_unbonding_usd")));
            lowered = network.Time.Now;
            Assert.Equal("-100.00", await network.Admin.AvailableAsync("external:stake"));
        }

        await using TestNetwork again = await TestNetwork.StartEmptyAsync(Short, store);
        again.Time.Advance(lowered + TimeSpan.FromHours(1) - again.Time.Now - TimeSpan.FromSeconds(2));
        Assert.Equal("60.00", (await again.Admin.ReadAsync("/v1/nodes/n1")).Text("stake_unbonding_usd"));
        await again.PassAsync(TimeSpan.FromSeconds(3), () => Posted(store, "external:stake") == "-40.00");
        Assert.Equal("0.00", (await again.Admin.ReadAsync("/v1/nodes/n1")).Text("stake_unbonding_usd"));
        Assert.Equal(("40.00", 3), (await again.Admin.AvailableAsync("stake:n1"), await again.Admin.SeqAsync()));
    }

    [Fact]
    public async Task ABannedNodesAgentsAreSentAway()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        string token = (await network.Admin.DoneAsync(Register, """{"node_id":"n1","stake_amount_usd":"5"}""")).Text("node_token")!;
        FakeAgent agent = await network.AttestAsync(new AgentScript { NodeId = "n1", NodeToken = token });
        await network.Admin.DoneAsync("/v1/nodes/n1/slash", """{"kind":"fraud","reason":"cheated"}""", "s");
        Assert.Equal((1008, "agent_banned"), await agent.EndAsync());
    }

    private static EasyEnclave.Node.Options.NodeOptions Short(EasyEnclave.Node.Options.NodeOptions options) => options with { UnbondDelay = TimeSpan.FromHours(1) };

    private static string Posted(ILedgerStore store, string account) =>
        store.ReadAccountAsync(AccountId.Parse(account), CancellationToken.None).AsTask().GetAwaiter().GetResult()!.Balance.Posted.ToString();
}
