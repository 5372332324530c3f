using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Whoever has not attested has nothing, stores nothing, and takes nothing from those who have.</summary>
public sealed class StrangerTests
{
    [Fact]
    public async Task WhoConnectsAndSaysNothingIsSentAwayAfterTenSeconds()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();

        network.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(agent.Ended);
        await network.PassAsync(TimeSpan.FromSeconds(1), () => agent.HasFrame);

        await network.RefusedAsync(agent, "not_registered");
    }

    [Fact]
    public async Task WhoSendsHalfARegistrationIsSentAwayAfterTenSecondsToo()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();

        await agent.SendAsync(Encoding.UTF8.GetBytes("{\"type\":"), last: false);
        await network.PassAsync(TimeSpan.FromSeconds(10), () => agent.HasFrame);

        await network.RefusedAsync(agent, "not_registered");
    }

    [Fact]
    public async Task WhoLeavesTheGoodbyeUnansweredIsCutOff()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();
        agent.Deaf = true;

        await agent.AnswerAsync(await agent.RegisterAsync(), new AgentProof { Nonce = "00" });
        await agent.ReceiveAsync("status");
        await network.PassAsync(TimeSpan.FromSeconds(2), () => agent.SendAsync(new byte[1], last: false) is { IsFaulted: true });

        await network.UndisturbedAsync();
    }

    [Fact]
    public async Task WhoConnectsASocketAndSendsNothingIsCutOffAfterTenSeconds()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        DateTimeOffset end = network.Time.Now.AddSeconds(10);
        using TcpClient silent = new();
        await silent.ConnectAsync(IPAddress.Loopback, network.Plane.ControlUrl.Port);
        Task<int> reading = silent.GetStream().ReadAsync(new byte[1]).AsTask();

        await Until.TrueAsync(() => network.Time.IsArmedAt(end));
        network.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(reading.IsCompleted);
        await network.PassAsync(TimeSpan.FromSeconds(1), () => reading.IsCompleted);

        await network.UndisturbedAsync();
    }

    [Fact]
    public async Task AFloodOfRegistrationsIsRefusedCountedAndStoresNoEntity()
    {
        const int Tunnels = 150;
        await using TestNetwork network = await TestNetwork.StartAsync();
        byte[] frame = Encoding.UTF8.GetBytes(
            """{"type":"register","repo":"evil/x","release_tag":"v1","app_name":"hello","network":"nowhere","agent_id":"agent-1"}""");
        FakeAgent victim = await network.AttestAsync();
        long memory = GC.GetTotalMemory(forceFullCollection: true);

        await Parallel.ForAsync(0, Tunnels, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
        {
            await using FakeAgent agent = await FakeAgent.ConnectAsync(network.TunnelUrl, TestNetwork.Platform, new AgentScript());
            for (int i = 0; i < 16; i++)
                await agent.SendAsync(frame);
            Assert.Equal((1008, "invalid_network"), await agent.EndAsync());
        });

        Assert.Equal(Tunnels * 16, await network.CountedAsync("invalid_network"));
        StoreSnapshot rows = await network.Store.LoadAsync(CancellationToken.None);
        Assert.Equal((2, 2), (rows.Agents.Count, rows.Apps.Count));

        // Other tests share the process, and what they hold they give back.
        await Until.TrueAsync(() => GC.GetTotalMemory(forceFullCollection: true) - memory < 32L * 1024 * 1024);
        Assert.False(victim.Ended);
        await network.UndisturbedAsync();
    }

    [Fact]
    public async Task AThousandRegistrationsUnderAVictimsNameLeaveItServing()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent victim = await network.AttestAsync();
        long version = Version(network);

        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            await using FakeAgent thief = await FakeAgent.ConnectAsync(network.TunnelUrl, TestNetwork.Platform, new AgentScript());
            if (i % 20 == 0)
                await thief.AnswerAsync(await thief.RegisterAsync(), new AgentProof { ReportData = _ => new byte[64] });
            else
                await thief.RegisterAsync();
        });

        Assert.False(victim.Ended);
        Assert.Equal(version, Version(network));
        Task<HttpResponseMessage> asking = network.RequestAsync("hello");
        await victim.RespondAsync(await victim.ReceiveAsync("proxy_request"), "mine");
        using HttpResponseMessage answer = await asking;
        Assert.Equal("mine", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task ARealAgentOfAnotherRepositoryCannotTakeABoundName()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        await network.AttestAsync();
        AgentScript other = new("agent-2") { Repo = "evil/hello" };
        network.Publish(other);
        FakeAgent thief = await network.ConnectAsync(other);

        await thief.SendAsync(thief.RegisterFrame());

        await network.RefusedAsync(thief, "app_bound_to_other_repo");
        await network.StandsAsync("hello", "active");
    }

    [Fact]
    public async Task AStrangersAgentForABoundAppIsNotRoutedBeforeItsApproval()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent first = await network.AttestAsync();
        FakeAgent second = await network.ConnectAsync(new AgentScript("agent-2").On("another machine"));

        JsonElement status = await second.AttestAsync();
        Assert.Equal(("warning", "awaiting_approval"), (status.GetProperty("state").GetString(), status.GetProperty("reason").GetString()));
        await first.LeaveAsync();
        await network.StandsAsync("hello", "unattested");

        using HttpResponseMessage approved = await network.Admin.PostAsync(new Uri("/v1/agents/agent-2/approve", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        await network.StandsAsync("hello", "active");
    }

    [Fact]
    public async Task TheSameNameOnAnotherPlatformIsInUse()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent victim = await network.AttestAsync();
        FakeAgent thief = await network.ConnectAsync(new AgentScript().On("another machine"));

        await thief.AnswerAsync(await thief.RegisterAsync());

        await network.RefusedAsync(thief, "agent_id_in_use");
        Assert.False(victim.Ended);
        await network.StandsAsync("hello", "active");
    }

    [Fact]
    public async Task TheSameNameForAnotherAppIsInUse()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        await network.AttestAsync();
        FakeAgent other = await network.ConnectAsync(new AgentScript(App: "goodbye"));

        await other.AnswerAsync(await other.RegisterAsync());

        await network.RefusedAsync(other, "agent_id_in_use");
        await network.StandsAsync("goodbye", "unknown");
    }

    private static long Version(TestNetwork network) =>
        network.Plane.Directory.Find(EasyEnclave.Protocol.Ids.AgentId.Parse("agent-1"))!.State.Version;
}
