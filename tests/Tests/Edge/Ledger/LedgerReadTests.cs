using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Journal;
using EasyEnclave.Protocol.Rest;
using EasyEnclave.Tests.Actors.Ledger;

namespace EasyEnclave.Tests.Edge.Ledger;

/// <summary>What can be read of the ledger: balances of any time, entries, the sums, the journal.</summary>
public sealed class LedgerReadTests
{
    [Fact]
    public async Task ABalanceIsToldAsItWasAtAnyInstant()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        DateTimeOffset before = host.Estate.Time.Now;
        host.Estate.Time.Advance(TimeSpan.FromMinutes(1));
        await host.Admin.BuyAsync("alice", "10");
        DateTimeOffset then = host.Estate.Time.Now;
        host.Estate.Time.Advance(TimeSpan.FromMinutes(1));
        await host.Admin.DoneAsync("/v1/credits/transfer", """{"from_account":"alice","to_account":"bob","amount_usd":"4.25"}""", "t");

        Assert.Equal("5.75", await host.Admin.AvailableAsync("alice"));
        Assert.Equal("0.00", await AtAsync(host, "alice", Instants.Text(before)));
        Assert.Equal("10.00", await AtAsync(host, "alice", Instants.Text(then)));
        Assert.Equal("10.00", await AtAsync(host, "alice", then.ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", null)));
        Assert.Equal("5.75", await AtAsync(host, "alice", Instants.Text(then + TimeSpan.FromDays(1))));
        Assert.Equal("0.00", await host.Admin.AvailableAsync("nobody"));
    }

    [Fact]
    public async Task EntriesArePagedTheLatestFirst()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        foreach (int i in Enumerable.Range(1, 5))
            await host.Admin.BuyAsync("alice", $"{i}");

        List<string?> amounts = [];
        string? cursor = null;
        do
        {
            JsonElement page = await host.Admin.ReadAsync("/v1/accounts/alice/entries?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            amounts.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.Text("amount_usd")));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(["5.00", "4.00", "3.00", "2.00", "1.00"], amounts);
        JsonElement latest = (await host.Admin.ReadAsync("/v1/accounts/alice/entries?limit=1")).GetProperty("entries")[0];
        Assert.Equal(("in", "15.00", "purchase", "move"), (latest.Text("direction"), latest.Text("balance_usd"), latest.Text("code"), latest.Text("kind")));
    }

    [Fact]
    public async Task ATransferIsReversedOnceAndLinked()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        string id = (await host.Admin.BuyAsync("alice", "10")).Text("transfer_id")!;
        JsonElement reversal = (await host.Admin.DoneAsync("/v1/ledger/transfers", $$"""{"reverses":"{{id}}","memo":"wrong account"}""", "r"))
            .GetProperty("transfers")[0];
        Assert.Equal(("reverse", 1), (reversal.Text("kind"), reversal.GetProperty("subject_seq").GetInt64()));
        Assert.Equal("0.00", await host.Admin.AvailableAsync("alice"));
        using HttpResponseMessage again = await host.Admin.SendAsync("/v1/ledger/transfers", """{"reverses":1,"memo":"again"}""", "r2");
        await again.ProblemAsync(HttpStatusCode.Conflict, "already_reversed");
        using HttpResponseMessage replay = await host.Admin.SendAsync("/v1/ledger/transfers", """{"reverses":1,"memo":"wrong account"}""", "r");
        Assert.True(replay.Replayed());
    }

    [Fact]
    public async Task LinkedTransfersAreDoneTogether()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.BuyAsync("alice", "10");
        JsonElement done = await host.Admin.DoneAsync(
            "/v1/ledger/transfers",
            """{"transfers":[{"from_account":"alice","to_account":"bob","amount_usd":"10"},{"from_account":"bob","to_account":"carol","amount_usd":"9"}]}""",
            "two");
        Assert.Equal(2, done.GetProperty("transfers").GetArrayLength());
        Assert.Equal(("0.00", "1.00", "9.00"), (
            await host.Admin.AvailableAsync("alice"), await host.Admin.AvailableAsync("bob"), await host.Admin.AvailableAsync("carol")));
    }

    [Fact]
    public async Task TheTrialBalanceAddsUp()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.BuyAsync("alice", "10");
        await host.Admin.DoneAsync("/v1/nodes/register", """{"node_id":"n1","stake_amount_usd":"3"}""");
        JsonElement trial = await host.Admin.ReadAsync("/v1/ledger/trial-balance");
        Assert.True(trial.GetProperty("balanced").GetBoolean());
        Assert.False(trial.GetProperty("frozen").GetBoolean());
        Assert.Equal(("0.00", 2), (trial.GetProperty("total").Text("posted_usd"), trial.GetProperty("seq").GetInt64()));
        Assert.Equal(
            ["external -13.00", "stake 3.00", "user 10.00"],
            trial.GetProperty("kinds").EnumerateArray().Select(kind => $"{kind.Text("kind")} {kind.Text("posted_usd")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TheExportProvesItselfAndEndsWhereTheLedgerDoes()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.BuyAsync("alice", "10");
        await host.Admin.DoneAsync("/v1/nodes/register", """{"node_id":"n1","stake_amount_usd":"3"}""");
        byte[] file = await host.Admin.GetByteArrayAsync("/v1/ledger/export");
        JournalFold fold = JournalFile.Verify(() => new MemoryStream(file));
        Assert.Equal(
            (await host.Admin.ReadAsync("/v1/ledger/trial-balance")).Text("hash"), Convert.ToHexStringLower(fold.Head.Hash.Span));
    }

    [Fact]
    public async Task AFrozenLedgerTakesNothingAndIsRead()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.BuyAsync("alice", "10", "k");
        host.Estate.Store.Ledger.Damage(Books.Alice, Books.Holding("11"));
        Assert.NotNull(await host.Estate.Ledger.VerifyAsync(CancellationToken.None));

        foreach ((string path, string json) in ((string, string)[])
            [
                ("/v1/credits/purchase", """{"account_id":"alice","amount_usd":"1"}"""),
                ("/v1/credits/transfer", """{"from_account":"alice","to_account":"bob","amount_usd":"1"}"""),
                ("/v1/ledger/transfers", """{"from_account":"alice","to_account":"bob","amount_usd":"1"}"""),
                ("/v1/nodes/register", """{"node_id":"n1","stake_amount_usd":"1"}"""),
            ])
        {
            using HttpResponseMessage refused = await host.Admin.SendAsync(path, json, "f" + path);
            await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "ledger_frozen");
        }

        using HttpResponseMessage ready = await host.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(1, (await host.Admin.ReadAsync("/v1/accounts/alice/entries")).GetProperty("entries").GetArrayLength());
        JsonElement trial = await host.Admin.ReadAsync("/v1/ledger/trial-balance");
        Assert.True(trial.GetProperty("frozen").GetBoolean());
        Assert.NotEmpty(trial.GetProperty("violation").Text("detail")!);
    }

    [Fact]
    public async Task AStoreOutOfReachIsToldWithAKeyToComeBackWith()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        host.Estate.Store.Fault = new IOException("no disk");
        using HttpResponseMessage refused = await host.Admin.SendAsync("/v1/credits/purchase", """{"account_id":"alice","amount_usd":"1"}""", "k");
        await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.NotNull(refused.Headers.RetryAfter);

        // The writer waits a moment before it tries the store again.
        host.Estate.Store.Fault = null;
        host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Admin.BuyAsync("alice", "1", "k");
    }

    private static async Task<string?> AtAsync(ControlHost host, string account, string at) =>
        (await host.Admin.ReadAsync($"/v1/balances/{account}?at={at}")).Text("available_usd");
}
