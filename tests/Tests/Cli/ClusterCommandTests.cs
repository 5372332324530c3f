using System.Net;
using System.Text.Json;
using EasyEnclave.Cli.Cluster;
using EasyEnclave.Protocol.Rest;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

/// <summary><c>ee cluster</c>.</summary>
public sealed class ClusterCommandTests : IDisposable
{
    private static readonly Guid First = Guid.Parse("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Second = Guid.Parse("22222222-2222-2222-2222-222222222222");

    private readonly CliRun _cli = new();
    private readonly ScriptedServer _server = new();

    public ClusterCommandTests()
    {
        _cli.Variables["EE_ADMIN_TOKEN"] = "a-token-of-the-tests";
        _cli.Network = _server;
    }

    public void Dispose()
    {
        _cli.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task TheNodesAreShownWithWhoHoldsTheLedger()
    {
        Says(Member("a:1") with { HoldsLedger = true }, Member("b:1") with { State = "dead" });

        await _cli.RunAsync("cluster", "show");

        Assert.Equal(0, _cli.ExitCode);
        Assert.StartsWith("1 of 2 nodes live\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("ledger", _cli.Output, StringComparison.Ordinal);

        Says(Member("a:1"));
        Assert.Equal("a:1", (await _cli.JsonAsync("cluster", "show")).GetProperty("members")[0].GetProperty("node").GetString());
    }

    [Theory]
    [InlineData("drain")]
    [InlineData("resume")]
    [InlineData("leave")]
    [InlineData("down")]
    public async Task AnOrderIsPostedWithItsReason(string action)
    {
        Says(Member("a:1"));

        JsonElement told = await _cli.JsonAsync("cluster", action, "a:1", "--reason", "new kernel");

        Assert.Equal((0, true, action), (_cli.ExitCode, told.GetProperty("done").GetBoolean(), told.GetProperty("action").GetString()));
        Assert.Equal($"POST http://127.0.0.1:8088/v1/cluster/nodes/a%3A1/{action}", Assert.Single(_server.Asked));
        Assert.Equal("""{"reason":"new kernel"}""", Assert.Single(_server.Bodies));
    }

    [Fact]
    public async Task ADrainIsWaitedForUntilTheNodeIsEmpty()
    {
        Says(Member("a:1"));
        Says(Member("a:1") with { State = "draining", Agents = 2 });
        _server.Breaks();
        Says(Member("a:1") with { State = "draining", Agents = 0 });

        Task<int> waiting = _cli.RunAsync("cluster", "drain", "a:1", "--wait", "60");
        await Until.TrueAsync(() => waiting.IsCompleted, step: () => _cli.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(0, await waiting);
        Assert.Equal(4, _server.Asked.Count);
    }

    [Fact]
    public async Task AWaitThatIsOverSaysThatItIsNotDone()
    {
        Says(Member("a:1"));
        for (int i = 0; i < 10; i++)
            Says(Member("a:1") with { State = "draining", Agents = 2 });

        Task<JsonElement> waiting = _cli.JsonAsync("cluster", "drain", "a:1", "--wait", "3");
        await Until.TrueAsync(() => waiting.IsCompleted, step: () => _cli.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal((1, "wait_timeout"), (_cli.ExitCode, (await waiting).GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("drain", "active", 0, false)]
    [InlineData("drain", "draining", 1, false)]
    [InlineData("drain", "draining", 0, true)]
    [InlineData("resume", "draining", 0, false)]
    [InlineData("resume", "active", 0, true)]
    [InlineData("leave", "leaving", 0, false)]
    [InlineData("leave", "dead", 0, true)]
    [InlineData("down", "dead", 0, true)]
    public void WhatAnOrderWantsIsKnown(string action, string state, int agents, bool done) =>
        Assert.Equal(done, OrderWait.IsDone(action, Member("a:1") with { State = state, Agents = agents }, First));

    [Fact]
    public void ANodeThatCameBackWasGone() => Assert.True(OrderWait.IsDone("leave", Member("a:1") with { Incarnation = Second }, First));

    [Fact]
    public async Task AnUnknownNodeIsTheServersRefusal()
    {
        _server.Answers(HttpStatusCode.NotFound, """{"error":"unknown_node","title":"Not Found","status":404}""");

        JsonElement told = await _cli.JsonAsync("cluster", "down", "nobody", "--wait", "5");

        Assert.Equal((1, "unknown_node"), (_cli.ExitCode, told.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task TheTailTellsWhatChangesAndLastsOverAnOutage()
    {
        Says(Member("a:1") with { HoldsLedger = true }, Member("b:1"));
        Says(Member("a:1") with { HoldsLedger = true }, Member("b:1"));
        _server.Breaks().Breaks();
        Says(Member("a:1") with { State = "dead" }, Member("b:1") with { HoldsLedger = true });
        Says(Member("a:1") with { Incarnation = Second }, Member("b:1") with { State = "draining", HoldsLedger = true });
        _server.Answers(HttpStatusCode.Unauthorized, """{"error":"invalid_token","title":"Unauthorized","status":401}""");

        Task<int> following = _cli.RunAsync("cluster", "tail");
        await Until.TrueAsync(() => following.IsCompleted, step: () => _cli.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(1, await following);
        Assert.StartsWith("invalid_token", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["a:1 active", "b:1 active", "a:1 ledger", "server away", "server back", "a:1 dead", "b:1 ledger", "a:1 joined", "b:1 draining"],
            _cli.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split("  ")[1..3])));
    }

    [Fact]
    public void OneThatWasLeavingLeftAndOneThatWasNotIsDead()
    {
        ClusterPage before = Page(Member("a:1") with { State = "leaving" }, Member("b:1"));
        ClusterPage after = Page(Member("a:1") with { State = "dead" }, Member("b:1") with { State = "dead" });

        Assert.Equal(["left", "dead"], ClusterChanges.Between(before, after, CliRun.Now).Select(change => change.Kind));
        Assert.Empty(ClusterChanges.Between(after, after, CliRun.Now));
    }

    [Fact]
    public void ALedgerThatNobodyHoldsIsTold()
    {
        ClusterChange change = Assert.Single(ClusterChanges.Between(Page(Member("a:1") with { HoldsLedger = true }), Page(Member("a:1")), CliRun.Now));

        Assert.Equal(("nobody", "ledger"), (change.Node, change.Kind));
    }

    private void Says(params MemberView[] members) =>
        _server.Answers(HttpStatusCode.OK, JsonSerializer.Serialize(Page(members), RestJson.Default.ClusterPage));

    private static ClusterPage Page(params MemberView[] members) => new("postgres", members, null);

    private static MemberView Member(string node) =>
        new() { Node = node, State = "active", Version = "1.0.0", Incarnation = First, Agents = 1, Address = node, Reaches = 1 };
}
