using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Node.Options;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Tests.Upstream;
using EasyEnclave.Tests.Upstream.Allowlists;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Agents whose lists come from releases on GitHub: outages, changes, and an operator's word.</summary>
public sealed class ReleaseTests
{
    private static readonly AgentScript Who = new() { Repo = "acme/agent", Tag = "v1.0", Td = SimulatedTd.From("released") };

    [Fact]
    public async Task ADaysOutageOfGitHubClosesNoGoodAgentAlsoOverARestart()
    {
        await using GitHubHost github = await StartGitHubAsync();
        MemoryStore store = new();
        DateTimeOffset end;
        await using (TestNetwork network = await TestNetwork.StartAsync(By(github), store))
        {
            FakeAgent agent = await network.AttestAsync(Who);
            end = network.Time.Now + TimeSpan.FromDays(1);
            GoAway(github);
            while (network.NextCheck(Who.AgentId) < end)
            {
                await agent.AnswerAsync(await network.CheckAsync(agent));
                await network.PassAsync(TimeSpan.Zero, () => agent.HasFrame);
                Assert.Equal("attested", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());
            }

            Assert.False(agent.Ended);
            await network.StandsAsync("hello", "active");
        }

        await using TestNetwork after = await TestNetwork.StartEmptyAsync(By(github), store);
        await after.AttestAsync(Who);
        await after.StandsAsync("hello", "active");
    }

    [Fact]
    public async Task AChangedListRefusesUntilAnAdminAcceptsExactlyIt()
    {
        await using GitHubHost github = await StartGitHubAsync();
        await using TestNetwork network = await TestNetwork.StartAsync(By(github));
        FakeAgent agent = await network.AttestAsync(Who);
        string before = Sha(github.Content);
        github.Content = List(Who, TimeSpan.FromDays(1));
        github.AssetId++;

        // Nobody asks the agent: the change is seen by itself.
        int asked = github.Api.Asked.Count;
        for (int second = 0; second < 1200 && !agent.Ended; second++)
        {
            network.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);

            // The clock stands still while GitHub answers: by it a question that a busy machine takes long over would end too late.
            for (int wait = 0; wait < 500 && github.Api.Asked.Count > asked && !agent.Ended; wait++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }

            asked = github.Api.Asked.Count;
        }

        Assert.Equal((1008, "allowlist_changed"), await agent.EndAsync());
        JsonElement changed = (await GetAsync(network)).GetProperty("allowlists")[0];
        Assert.Equal(("changed", before), (changed.GetProperty("state").GetString(), changed.GetProperty("sha256").GetString()));
        string now = changed.GetProperty("candidate").GetProperty("sha256").GetString()!;
        Assert.Equal(Sha(github.Content), now);

        Assert.Equal(HttpStatusCode.Conflict, await AcceptAsync(network, before));
        Assert.Equal(HttpStatusCode.OK, await AcceptAsync(network, now.ToUpperInvariant()));
        Assert.Equal(HttpStatusCode.OK, await AcceptAsync(network, now));

        await network.AttestAsync(Who);
        JsonElement current = (await GetAsync(network)).GetProperty("allowlists")[0];
        Assert.Equal(("current", now), (current.GetProperty("state").GetString(), current.GetProperty("sha256").GetString()));
        IReadOnlyList<StoredEvent> events = await network.Store.ReadEventsAsync(
            new EventQuery("node-1", 0, 1000, new EntityName("release/acme/agent@v1.0")), CancellationToken.None);
        StoredEvent accepted = Assert.Single(events);
        Assert.Equal(("release.list_accepted", "admin"), (accepted.Kind, accepted.Actor));
    }

    [Fact]
    public async Task ADryRunSaysWhoWouldFailAndChangesNothing()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        AgentScript own = new();
        AgentScript other = own with { Td = SimulatedTd.From("another") };

        JsonElement good = await TryAsync(network, own, List(own, TimeSpan.FromDays(1)));
        JsonElement bad = await TryAsync(network, own, List(other, TimeSpan.Zero));
        JsonElement none = await TryAsync(network, own with { Repo = "acme/nobody" }, List(own, TimeSpan.Zero));

        Assert.Equal((2, 0), Counts(good));
        Assert.Equal((0, 2), Counts(bad));
        Assert.Equal((0, 0), Counts(none));
        JsonElement first = bad.GetProperty("agents")[0];
        Assert.Equal(("agent-1", "measurement_mismatch:mrtd"), (first.GetProperty("agent_id").GetString(), first.GetProperty("reason").GetString()));
        await network.StandsAsync("hello", "active");
        Assert.False(agent.Ended);
    }

    [Fact]
    public async Task TimeNeverRunsBeforeTheLogsHead()
    {
        MemoryStore store = new();
        DateTimeOffset last;
        await using (TestNetwork before = await TestNetwork.StartAsync(store: store))
        {
            before.Time.Advance(TimeSpan.FromDays(10));
            await before.AttestAsync();
            last = before.Time.Now;
        }

        await using TestNetwork after = await TestNetwork.StartEmptyAsync(same => same, store);
        Assert.True(after.Time.Now < last);
        await after.AttestAsync();

        Assert.True((await after.ResolveAsync("hello")).GetProperty("last_attested_at").GetDateTimeOffset() >= last);
    }

    [Fact]
    public async Task TimeNeverRunsBeforeTheLogsHeadWhileAServerRunsEither()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        network.Time.Advance(TimeSpan.FromMinutes(5));
        await network.AttestAsync();
        DateTimeOffset last = network.Time.Now;

        network.Time.SetWallClock(last - TimeSpan.FromDays(1));
        await network.AttestAsync(new AgentScript("agent-2", "other"));

        Assert.True((await network.ResolveAsync("other")).GetProperty("last_attested_at").GetDateTimeOffset() >= last);
    }

    private static async Task<GitHubHost> StartGitHubAsync()
    {
        GitHubHost github = await GitHubHost.StartAsync();
        github.Content = List(Who, TimeSpan.Zero);
        return github;
    }

    private static Func<NodeOptions, NodeOptions> By(GitHubHost github) => options => options with
    {
        GitHubApi = github.Api.Url,
        GitHubToken = GitHubHost.Token,
        HealthTimeout = TimeSpan.FromDays(2),
    };

    private static void GoAway(GitHubHost github)
    {
        foreach (UpstreamServer server in new[] { github.Api, github.Downloads })
            server.Say("/", 503, ("Retry-After", "60"));
    }

    private static byte[] List(AgentScript who, TimeSpan later) =>
        SimulatedRelease.Allowlist(who.Td, who.Claims, who.Tag, new ManualTime().Now + later);

    private static async Task<JsonElement> GetAsync(TestNetwork network) =>
        JsonElement.Parse(await network.Admin.GetStringAsync("/v1/allowlists"));

    private static async Task<HttpStatusCode> AcceptAsync(TestNetwork network, string sha256)
    {
        using HttpResponseMessage answer = await network.Admin.PostAsJsonAsync(
            "/v1/allowlists/accept", new { repo = "acme/agent", release_tag = "v1.0", sha256, reason = "rebuilt" });
        return answer.StatusCode;
    }

    private static async Task<JsonElement> TryAsync(TestNetwork network, AgentScript who, byte[] list)
    {
        using HttpResponseMessage answer = await network.Admin.PostAsJsonAsync(
            "/v1/allowlists/dry-run", new { repo = who.Repo, release_tag = who.Tag, allowlist_b64 = Convert.ToBase64String(list) });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private static (int Passing, int Failing) Counts(JsonElement answer) =>
        (answer.GetProperty("passing").GetInt32(), answer.GetProperty("failing").GetInt32());

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
