using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge.Ledger;

namespace EasyEnclave.Tests.Edge.Nodes;

/// <summary>Nodes as callers see them.</summary>
public sealed class NodesOverHttpTests
{
    private const string Register = "/v1/nodes/register";

    [Fact]
    public async Task ANodeHasTheFieldsItAlwaysHad()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        JsonElement answer = await host.Admin.DoneAsync(
            Register, """{"node_id":"n1","price_usd":"1.239","stake_tier":"standard","stake_amount_usd":"12.349"}""");
        JsonElement node = await host.Admin.ReadAsync("/v1/nodes/n1");

        Assert.Equal(answer.GetProperty("node").GetRawText(), node.GetRawText());
        Assert.Equal(("n1", "active", "standard"), (node.Text("node_id"), node.Text("status"), node.Text("stake_tier")));
        Assert.Equal((123, 1234), (node.GetProperty("price_cents_per_vcpu_hour").GetInt64(), node.GetProperty("stake_amount_cents").GetInt64()));
        Assert.Equal(("unknown", "unknown"), (node.Text("attestation_status"), node.Text("health_status")));
        foreach (string name in (string[])["last_attested_at", "last_health_at", "created_at", "updated_at"])
            Assert.True(node.TryGetProperty(name, out _), name);
        using HttpResponseMessage unknown = await host.Admin.GetAsync("/v1/nodes/n2");
        await unknown.ProblemAsync(HttpStatusCode.NotFound, "unknown_node");
    }

    [Fact]
    public async Task ANodeShowsTheAgentsThatProvedToBeOnItAndNoOther()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync(Register, """{"node_id":"n1"}""");
        await host.Estate.AttestAsync("hello", "agent-1", facts: facts => facts with { Node = NodeId.Parse("n1") });
        Assert.Equal(0, (await host.Admin.ReadAsync("/v1/nodes/n1")).GetProperty("agents").GetInt32());

        await host.Estate.AttestAsync("other", "agent-2", facts: facts => facts with { Node = NodeId.Parse("n1"), NodeProved = true });
        JsonElement node = await host.Admin.ReadAsync("/v1/nodes/n1");
        Assert.Equal((1, "valid"), (node.GetProperty("agents").GetInt32(), node.Text("attestation_status")));
    }

    [Fact]
    public async Task NodesAreListedInPages()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        foreach (string name in (string[])["c", "a", "b"])
            await host.Admin.DoneAsync(Register, $$"""{"node_id":"{{name}}","stake_amount_usd":"1"}""");
        JsonElement first = await host.Admin.ReadAsync("/v1/nodes?limit=2");
        JsonElement second = await host.Admin.ReadAsync("/v1/nodes?limit=2&cursor=" + first.Text("next_cursor"));
        Assert.Equal(["a", "b"], first.GetProperty("nodes").EnumerateArray().Select(node => node.Text("node_id")));
        Assert.Equal(["c"], second.GetProperty("nodes").EnumerateArray().Select(node => node.Text("node_id")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task FraudTakesAllAndBans()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        string token = (await host.Admin.DoneAsync(Register, """{"node_id":"n1","stake_amount_usd":"100"}""")).Text("node_token")!;
        await host.Admin.DoneAsync(Register, """{"node_id":"n1","allow_update":true,"stake_amount_usd":"30"}""");

        const string Body = """{"kind":"fraud","reason":"sold the same hour twice"}""";
        JsonElement slashed = await host.Admin.DoneAsync("/v1/nodes/n1/slash", Body, "s");
        Assert.Equal(("100.00", "banned"), (slashed.Text("slashed_usd"), slashed.GetProperty("node").Text("status")));
        Assert.Equal(("0.00", "100.00"), (await host.Admin.AvailableAsync("stake:n1"), await host.Admin.AvailableAsync("treasury:")));
        using HttpResponseMessage own = await host.Http.SendAsync(Register, """{"node_id":"n1","allow_update":true,"vcpus":1}""", token: token);
        await own.ProblemAsync(HttpStatusCode.Forbidden, "node_banned");

        using HttpResponseMessage again = await host.Admin.SendAsync("/v1/nodes/n1/slash", Body, "s");
        Assert.True(again.Replayed());
        Assert.Equal(slashed.GetRawText(), (await again.JsonAsync()).GetRawText());
        Assert.Equal("100.00", await host.Admin.AvailableAsync("treasury:"));

        // A slash that is told again brings no ban back that was lifted.
        using HttpResponseMessage lifted = await host.Admin.SendAsync("/v1/agents/any/unban", """{"scope":"node","value":"n1","reason":"settled"}""");
        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        using HttpResponseMessage third = await host.Admin.SendAsync("/v1/nodes/n1/slash", Body, "s");
        Assert.True(third.Replayed());
        Assert.Null(host.Estate.Directory.BanOn(new BanTarget(BanScope.Node, "n1")));
    }

    [Fact]
    public async Task ANodesIdNamesItsProviderAccountAlsoWithAColonInIt()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync(Register, """{"node_id":"rack:7"}""");
        await host.Admin.BuyAsync("alice", "3");
        await host.Admin.DoneAsync("/v1/credits/transfer", """{"from_account":"alice","to_account":"rack:7","amount_usd":"3"}""", "t");
        Assert.Equal(("3.00", "provider:rack:7"), (
            await host.Admin.AvailableAsync("provider:rack:7"), (await host.Admin.ReadAsync("/v1/balances/rack%3A7")).Text("ledger_account")));
    }
}
