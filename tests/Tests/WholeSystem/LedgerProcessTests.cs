using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EasyEnclave.Protocol.Rest;
using EasyEnclave.Tests.Edge;
using EasyEnclave.Tests.Edge.Ledger;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Money through the server program: a node, a purchase, a transfer, a kill -9, and the same keys again.</summary>
public sealed class LedgerProcessTests : IDisposable
{
    private const string Token = "a-token-of-the-ledger-tests";

    private readonly string _folder = Directory.CreateTempSubdirectory("ee-ledger-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhatWasAnsweredIsThereAfterAKillAndTheSameKeyDoesNothingMore()
    {
        const string Buy = """{"account_id":"alice","amount_usd":"10","reference":"pay-1"}""";
        const string Pay = """{"from_account":"alice","to_account":"rack-7","amount_usd":"2.5","memo":"a gift"}""";
        const string Slash = """{"kind":"fraud","reason":"cheated"}""";
        string bought;
        string slashed;
        string nodeToken;
        DateTimeOffset between;
        await using (ServerProcess before = await StartAsync())
        {
            using HttpClient admin = Admin(before);
            nodeToken = (await admin.DoneAsync("/v1/nodes/register", """{"node_id":"rack-7","stake_amount_usd":"50","price_usd":"0.04"}""")).Text("node_token")!;
            bought = (await admin.DoneAsync("/v1/credits/purchase", Buy, "buy")).GetRawText();
            JsonElement entry = (await admin.ReadAsync("/v1/accounts/alice/entries")).GetProperty("entries")[0];
            Assert.True(Instants.TryParse(entry.Text("at"), out between));
            await admin.DoneAsync("/v1/credits/transfer", Pay, "pay");
            slashed = (await admin.DoneAsync("/v1/nodes/rack-7/slash", Slash, "slash")).GetRawText();

            // The listener's own cap on bodies is not in the way of a large one, and a memo's is.
            using HttpResponseMessage large = await admin.SendAsync(
                "/v1/credits/purchase", $$"""{"account_id":"alice","amount_usd":"1","memo":"{{new string('x', 1024 * 1024)}}"}""", "large");
            Assert.Equal("memo", (await large.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field")).Text("field"));
            await before.KillAsync();
        }

        await using ServerProcess after = await StartAsync();
        using HttpClient again = Admin(after);
        foreach ((string path, string body, string key, string? said) in ((string, string, string, string?)[])
            [
                ("/v1/credits/purchase", Buy, "buy", bought),
                ("/v1/credits/transfer", Pay, "pay", null),
                ("/v1/nodes/rack-7/slash", Slash, "slash", slashed),
            ])
        {
            using HttpResponseMessage replay = await again.SendAsync(path, body, key);
            Assert.True(replay.Replayed(), path);
            Assert.Equal(said ?? await replay.Content.ReadAsStringAsync(), await replay.Content.ReadAsStringAsync());
        }

        Assert.Equal(("7.50", "2.50", "50.00"), (
            await again.AvailableAsync("alice"), await again.AvailableAsync("rack-7"), await again.AvailableAsync("treasury:")));
        JsonElement then = await again.ReadAsync("/v1/balances/alice?at=" + Instants.Text(between));
        Assert.Equal("10.00", then.Text("available_usd"));
        Assert.Equal("banned", (await again.ReadAsync("/v1/nodes/rack-7")).Text("status"));
        Assert.Equal(4, await again.SeqAsync());
        using HttpResponseMessage banned = await again.SendAsync(
            "/v1/nodes/register", """{"node_id":"rack-7","allow_update":true,"vcpus":1}""", token: nodeToken);
        await banned.ProblemAsync(HttpStatusCode.Forbidden, "node_banned");
    }

    private static HttpClient Admin(ServerProcess server)
    {
        HttpClient client = new() { BaseAddress = server.Control };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    private async Task<ServerProcess> StartAsync() => await ServerProcess.Start([], ", proxy ", new Dictionary<string, string>
    {
        ["EE_DB_PATH"] = Path.Combine(_folder, "ledger.db"),
        ["EE_CONTROL_BIND"] = "127.0.0.1",
        ["EE_PROXY_BIND"] = "127.0.0.1",
        ["EE_CONTROL_PORT"] = "0",
        ["EE_PROXY_PORT"] = "0",
        ["EE_ADMIN_TOKEN"] = Token,
    }).ServingAsync();
}
