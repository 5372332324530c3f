using System.Net;
using System.Text.Json;

namespace EasyEnclave.Tests.Edge.Ledger;

/// <summary>One key, one effect, whatever arrives how often and in which order.</summary>
public sealed class IdempotencyTests
{
    private const string Purchase = "/v1/credits/purchase";
    private const string Five = """{"account_id":"alice","amount_usd":"5"}""";

    [Fact]
    public async Task TheSameKeyManyTimesAtOnceHasOneEffect()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => host.Admin.SendAsync(Purchase, Five, "k")));

        Assert.Equal("5.00", await host.Admin.AvailableAsync("alice"));
        Assert.Equal(1, await host.Admin.SeqAsync());
        HashSet<string> bodies = [];
        foreach (HttpResponseMessage answer in answers)
        {
            if (answer.StatusCode == HttpStatusCode.OK)
                bodies.Add(await answer.Content.ReadAsStringAsync());
            else
                await answer.ProblemAsync(HttpStatusCode.Conflict, "in_progress");
            answer.Dispose();
        }

        Assert.Single(bodies);
    }

    [Fact]
    public async Task ASecondOneIsToldToWaitWhileTheFirstIsOnItsWay()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        TaskCompletionSource held = new();
        TaskCompletionSource reached = new();
        host.Estate.Store.BeforeAppend = async _ =>
        {
            reached.TrySetResult();
            await held.Task;
        };
        Task<HttpResponseMessage> first = host.Admin.SendAsync(Purchase, Five, "k");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));

        using (HttpResponseMessage second = await host.Admin.SendAsync(Purchase, Five, "k"))
            await second.ProblemAsync(HttpStatusCode.Conflict, "in_progress");
        held.SetResult();
        using HttpResponseMessage done = await first;
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal("5.00", await host.Admin.AvailableAsync("alice"));
    }

    [Fact]
    public async Task AnotherWishUnderAUsedKeyIsAConflict()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync(Purchase, Five, "k");
        foreach (string other in (string[])
            [
                """{"account_id":"alice","amount_usd":"6"}""", """{"account_id":"bob","amount_usd":"5"}""",
                """{"account_id":"alice","amount_usd":"5","memo":"m"}""", """{"account_id":"alice","amount_usd":"5","reference":"r"}""",
            ])
        {
            using HttpResponseMessage refused = await host.Admin.SendAsync(Purchase, other, "k");
            await refused.ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");
        }

        Assert.Equal(1, await host.Admin.SeqAsync());
    }

    [Fact]
    public async Task AKeyBelongsToItsCredential()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync(Purchase, Five, "k");
        await host.Http.DoneAsync(Purchase, """{"account_id":"alice","amount_usd":"6"}""", "k", ControlHost.OtherAdminToken);
        Assert.Equal("11.00", await host.Admin.AvailableAsync("alice"));
    }

    [Fact]
    public async Task APaymentsReferenceIsBookedOnceARail()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        const string Body = """{"account_id":"alice","amount_usd":"5","reference":"pay-1"}""";
        await host.Admin.DoneAsync(Purchase, Body, "k1");
        using HttpResponseMessage again = await host.Admin.SendAsync(Purchase, Body, "k2");
        Assert.Equal("reference", (await again.ProblemAsync(HttpStatusCode.Conflict, "reference_used")).Text("field"));
        await host.Admin.DoneAsync(Purchase, """{"account_id":"alice","amount_usd":"5","reference":"pay-1","rail":"card"}""", "k3");
    }

    [Fact]
    public async Task AReplayTellsWhatWasThenAndNotWhatIsNow()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync(Purchase, Five, "k");
        await host.Admin.BuyAsync("alice", "100");
        Assert.Equal(500, (await host.Admin.DoneAsync(Purchase, Five, "k")).GetProperty("balance_cents").GetInt64());

        JsonElement node = await host.Admin.DoneAsync("/v1/nodes/register", """{"node_id":"n1","vcpus":4}""", "r");
        await host.Admin.DoneAsync("/v1/nodes/register", """{"node_id":"n1","allow_update":true,"vcpus":8}""", "r2");
        using HttpResponseMessage replay = await host.Admin.SendAsync("/v1/nodes/register", """{"node_id":"n1","vcpus":4}""", "r");
        JsonElement again = await replay.JsonAsync();
        Assert.True(replay.Replayed());
        Assert.Equal(node.GetProperty("node").GetRawText(), again.GetProperty("node").GetRawText());
        Assert.False(again.TryGetProperty("node_token", out _));
        using HttpResponseMessage other = await host.Admin.SendAsync("/v1/nodes/register", """{"node_id":"n1","vcpus":5}""", "r");
        await other.ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");
    }

    [Fact]
    public async Task ABulkAnswersEachItemByItsId()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.BuyAsync("alice", "10");
        const string Body =
            """
            [{"id":"a","from_account":"alice","to_account":"bob","amount_usd":"1"},
             {"id":"b","from_account":"alice","to_account":"bob","amount_usd":"1000"},
             {"from_account":"alice","to_account":"bob","amount_usd":"1"},
             {"id":"a","from_account":"alice","to_account":"bob","amount_usd":"1"},
             {"id":"c","from_account":"alice","to_account":"bob","amount_usd":"0"},
             7,
             {"id":"d","from_account":"alice","to_account":"bob","amount_usd":"2"}]
            """;
        JsonElement results = (await host.Admin.DoneAsync("/v1/credits/transfer", Body)).GetProperty("results");
        Assert.Equal([200, 422, 400, 400, 400, 400, 200], results.EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal(
            ["a", "b", null, "a", "c", null, "d"], results.EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal("insufficient_funds", results[1].GetProperty("problem").Text("error"));
        Assert.Equal("7.00", await host.Admin.AvailableAsync("alice"));

        JsonElement again = (await host.Admin.DoneAsync("/v1/credits/transfer", Body)).GetProperty("results");
        Assert.True(again[0].GetProperty("replayed").GetBoolean());
        Assert.Equal(results[0].GetProperty("answer").GetRawText(), again[0].GetProperty("answer").GetRawText());
        Assert.Equal("7.00", await host.Admin.AvailableAsync("alice"));

        // One by itself under the same id is the same command.
        using HttpResponseMessage single = await host.Admin.SendAsync(
            "/v1/credits/transfer", """{"from_account":"alice","to_account":"bob","amount_usd":"1"}""", "a");
        Assert.True(single.Replayed());
    }

    [Fact]
    public async Task ABulkHasAMost()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        string Items(int count) => "[" + string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"i{{i}}","account_id":"a","amount_usd":"0.01"}""")) + "]";
        using HttpResponseMessage over = await host.Admin.SendAsync(Purchase, Items(8191));
        await over.ProblemAsync(HttpStatusCode.BadRequest, "too_many_items");
        Assert.Equal(0, await host.Admin.SeqAsync());
        JsonElement results = (await host.Admin.DoneAsync(Purchase, Items(200))).GetProperty("results");
        Assert.All(results.EnumerateArray(), item => Assert.Equal(200, item.GetProperty("status").GetInt32()));
        Assert.Equal("2.00", await host.Admin.AvailableAsync("a"));
    }
}
