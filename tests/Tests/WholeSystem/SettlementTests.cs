using System.Text.Json;
using EasyEnclave.Node.Options;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge;
using EasyEnclave.Tests.Edge.Ledger;
using EasyEnclave.Tests.Storage;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>A node that is paid for an hour: with its agent there throughout, gone in the middle, and with the server gone in the middle.</summary>
public sealed class SettlementTests : IDisposable
{
    private const string Hour = "\"period_start\":\"2026-01-01T01:00:00Z\",\"period_end\":\"2026-01-01T02:00:00Z\"";
    private const string Path = "/v1/settlements/2026-01-01T01/finalize";

    private static readonly AgentId Agent = AgentId.Parse("agent-1");

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task AnHourThatWasServedIsPaid()
    {
        await using TestNetwork network = await StartAsync();
        FakeAgent agent = await ReservedAsync(network);
        await LiveAsync(network, agent, minutes: 70);

        JsonElement verdict = await FinalizeAsync(network);

        Assert.Equal(("pass", "1.50"), (verdict.Text("verdict"), verdict.Text("paid_usd")));
        Assert.Equal(12, verdict.GetProperty("evidence")[0].GetProperty("health_pass").GetInt32());
        Assert.Equal(("8.50", "1.50"), (await network.Admin.AvailableAsync("alice"), await network.Admin.AvailableAsync("n1")));
    }

    [Fact]
    public async Task AnHourWhoseAgentDiedInItIsRefunded()
    {
        await using TestNetwork network = await StartAsync();
        FakeAgent agent = await ReservedAsync(network);
        await LiveAsync(network, agent, minutes: 30);
        agent.Abort();
        await network.StandsAsync("hello", "disconnected");
        await PassAsync(network, minutes: 40);

        JsonElement verdict = await FinalizeAsync(network);

        Assert.Equal("fail", verdict.Text("verdict"));
        Assert.Contains("health_miss", verdict.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));
        Assert.Equal(("10.00", "0.00"), (await network.Admin.AvailableAsync("alice"), await network.Admin.AvailableAsync("n1")));
    }

    [Fact]
    public async Task AnAgentThatSaysItIsWellAndAnswersNobodyIsMissed()
    {
        await using TestNetwork network = await StartAsync(options => options with { ProxyTimeout = TimeSpan.FromSeconds(15) });
        FakeAgent agent = await ReservedAsync(network);
        agent.Automatic = false;
        for (int minute = 0; minute < 70; minute++)
        {
            network.Time.Advance(TimeSpan.FromMinutes(1));
            await WellAsync(network, agent);
        }

        await Until.TrueAsync(() => Exceptions(network).Any(row => row.Kind == "health_miss"));
        JsonElement verdict = await FinalizeAsync(network);

        Assert.Equal("fail", verdict.Text("verdict"));
        Assert.Contains("health_miss", verdict.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));
    }

    [Theory]
    [InlineData(4, "pass", "8.50")]
    [InlineData(20, "halt", "8.00")]
    public async Task AnOutageOfTheServerExcusesOrHaltsAndNeverPunishes(int minutes, string outcome, string available)
    {
        string token;
        TimeSpan lived;
        await using (TestNetwork before = await StartAsync(store: true))
        {
            FakeAgent agent = await ReservedAsync(before);
            token = agent.Script.NodeToken!;
            await LiveAsync(before, agent, minutes: 30);
            lived = before.Time.Now - new ManualTime().Now;
        }

        await using TestNetwork after = await TestNetwork.StartEmptyAsync(Options, await _folder.OpenAsync(), lived + TimeSpan.FromMinutes(minutes));
        FakeAgent back = await AttestAsync(after, token);
        await LiveAsync(after, back, minutes: 40 - minutes);

        JsonElement verdict = await FinalizeAsync(after);

        Assert.Equal((outcome, available), (verdict.Text("verdict"), await after.Admin.AvailableAsync("alice")));
    }

    [Fact]
    public async Task APeriodSettlesByItselfAfterItsDisputeWindow()
    {
        await using TestNetwork network = await StartAsync();
        FakeAgent agent = await ReservedAsync(network);
        await LiveAsync(network, agent, minutes: 70);
        await network.Admin.DoneAsync("/v1/usage/report", $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":3,{{Hour}}}""");

        await network.PassAsync(TimeSpan.FromHours(24), () => Settled(network));

        Assert.Equal("1.50", await network.Admin.AvailableAsync("n1"));
    }

    private static NodeOptions Options(NodeOptions options) => options with
    {
        AttestInterval = TimeSpan.FromHours(6),

        // The clock leaps by minutes, and an honest agent answers in its own time.
        ProxyTimeout = TimeSpan.FromHours(6),
    };

    private async Task<TestNetwork> StartAsync(Func<NodeOptions, NodeOptions>? change = null, bool store = false) =>
        await TestNetwork.StartAsync(options => (change ?? (same => same))(Options(options)), store ? await _folder.OpenAsync() : null);

    private static async Task<FakeAgent> ReservedAsync(TestNetwork network)
    {
        JsonElement node = await network.Admin.DoneAsync(
            "/v1/nodes/register", """{"node_id":"n1","price_usd_per_vcpu_hour":"0.50","vcpus":4,"stake_tier":"economy","stake_amount_usd":"5"}""");
        await network.Admin.BuyAsync("alice", "10");
        await network.Admin.DoneAsync("/v1/reservations", $$"""{"account_id":"alice","node_id":"n1","vcpus":4,{{Hour}}}""", "r1");
        FakeAgent agent = await AttestAsync(network, node.Text("node_token")!);
        await LiveAsync(network, agent, minutes: 58);
        return agent;
    }

    private static async Task<FakeAgent> AttestAsync(TestNetwork network, string token)
    {
        FakeAgent agent = await network.AttestAsync(new AgentScript { NodeId = "n1", NodeToken = token });
        agent.Automatic = true;
        await Until.TrueAsync(() => network.Plane.Directory.Find(Agent) is { Connected: true });
        return agent;
    }

    /// <summary>Lets time go by while the agent says again and again that it is well, and is heard.</summary>
    private static async Task LiveAsync(TestNetwork network, FakeAgent agent, int minutes)
    {
        // A step is shorter than the time that the server has for sending a frame.
        for (int step = 0; step < 4 * minutes; step++)
        {
            network.Time.Advance(TimeSpan.FromSeconds(15));
            await WellAsync(network, agent);
        }
    }

    private static async Task WellAsync(TestNetwork network, FakeAgent agent)
    {
        await agent.SayHealthAsync("pass");
        await Until.TrueAsync(() => network.Plane.Directory.Find(Agent)?.HealthAt == network.Time.Now);
    }

    private static async Task PassAsync(TestNetwork network, int minutes)
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            network.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }
    }

    private static async Task<JsonElement> FinalizeAsync(TestNetwork network)
    {
        await network.Admin.DoneAsync("/v1/usage/report", $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":3,{{Hour}}}""");

        // Who vouches for the whole hour is the log's mark, which is written each second.
        await network.PassAsync(TimeSpan.FromSeconds(2), () => Covered(network));
        return await network.Admin.DoneAsync(Path, """{"node_id":"n1"}""");
    }

    private static bool Covered(TestNetwork network) =>
        network.Store.ReadLogAsync("node-1", CancellationToken.None).AsTask().GetAwaiter().GetResult()!.CoveredTo >= new ManualTime().Now.AddHours(2);

    private static bool Settled(TestNetwork network) =>
        network.Store.ReadDueAsync(DateTimeOffset.MaxValue, 10, CancellationToken.None).AsTask().GetAwaiter().GetResult().Count == 0;

    private static IReadOnlyList<EasyEnclave.Actors.Store.ExceptionRow> Exceptions(TestNetwork network) =>
        network.Store.ReadExceptionsAsync(Agent, CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
