using System.Net;
using System.Text;
using System.Text.Json;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Journal;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Cli;

/// <summary><c>ee ledger</c>, <c>ee nodes</c> and <c>ee accounts</c>.</summary>
public sealed class LedgerCommandTests : IDisposable
{
    private readonly CliRun _cli = new();
    private readonly ScriptedServer _server = new();

    public LedgerCommandTests()
    {
        _cli.Variables["EE_ADMIN_TOKEN"] = "a-token-of-the-tests";
        _cli.Network = _server;
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task AnOrderHasAKeyAndTellsIt()
    {
        _server.Answers(HttpStatusCode.OK, """{"account_id":"alice","balance_cents":500}""").Answers(HttpStatusCode.OK, """{"account_id":"alice","balance_cents":500}""");
        JsonElement bought = await _cli.JsonAsync("ledger", "purchase", "alice", "5", "--reference", "pay-1");
        string key = bought.GetProperty("idempotency_key").GetString()!;
        Assert.Equal(500, bought.GetProperty("balance_cents").GetInt32());
        await _cli.JsonAsync("ledger", "purchase", "alice", "5", "--key", key);

        Assert.All(_server.Bodies, body => Assert.Equal(key, JsonElement.Parse(body!).GetProperty("idempotency_key").GetString()));
        Assert.Equal("5.00", JsonElement.Parse(_server.Bodies[0]!).GetProperty("amount_usd").GetString());
    }

    [Fact]
    public async Task WhoeverHeardNoAnswerIsToldTheKeyToAskAgainWith()
    {
        _server.Breaks();
        JsonElement lost = await _cli.JsonAsync("ledger", "transfer", "alice", "bob", "1");
        Assert.Equal((1, "server_unreachable"), (_cli.ExitCode, lost.GetProperty("error").GetString()));
        Assert.Contains("--key " + lost.GetProperty("idempotency_key").GetString(), lost.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalShowsTheServersCode()
    {
        _server.Answers(
            HttpStatusCode.UnprocessableEntity,
            """{"error":"insufficient_funds","title":"Unprocessable Entity","status":422,"field":"from_account"}""",
            "application/problem+json");
        JsonElement refused = await _cli.JsonAsync("ledger", "transfer", "alice", "bob", "1");
        Assert.Equal(("insufficient_funds", 422), (refused.GetProperty("error").GetString(), refused.GetProperty("status").GetInt32()));
    }

    [Theory]
    [InlineData("ledger", "purchase", "alice", "1e3")]
    [InlineData("ledger", "transfer", "alice", "bob", "0.0000001")]
    [InlineData("ledger", "entries", "alice", "--limit", "0")]
    [InlineData("nodes", "register", "n 1")]
    [InlineData("nodes", "register", "n1", "--price", "cheap")]
    [InlineData("nodes", "slash", "n1", "--kind", "fraud")]
    [InlineData("accounts", "reserve", "alice", "n1", "--vcpus", "4")]
    public async Task WhatIsNoOrderIsNeverSent(params string[] args)
    {
        Assert.Equal(2, await _cli.RunAsync(args));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task ANodeIsChangedInPartAndEmptiedByName()
    {
        _server.Answers(HttpStatusCode.OK, """{"node":{}}""");
        await _cli.RunAsync("nodes", "register", "n1", "--price", "none", "--vcpus", "8", "--update");
        JsonElement body = JsonElement.Parse(_server.Bodies[0]!);
        Assert.Equal(JsonValueKind.Null, body.GetProperty("price_usd_per_vcpu_hour").ValueKind);
        Assert.Equal((true, 8), (body.GetProperty("allow_update").GetBoolean(), body.GetProperty("vcpus").GetInt32()));
        Assert.False(body.TryGetProperty("stake_amount_usd", out _));
    }

    [Fact]
    public async Task AReservationNamesItsPeriod()
    {
        _server.Answers(HttpStatusCode.OK, "{}");
        await _cli.RunAsync("accounts", "reserve", "alice", "n1", "--vcpus", "4", "--start", "2026-11-22T12:00:00Z", "--end", "2026-11-22T14:00:00+00:00");
        JsonElement body = JsonElement.Parse(_server.Bodies[0]!);
        Assert.Equal(
            ("2026-11-22T12:00:00Z", "2026-11-22T14:00:00Z", 4),
            (body.GetProperty("period_start").GetString(), body.GetProperty("period_end").GetString(), body.GetProperty("vcpus").GetInt32()));
    }

    [Fact]
    public async Task ATrialBalanceThatDoesNotAddUpIsRefused()
    {
        _server.Answers(
            HttpStatusCode.OK,
            """
            {"balanced":true,"frozen":true,"violation":{"invariant":"hashes_are_chained","detail":"Transfer 7 does not follow.","seq":7,"account":null},"seq":9,
             "hash":"ab","at":"2026-11-22T12:00:00Z","open_pending":0,"kinds":[],
             "total":{"kind":"total","accounts":0,"posted_usd":"0.00","pending_out_usd":"0.00","pending_in_usd":"0.00"}}
            """);
        Assert.Equal(1, await _cli.RunAsync("ledger", "trial-balance"));
        Assert.Contains("Transfer 7 does not follow.", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJournalIsCheckedByItselfAndOneThatWasChangedIsRefused()
    {
        byte[] journal = await JournalAsync();
        _server.Answers(HttpStatusCode.OK, Encoding.UTF8.GetString(journal), "application/x-ndjson");
        JsonElement exported = await _cli.JsonAsync("ledger", "export", _cli.PathOf("ledger.ndjson"));
        Assert.Equal((0, 2), (_cli.ExitCode, exported.GetProperty("seq").GetInt32()));

        JsonElement verified = await _cli.JsonAsync("ledger", "verify", _cli.PathOf("ledger.ndjson"));
        Assert.Equal(exported.GetRawText(), verified.GetRawText());

        string changed = Encoding.UTF8.GetString(journal).Replace("alice", "malory", StringComparison.Ordinal);
        await _cli.JsonAsync("ledger", "verify", _cli.Write("changed.ndjson", Encoding.UTF8.GetBytes(changed)));
        Assert.Equal(1, _cli.ExitCode);
        await _cli.JsonAsync("ledger", "verify", _cli.Write("cut.ndjson", journal[..^20]));
        Assert.Equal(1, _cli.ExitCode);
        await _cli.JsonAsync("ledger", "verify", _cli.PathOf("none.ndjson"));
        Assert.Equal(2, _cli.ExitCode);
    }

    [Fact]
    public async Task AnExportThatProvesNothingIsNotKept()
    {
        _server.Answers(HttpStatusCode.OK, "{}\n", "application/x-ndjson");
        await _cli.JsonAsync("ledger", "export", _cli.PathOf("ledger.ndjson"));
        Assert.Equal(1, _cli.ExitCode);
        Assert.False(File.Exists(_cli.PathOf("ledger.ndjson")));
        Assert.False(File.Exists(_cli.PathOf("ledger.ndjson.part")));
    }

    private static async Task<byte[]> JournalAsync()
    {
        await using MemoryStore store = new();
        ManualTime time = new();
        LedgerWriter writer = new(
            store, await store.JoinAsync(ILedgerStore.Log, time.Now, CancellationToken.None), time, NullLogger<LedgerWriter>.Instance);
        await using (writer)
        {
            await writer.WriteAsync(Books.Entry("a", Books.Buy(Books.Alice, "10")));
            await writer.WriteAsync(Books.Entry("b", Books.Pay(Books.Alice, Books.Bob, "4")));
        }

        using MemoryStream file = new();
        await JournalFile.WriteAsync(store, file, CancellationToken.None);
        return file.ToArray();
    }
}
