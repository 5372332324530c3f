using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>What operators order over REST, and what agents with open tunnels see of it.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task AttestAsksAtOnceAndTheAnswerRenewsTheAgent()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        network.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.Accepted, await ActAsync(network, "agent-1", "attest"));
        JsonElement challenge = await agent.ReceiveAsync("attest_request");
        Assert.Equal("operator", challenge.GetProperty("reason").GetString());
        await agent.AnswerAsync(challenge);

        Assert.Equal("attested", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
        Assert.Equal(network.Time.Now, (await network.ResolveAsync("hello")).GetProperty("last_attested_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task DisconnectSendsAnAgentAwayAndItMayComeBack()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();

        Assert.Equal(HttpStatusCode.OK, await ActAsync(network, "agent-1", "disconnect"));

        Assert.Equal((1000, "disconnected"), await agent.EndAsync());
        await network.StandsAsync("hello", "disconnected");
        await network.AttestAsync();
        await network.StandsAsync("hello", "active");
        Assert.Equal(HttpStatusCode.Conflict, await AfterLeavingAsync(network));
    }

    [Theory]
    [InlineData("agent", false)]
    [InlineData("platform", true)]
    [InlineData("repo", true)]
    [InlineData("release", true)]
    [InlineData("measurement", true)]
    public async Task ABanEndsTheTunnelAndHoldsUnderANewNameWhereItIsNotOnTheName(string scope, bool holds)
    {
        await using TestNetwork network = await TestNetwork.StartAsync(options => options with { JoinOpen = true });
        AgentScript who = new() { Repo = "acme/banned", Td = SimulatedTd.From("banned"), Machine = QuoteOptions.OnMachine("banned") };
        network.Publish(who);
        FakeAgent agent = await network.AttestAsync(who);

        Assert.Equal(HttpStatusCode.OK, await ActAsync(network, "agent-1", "ban", new { scope, reason = "leaked" }));

        Assert.Equal((1008, "agent_banned"), await agent.EndAsync());
        await network.StandsAsync("hello", "banned");
        FakeAgent again = await network.ConnectAsync(who);
        Assert.Equal("agent_banned", await FateAsync(again));
        FakeAgent renamed = await network.ConnectAsync(who with { AgentId = "agent-2" });
        Assert.Equal(holds ? "agent_banned" : "attested", await FateAsync(renamed));
        Assert.True(await network.CountedAsync("agent_banned") > 0);
        await network.UndisturbedAsync();

        Assert.Equal(HttpStatusCode.OK, await ActAsync(network, "agent-1", "unban", new { scope, reason = "mended" }));
        Assert.Equal("attested", await FateAsync(await network.ConnectAsync(who)));
    }

    [Fact]
    public async Task ABannedAgentThatDoesNotSayGoodbyeIsCutOffWithinTwoSeconds()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        agent.Deaf = true;
        Task<HttpResponseMessage> asking = network.RequestAsync("hello");
        await agent.ReceiveAsync("proxy_request");

        Assert.Equal(HttpStatusCode.OK, await ActAsync(network, "agent-1", "ban", new { reason = "leaked" }));
        Assert.Equal((1008, "agent_banned"), await agent.EndAsync());

        // The request it had is told too, long before its own deadline of 15 s.
        DateTimeOffset cutOff = network.Time.Now.AddSeconds(1.5);
        await Until.TrueAsync(() => network.Time.IsArmedAt(cutOff));
        await network.PassAsync(TimeSpan.FromSeconds(1.5), () => asking.IsCompleted);
        using HttpResponseMessage answer = await asking;
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task ABanThatFallsWhileAProofIsOnItsWayHoldsToo()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        await network.AttestAsync();
        FakeAgent next = await network.ConnectAsync(new AgentScript("agent-2"));
        JsonElement challenge = await next.RegisterAsync();

        Assert.Equal(HttpStatusCode.OK, await ActAsync(network, "agent-1", "ban", new { scope = "agent", value = "agent-2", reason = "leaked" }));
        await next.AnswerAsync(challenge);

        await network.RefusedAsync(next, "agent_banned");
    }

    [Fact]
    public async Task AReleasedNameSendsItsAgentsAwayAndAnotherMayTakeIt()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();

        using HttpResponseMessage released = await network.Admin.DeleteAsync(new Uri("/v1/apps/hello", UriKind.Relative));
        Assert.True(released.IsSuccessStatusCode);
        Assert.Equal((1008, "not_registered"), await agent.EndAsync());

        AgentScript other = new("agent-2") { Repo = "other/hello", Claims = SimulatedRelease.Claims("other", isSealed: false) };
        network.Publish(other);
        await network.AttestAsync(other);
        Assert.Equal("other/hello", (await network.ResolveAsync("hello")).GetProperty("repo").GetString());
    }

    private static async Task<string?> FateAsync(FakeAgent agent)
    {
        agent.Automatic = true;
        await agent.SendAsync(agent.RegisterFrame());
        return (await agent.ReceiveAsync("status")).GetProperty("reason").GetString();
    }

    private static async Task<HttpStatusCode> AfterLeavingAsync(TestNetwork network)
    {
        await ActAsync(network, "agent-1", "disconnect");
        return await ActAsync(network, "agent-1", "disconnect");
    }

    private static async Task<HttpStatusCode> ActAsync(TestNetwork network, string agent, string action, object? body = null)
    {
        Uri url = new($"/v1/agents/{agent}/{action}", UriKind.Relative);
        using HttpResponseMessage answer = body is null ? await network.Admin.PostAsync(url, null) : await network.Admin.PostAsJsonAsync(url, body);
        return answer.StatusCode;
    }
}
