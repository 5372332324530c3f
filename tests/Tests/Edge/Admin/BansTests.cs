using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Edge.Admin;

/// <summary>Bans over a real socket: whom they hit, when, and how they are lifted.</summary>
public sealed class BansTests
{
    [Theory]
    [InlineData("agent", "agent-1")]
    [InlineData("node", "node-of-agent-1")]
    [InlineData("repo", "acme/hello")]
    [InlineData("release", "acme/hello@v1.0.0")]
    [InlineData("platform", null)]
    [InlineData("measurement", null)]
    public async Task ABanOnWhatIsAnAgentsOwnEndsItsTunnelBeforeTheAnswer(string scope, string? own)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        RecordingInbox inbox = await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await host.Admin.PostAsJsonAsync("/v1/agents/agent-1/ban", new { scope, reason = "leaked" });

        JsonElement agent = await response.JsonAsync();
        Assert.Equal((HttpStatusCode.OK, "banned"), (response.StatusCode, agent.Text("status")));
        Assert.Equal([AgentEnding.Banned], inbox.Endings);
        JsonElement ban = Assert.Single(agent.GetProperty("bans").EnumerateArray());
        Assert.Equal((scope, "admin", "leaked"), (ban.Text("scope"), ban.Text("actor"), ban.Text("reason")));
        if (own is not null)
            Assert.Equal(own, ban.Text("value"));
        StoredEvent written = (await host.Estate.EventsAsync())[^1];
        Assert.Equal(("ban.set", "admin", $"ban/{scope}/{ban.Text("value")}"), (written.Kind, written.Actor, written.Entity.Value));
    }

    [Fact]
    public async Task ABanHitsItsTargetsAndNobodyElse()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        RecordingInbox first = await host.Estate.AttestAsync("hello", "agent-1");
        RecordingInbox second = await host.Estate.AttestAsync("hello", "agent-2");

        using HttpResponseMessage platform = await BanAsync(host, "agent-1", "platform", null);
        Assert.Single(first.Endings);
        Assert.Empty(second.Endings);

        using HttpResponseMessage release = await BanAsync(host, "agent-1", "release", null);
        Assert.Single(second.Endings);
    }

    [Fact]
    public async Task TheScopeIsTheAgentWhenNoneIsNamed()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await host.Admin.PostAsJsonAsync("/v1/agents/agent-1/ban", new { reason = "leaked" });

        Assert.Equal("agent", (await response.JsonAsync()).GetProperty("bans")[0].Text("scope"));
    }

    [Fact]
    public async Task ARepositoryIsBannedInWhateverCaseItIsSpelled()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        RecordingInbox inbox = await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await BanAsync(host, "agent-1", "repo", "ACME/Hello");

        Assert.Equal("banned", (await response.JsonAsync()).Text("status"));
        Assert.Equal([AgentEnding.Banned], inbox.Endings);
    }

    [Fact]
    public async Task ALiftedBanLetsAnAgentBack()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        using HttpResponseMessage banned = await BanAsync(host, "agent-1", "node", null);

        using HttpResponseMessage response = await host.Admin.PostAsJsonAsync("/v1/agents/agent-1/unban", new { scope = "node", reason = "settled" });

        JsonElement agent = await response.JsonAsync();
        Assert.Equal(("active", 0), (agent.Text("status"), agent.GetProperty("bans").GetArrayLength()));
        Assert.Equal(new BanEvent.Lifted(BanScope.Node, "node-of-agent-1", "settled"), (await host.Estate.EventsAsync())[^1].Body);
    }

    [Fact]
    public async Task TheSameBanTwiceIsOne()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        using HttpResponseMessage first = await BanAsync(host, "agent-1", "agent", null);
        int events = (await host.Estate.EventsAsync()).Count;

        using HttpResponseMessage second = await BanAsync(host, "agent-1", "agent", null);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(events, (await host.Estate.EventsAsync()).Count);
    }

    [Fact]
    public async Task AnAgentCanBeBannedBeforeItEverCameIfItIsNamedTwice()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage once = await BanAsync(host, "stranger", "agent", null);
        await once.ProblemAsync(HttpStatusCode.NotFound, "unknown_agent");
        using HttpResponseMessage twice = await BanAsync(host, "stranger", "agent", "stranger");

        Assert.Equal(HttpStatusCode.NoContent, twice.StatusCode);
        Assert.NotNull(host.Estate.Directory.BanOn(new BanTarget(BanScope.Agent, "stranger")));
    }

    [Fact]
    public async Task AnAgentWithoutAClientKeyHasNoneToBan()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await BanAsync(host, "agent-1", "client_key", null);

        await response.ProblemAsync(HttpStatusCode.Conflict, "no_client_key");
    }

    [Theory]
    [InlineData("""{"scope":"planet","reason":"x"}""", "invalid_field", "scope")]
    [InlineData("""{"scope":"agent"}""", "missing_fields", "reason")]
    [InlineData("""{"scope":"agent","reason":" "}""", "missing_fields", "reason")]
    [InlineData("""{"scope":"platform","value":"abcd","reason":"x"}""", "invalid_field", "value")]
    [InlineData("""{"scope":"repo","value":"acme","reason":"x"}""", "invalid_field", "value")]
    [InlineData("""{"scope":"release","value":"acme/hello","reason":"x"}""", "invalid_field", "value")]
    public async Task AWrongBanNamesItsField(string body, string error, string field)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        RecordingInbox inbox = await host.Estate.AttestAsync("hello", "agent-1");
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await host.Admin.PostAsync("/v1/agents/agent-1/ban", content);

        Assert.Equal(field, (await response.ProblemAsync(HttpStatusCode.BadRequest, error)).Text("field"));
        Assert.Empty(inbox.Endings);
    }

    private static Task<HttpResponseMessage> BanAsync(ControlHost host, string agent, string scope, string? value) =>
        host.Admin.PostAsJsonAsync($"/v1/agents/{agent}/ban", new { scope, value, reason = "leaked" });
}
