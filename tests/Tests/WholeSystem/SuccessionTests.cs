using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>One tunnel after another: of the same agent, and of a server that goes away.</summary>
public sealed class SuccessionTests
{
    private static readonly AgentId Agent = AgentId.Parse("agent-1");

    [Fact]
    public async Task ANewerTunnelTakesOverOnceAttestedAndNotBefore()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent older = await network.AttestAsync();
        FakeAgent newer = await network.ConnectAsync();

        JsonElement challenge = await newer.RegisterAsync();
        Assert.Equal("older", await ServedByAsync(network, older, "older"));
        await newer.AnswerAsync(challenge);
        await newer.ReceiveAsync("status");

        Assert.Equal((1000, "superseded"), await older.EndAsync());
        Assert.Equal("newer", await ServedByAsync(network, newer, "newer"));
        SessionRow[] sessions = [.. await network.Store.ReadSessionsAsync(Agent, CancellationToken.None)];
        Assert.Equal(["superseded", null], sessions.Select(session => session.Cause));
        Assert.Equal([1L, 2L], sessions.Select(session => session.Epoch));
    }

    [Fact]
    public async Task ALateGoodbyeOfTheOlderTunnelHarmsNothing()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent older = await network.AttestAsync();
        older.Deaf = true;
        FakeAgent newer = await network.AttestAsync();
        await older.ReceiveAsync("status");
        long version = network.Plane.Directory.Find(Agent)!.State.Version;

        older.Abort();
        await network.PassAsync(TimeSpan.FromSeconds(2), () => older.Ended);

        await network.UndisturbedAsync();
        Assert.Equal("newer", await ServedByAsync(network, newer, "newer"));
        Assert.Equal(version, network.Plane.Directory.Find(Agent)!.State.Version);
        Assert.False(newer.Ended);
    }

    [Fact]
    public async Task AnAgentThatIsSupersededWhileItProvesItselfAnewDoesNotComeBack()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        for (int i = 0; i < 8; i++)
        {
            FakeAgent older = await network.AttestAsync();
            using HttpResponseMessage asked = await network.Admin.PostAsync(new Uri("/v1/agents/agent-1/attest", UriKind.Relative), null);
            JsonElement challenge = await older.ReceiveAsync("attest_request");
            FakeAgent newer = await network.ConnectAsync();
            JsonElement other = await newer.RegisterAsync();

            await Task.WhenAll(newer.AnswerAsync(other), IgnoreAsync(older.AnswerAsync(challenge)));

            Assert.Equal("superseded", (await older.EndAsync()).Reason);
            Assert.Equal("newer", await ServedByAsync(network, newer, "newer"));
            await newer.LeaveAsync();
            await network.StandsAsync("hello", "disconnected");
        }
    }

    [Fact]
    public async Task AServerThatGoesSaysSoAndLetsRunningRequestsFinish()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        Task<HttpResponseMessage> asking = network.RequestAsync("hello");
        JsonElement request = await agent.ReceiveAsync("proxy_request");

        Task stopping = network.Plane.StopAsync();
        Assert.Equal("draining", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
        Assert.False(agent.Ended);
        await agent.RespondAsync(request, "finished");

        using HttpResponseMessage answer = await asking;
        Assert.Equal((HttpStatusCode.OK, "finished"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(1001, (await agent.EndAsync()).Code);
        await stopping;
        SessionRow session = Assert.Single(await network.Store.ReadSessionsAsync(Agent, CancellationToken.None));
        Assert.Equal("drain", session.Cause);
    }

    private static async Task<string> ServedByAsync(TestNetwork network, FakeAgent agent, string body)
    {
        Task<HttpResponseMessage> asking = network.RequestAsync("hello");
        await agent.RespondAsync(await agent.ReceiveAsync("proxy_request"), body);
        using HttpResponseMessage answer = await asking;
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task IgnoreAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            // Its tunnel was closed already.
        }
    }
}
