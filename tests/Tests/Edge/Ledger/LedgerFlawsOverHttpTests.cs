using System.Net;
using System.Text.Json;

namespace EasyEnclave.Tests.Edge.Ledger;

/// <summary>The flaws of the original ledger that its callers could see, each by its number, and gone.</summary>
public sealed class LedgerFlawsOverHttpTests
{
    private const string Register = "/v1/nodes/register";

    [Fact]
    public async Task F01APurchaseThatIsSentAgainMintsOnce()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        const string Body = """{"account_id":"alice","amount_usd":"5.00"}""";
        using HttpResponseMessage first = await host.Admin.SendAsync("/v1/credits/purchase", Body, "k1");
        using HttpResponseMessage again = await host.Admin.SendAsync("/v1/credits/purchase", """{ "amount":5, "account_id":"alice" }""", "k1");

        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal((false, true), (first.Replayed(), again.Replayed()));
        Assert.Equal(500, (await first.JsonAsync()).GetProperty("balance_cents").GetInt64());
        Assert.Equal("5.00", await host.Admin.AvailableAsync("alice"));
        using HttpResponseMessage without = await host.Admin.SendAsync("/v1/credits/purchase", Body);
        await without.ProblemAsync(HttpStatusCode.BadRequest, "idempotency_key_required");
    }

    [Fact]
    public async Task F10APartOfANodeIsChangedAndTheRestStays()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync(Register, """{"node_id":"n1","price_usd":"0.05","stake_tier":"premium","stake_amount_usd":"100","vcpus":8,"memory_mib":4096}""");

        JsonElement changed = (await host.Admin.DoneAsync(Register, """{"node_id":"n1","allow_update":true,"vcpus":16}""")).GetProperty("node");
        Assert.Equal(("0.05", "premium", "100.00"), (changed.Text("price_usd_per_vcpu_hour"), changed.Text("stake_tier"), changed.Text("stake_amount_usd")));
        Assert.Equal((16, 4096), (changed.GetProperty("vcpus").GetInt32(), changed.GetProperty("memory_mib").GetInt32()));

        JsonElement emptied = (await host.Admin.DoneAsync(Register, """{"node_id":"n1","allow_update":true,"memory_mib":null,"price_usd":null}""")).GetProperty("node");
        Assert.Equal(JsonValueKind.Null, emptied.GetProperty("memory_mib").ValueKind);
        Assert.Equal(JsonValueKind.Null, emptied.GetProperty("price_cents_per_vcpu_hour").ValueKind);
        Assert.Equal(16, emptied.GetProperty("vcpus").GetInt32());

        using HttpResponseMessage stale = await RegisterIfAsync(host, """{"node_id":"n1","allow_update":true,"vcpus":1}""", "\"1\"");
        await stale.ProblemAsync(HttpStatusCode.Conflict, "version_conflict");
        using HttpResponseMessage fresh = await RegisterIfAsync(host, """{"node_id":"n1","allow_update":true,"vcpus":1}""", "\"3\"");
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
    }

    [Fact]
    public async Task F18NobodyPaysThemselves()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.BuyAsync("alice", "5");
        using HttpResponseMessage refused = await host.Admin.SendAsync(
            "/v1/credits/transfer", """{"from_account":"alice","to_account":"alice","amount_usd":"1"}""", "t");
        JsonElement problem = await refused.ProblemAsync(HttpStatusCode.BadRequest, "self_transfer");
        Assert.Equal("to_account", problem.Text("field"));
        Assert.Equal(1, await host.Admin.SeqAsync());
    }

    [Fact]
    public async Task F21APriceKeepsItsMicros()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        JsonElement node = (await host.Admin.DoneAsync(Register, """{"node_id":"n1","price_usd_per_vcpu_hour":0.004}""")).GetProperty("node");
        Assert.Equal("0.004", node.Text("price_usd_per_vcpu_hour"));
        Assert.Equal(0, node.GetProperty("price_cents_per_vcpu_hour").GetInt64());
    }

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("1e30")]
    [InlineData("92233720368547758080000")]
    [InlineData("\"1e2\"")]
    public async Task F22AndF23WhatIsNoAmountIsToldAndNothingIsWritten(string amount)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        using HttpResponseMessage refused = await host.Admin.SendAsync(
            "/v1/credits/purchase", $$"""{"account_id":"alice","amount_usd":{{amount}}}""", "k");
        Assert.Equal("amount_usd", (await refused.ProblemAsync(HttpStatusCode.BadRequest, "invalid_amount")).Text("field"));
        Assert.Equal(0, await host.Admin.SeqAsync());
    }

    [Fact]
    public async Task F25APriceIsNeverThatOfThePast()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync(Register, """{"node_id":"n1","price_usd":"0.05"}""");
        string past = EasyEnclave.Protocol.Rest.Instants.Text(host.Estate.Time.Now - TimeSpan.FromHours(1));
        using HttpResponseMessage refused = await host.Admin.SendAsync(
            Register, $$"""{"node_id":"n1","allow_update":true,"price_usd":"9","price_effective_at":"{{past}}"}""");
        await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity, "price_in_past");

        string later = EasyEnclave.Protocol.Rest.Instants.Text(host.Estate.Time.Now + TimeSpan.FromHours(1));
        JsonElement node = (await host.Admin.DoneAsync(
            Register, $$"""{"node_id":"n1","allow_update":true,"price_usd":"9","price_effective_at":"{{later}}"}""")).GetProperty("node");
        Assert.Equal(("0.05", "9.00", later), (node.Text("price_usd_per_vcpu_hour"), node.Text("next_price_usd_per_vcpu_hour"), node.Text("next_price_effective_at")));
    }

    [Fact]
    public async Task F26WhatIsHeldBackIsSeen()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync(Register, """{"node_id":"n1","stake_amount_usd":"100"}""");
        await host.Admin.DoneAsync(Register, """{"node_id":"n1","allow_update":true,"stake_amount_usd":"30"}""");
        JsonElement stake = await host.Admin.ReadAsync("/v1/balances/stake:n1");
        Assert.Equal(("100.00", "30.00", "70.00"), (stake.Text("balance_usd"), stake.Text("available_usd"), stake.Text("pending_out_usd")));
        Assert.Equal(3000, stake.GetProperty("balance_cents").GetInt64());
    }

    [Fact]
    public async Task F28AStakeIsMoneyThatMoved()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        string token = (await host.Admin.DoneAsync(Register, """{"node_id":"n1","stake_amount_usd":"100"}""")).Text("node_token")!;
        Assert.Equal("-100.00", await host.Admin.AvailableAsync("external:stake"));

        using HttpResponseMessage poor = await host.Http.SendAsync(Register, """{"node_id":"n1","allow_update":true,"stake_amount_usd":"101"}""", token: token);
        JsonElement problem = await poor.ProblemAsync(HttpStatusCode.UnprocessableEntity, "insufficient_funds");
        Assert.Equal("stake_amount_usd", problem.Text("field"));

        await host.Admin.BuyAsync("alice", "7");
        await host.Admin.DoneAsync("/v1/credits/transfer", """{"from_account":"alice","to_account":"n1","amount_usd":"7"}""", "pay");
        await host.Http.DoneAsync(Register, """{"node_id":"n1","allow_update":true,"stake_amount_usd":"101"}""", token: token);
        Assert.Equal(("101.00", "6.00"), (await host.Admin.AvailableAsync("stake:n1"), await host.Admin.AvailableAsync("n1")));
    }

    [Fact]
    public async Task F35WhoMovedMoneyAndWhyStandsInEveryEntry()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Http.DoneAsync(
            "/v1/credits/purchase", """{"account_id":"bob","amount_usd":"1","memo":"paid by card"}""", "k", ControlHost.OtherAdminToken);
        JsonElement entry = (await host.Admin.ReadAsync("/v1/accounts/bob/entries")).GetProperty("entries")[0];
        Assert.Equal(("alice", "paid by card"), (entry.Text("actor"), entry.Text("memo")));

        await using ControlHost closed = await ControlHost.StartAsync(new EasyEnclave.Edge.Access.AccessOptions());
        using HttpResponseMessage refused = await closed.Admin.SendAsync("/v1/credits/purchase", """{"account_id":"bob","amount_usd":"1"}""", "k");
        await refused.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
    }

    [Fact]
    public async Task F36EveryFaultOfABodyIsAProblemWithACode()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        foreach (string body in (string[])["", "null", "7", "\"x\"", "{", "{\"a\":1,\"a\":2}", "{\"price_usd\":NaN}", "[[]", "\u0000"])
        {
            using HttpResponseMessage refused = await host.Admin.SendAsync(Register, body);
            await refused.ProblemAsync(HttpStatusCode.BadRequest, "invalid_json");
        }

        using HttpResponseMessage half = await host.Admin.SendAsync(Register, """{"node_id":"n1","price_usd":"\ud800"}""");
        await half.ProblemAsync(HttpStatusCode.BadRequest, "invalid_amount");
    }

    [Fact]
    public async Task F40ANodesTokenIsHashedScopedAndEnds()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        string ends = EasyEnclave.Protocol.Rest.Instants.Text(host.Estate.Time.Now + TimeSpan.FromHours(1));
        string token = (await host.Admin.DoneAsync(Register, $$"""{"node_id":"n1","token_expires_at":"{{ends}}"}""")).Text("node_token")!;
        await host.Admin.DoneAsync(Register, """{"node_id":"n2"}""");

        await host.Http.DoneAsync(Register, """{"node_id":"n1","allow_update":true,"vcpus":2}""", token: token);
        using HttpResponseMessage other = await host.Http.SendAsync(Register, """{"node_id":"n2","allow_update":true,"vcpus":2}""", token: token);
        await other.ProblemAsync(HttpStatusCode.Forbidden, "wrong_node");
        using HttpResponseMessage elsewhere = await host.Http.SendAsync("/v1/credits/purchase", """{"account_id":"a","amount_usd":"1"}""", "k", token);
        await elsewhere.ProblemAsync(HttpStatusCode.Forbidden, "wrong_role");

        string next = (await host.Http.DoneAsync(Register, """{"node_id":"n1","rotate_token":true}""", token: token)).Text("node_token")!;
        using HttpResponseMessage old = await host.Http.SendAsync(Register, """{"node_id":"n1","allow_update":true,"vcpus":3}""", token: token);
        await old.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
        await host.Http.DoneAsync(
            Register, $$"""{"node_id":"n1","allow_update":true,"token_expires_at":"{{ends}}"}""", token: next);
        host.Estate.Time.Advance(TimeSpan.FromHours(1));
        using HttpResponseMessage late = await host.Http.SendAsync(Register, """{"node_id":"n1","allow_update":true,"vcpus":3}""", token: next);
        await late.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");

        string row = System.Text.Json.JsonSerializer.Serialize(
            host.Estate.Nodes.Find(EasyEnclave.Protocol.Ids.NodeId.Parse("n1"))!.State, EasyEnclave.Storage.StoreJson.Default.NodeState);
        Assert.DoesNotContain(token, row, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(EasyEnclave.Actors.Nodes.NodeToken.Hash(next)), row, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> RegisterIfAsync(ControlHost host, string json, string version)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Register) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", version);
        return await host.Admin.SendAsync(request);
    }
}
