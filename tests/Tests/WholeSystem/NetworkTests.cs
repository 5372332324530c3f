using System.Text;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Node.Options;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Networks of an operator's own, from the file's text to what agents hear.</summary>
public sealed class NetworkTests
{
    private const string Own =
        """{"name":"own-1","sealed":false,"trust_roots":["development"],"pinned_registers":["mrtd"],"tcb_statuses":["UpToDate"],"platforms":"first_use"}""";

    private static readonly AgentScript First = new() { Network = "own-1" };

    [Fact]
    public async Task AnAgentIsJudgedByTheNetworkItRegistersFor()
    {
        await using TestNetwork network = await TestNetwork.StartAsync(With(Own.Replace("\"first_use\"", $"[\"{new string('0', 32)}\"]", StringComparison.Ordinal)));

        FakeAgent agent = await network.ConnectAsync(First);
        await agent.AnswerAsync(await agent.RegisterAsync());

        await network.RefusedAsync(agent, "policy_refused:platform");
        Assert.Equal("sandbox-1", (await network.ResolveAsync("steady")).GetProperty("network").GetString());
    }

    [Fact]
    public async Task WherePlatformsArePinnedOnFirstUseAnotherMachineWaitsForAnAdminThoughJoiningIsOpen()
    {
        await using TestNetwork network = await TestNetwork.StartAsync(With(Own));
        await network.AttestAsync(First);

        await network.AttestAsync(First with { AgentId = "agent-2" });
        FakeAgent elsewhere = await network.ConnectAsync((First with { AgentId = "agent-3" }).On("elsewhere"));
        Assert.Equal("awaiting_approval", (await elsewhere.AttestAsync()).GetProperty("reason").GetString());
        Assert.Equal(2, (await network.ResolveAsync("hello")).GetProperty("agents").GetProperty("eligible").GetInt32());

        using HttpResponseMessage approved = await network.Admin.PostAsync("/v1/agents/agent-3/approve", null);
        Assert.True(approved.IsSuccessStatusCode);
        await network.AttestAsync((First with { AgentId = "agent-4" }).On("elsewhere"));
        Assert.Equal(4, (await network.ResolveAsync("hello")).GetProperty("agents").GetProperty("eligible").GetInt32());
    }

    [Fact]
    public async Task ElsewhereJoiningIsOpenToAllMachines()
    {
        await using TestNetwork network = await TestNetwork.StartAsync(With(Own.Replace("first_use", "any", StringComparison.Ordinal)));
        await network.AttestAsync(First);

        await network.AttestAsync((First with { AgentId = "agent-3" }).On("elsewhere"));
    }

    [Fact]
    public async Task ANetworkThatIsTakenAwayTakesNoAgentsAndItsNamesStayBound()
    {
        await using IStore store = new MemoryStore();
        await using (TestNetwork before = await TestNetwork.StartAsync(With(Own), store))
            await before.AttestAsync(First);

        await using TestNetwork after = await TestNetwork.StartAsync(options => options with { JoinOpen = true }, store);
        FakeAgent agent = await after.ConnectAsync(First);
        await agent.SendAsync(agent.RegisterFrame());

        Assert.Equal("invalid_network", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
        JsonElement stands = await after.ResolveAsync("hello");
        Assert.Equal(("disconnected", "own-1"), (stands.GetProperty("status").GetString(), stands.GetProperty("network").GetString()));
        FakeAgent other = await after.ConnectAsync();
        await other.SendAsync(other.RegisterFrame());
        await after.RefusedAsync(other, "app_bound_to_other_network");
    }

    [Fact]
    public async Task AFileThatChangesIsInForceInSecondsAlsoForThoseWhoAreConnectedAndAFaultyOneIsNot()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Of(Own));
            await using TestNetwork network = await TestNetwork.StartAsync(options => With(Own)(options) with { NetworksFile = file });
            FakeAgent agent = await network.AttestAsync(First);
            FakeAgent other = await network.AttestAsync(new AgentScript("agent-5", "other"));

            await File.WriteAllTextAsync(file, Of(Own.Replace("\"sealed\"", "\"seeled\"", StringComparison.Ordinal)));
            network.Time.Advance(TimeSpan.FromSeconds(6));
            await network.UndisturbedAsync();
            Assert.False(agent.Ended);

            await File.WriteAllTextAsync(file, Of(Own.Replace("first_use\"", "first_use\",\"min_tcb_evaluation_number\":99", StringComparison.Ordinal)));
            await network.PassAsync(TimeSpan.FromSeconds(6), () => agent.HasFrame);

            await network.RefusedAsync(agent, "policy_refused:tcb_evaluation_number");
            Assert.False(other.Ended);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task ANetworkTakenOutOfTheFileSendsItsAgentsAway()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Of(Own));
            await using TestNetwork network = await TestNetwork.StartAsync(options => With(Own)(options) with { NetworksFile = file });
            FakeAgent agent = await network.AttestAsync(First);

            await File.WriteAllTextAsync(file, """{"version":"1","networks":[]}""");
            await network.PassAsync(TimeSpan.FromSeconds(6), () => agent.HasFrame);

            await network.RefusedAsync(agent, "invalid_network");
            Assert.Equal("own-1", (await network.ResolveAsync("hello")).GetProperty("network").GetString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Of(string network) => $$"""{"version":"1","networks":[{{network}}]}""";

    private static Func<NodeOptions, NodeOptions> With(string network)
    {
        byte[] file = Encoding.UTF8.GetBytes(Of(network));
        Assert.True(NetworksFile.TryRead(file, development: true, out IReadOnlyDictionary<string, NetworkPolicy> networks, out _));
        return options => options with { Networks = networks, JoinOpen = true };
    }
}
