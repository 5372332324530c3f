using System.Net;
using System.Text.Json;

namespace EasyEnclave.Tests.Edge.Ledger;

/// <summary>Bad input to every call that moves money or registers a node: a status, a code, the field, and nothing written.</summary>
public sealed class BadInputTests
{
    private const string Purchase = "/v1/credits/purchase";
    private const string Transfer = "/v1/credits/transfer";
    private const string Linked = "/v1/ledger/transfers";
    private const string Register = "/v1/nodes/register";
    private const string Slash = "/v1/nodes/n1/slash";

    private static readonly string LongMemo = new('x', 1024 * 1024);

    public static TheoryData<string, string, int, string, string?> Requests => new()
    {
        { Purchase, """{"account_id":"a","amount_usd":"NaN"}""", 400, "invalid_amount", "amount_usd" },
        { Purchase, """{"account_id":"a","amount_usd":1e30}""", 400, "invalid_amount", "amount_usd" },
        { Purchase, """{"account_id":"a","amount_usd":-1}""", 400, "invalid_amount", "amount_usd" },
        { Purchase, """{"account_id":"a","amount_usd":"0.0000001"}""", 400, "invalid_amount", "amount_usd" },
        { Purchase, """{"account_id":"a","amount_usd":0}""", 400, "invalid_amount", "amount_usd" },
        { Purchase, """{"account_id":"a","amount_usd":"1000000000.000001"}""", 400, "invalid_amount", "amount_usd" },
        { Purchase, """{"account_id":"a","amount_usd":true}""", 400, "invalid_amount", "amount_usd" },
        { Purchase, """{"account_id":"a","amount_usd":"1","amount":"1"}""", 400, "invalid_field", "amount_usd" },
        { Purchase, """{"account_id":"a"}""", 400, "missing_amount", "amount_usd" },
        { Purchase, """{"account_id":"a","amount_usd":null}""", 400, "missing_amount", "amount_usd" },
        { Purchase, """{"amount_usd":"1"}""", 400, "missing_account_id", "account_id" },
        { Purchase, """{"account_id":"","amount_usd":"1"}""", 400, "missing_account_id", "account_id" },
        { Purchase, """{"account_id":7,"amount_usd":"1"}""", 400, "invalid_field", "account_id" },
        { Purchase, """{"account_id":"a b","amount_usd":"1"}""", 400, "invalid_field", "account_id" },
        { Purchase, """{"account_id":"treasury:","amount_usd":"1"}""", 422, "account_not_allowed", "account_id" },
        { Purchase, """{"account_id":"n1","amount_usd":"1"}""", 422, "account_not_allowed", "account_id" },
        { Purchase, """{"account_id":"a","amount_usd":"1","rail":"A B"}""", 400, "invalid_field", "rail" },
        { Purchase, """{"account_id":"a","amount_usd":"1","memo":"two\nlines"}""", 400, "invalid_field", "memo" },
        { Purchase, $$"""{"account_id":"a","amount_usd":"1","memo":"{{LongMemo}}"}""", 400, "invalid_field", "memo" },
        { Transfer, """{"from_account":"alice","to_account":"alice","amount_usd":"1"}""", 400, "self_transfer", "to_account" },
        { Transfer, """{"to_account":"bob","amount_usd":"1"}""", 400, "missing_account", "from_account" },
        { Transfer, """{"from_account":"alice","amount_usd":"1"}""", 400, "missing_account", "to_account" },
        { Transfer, """{"from_account":"alice","to_account":"bob","amount_usd":"10.000001"}""", 422, "insufficient_funds", "from_account" },
        { Transfer, """{"from_account":"external:card","to_account":"bob","amount_usd":"1"}""", 422, "account_not_allowed", "from_account" },
        { Transfer, """{"from_account":"alice","to_account":"stake:n1","amount_usd":"1"}""", 422, "account_not_allowed", "to_account" },
        { Linked, """{"transfers":[]}""", 400, "invalid_field", "transfers" },
        { Linked, """{"transfers":[7]}""", 400, "invalid_field", "transfers" },
        { Linked, """{"reverses":1}""", 400, "missing_fields", "memo" },
        { Linked, """{"reverses":"x","memo":"m"}""", 400, "invalid_field", "reverses" },
        { Linked, """{"reverses":99,"memo":"m"}""", 404, "transfer_not_found", "reverses" },
        { Linked, """{"reverses":2,"memo":"m"}""", 422, "not_reversible", "reverses" },
        {
            Linked,
            """{"transfers":[{"from_account":"alice","to_account":"bob","amount_usd":"1"},{"from_account":"alice","to_account":"bob","amount_usd":"100"}]}""",
            422, "insufficient_funds", "from_account"
        },
        { Register, """{"price_usd":"1"}""", 400, "missing_node_id", "node_id" },
        { Register, """{"node_id":"a b"}""", 400, "invalid_field", "node_id" },
        { Register, """{"node_id":"n1"}""", 409, "node_exists", "node_id" },
        { Register, """{"node_id":"alice"}""", 409, "account_exists", "node_id" },
        { Register, """{"node_id":"n2","price_usd":"-1"}""", 400, "invalid_amount", "price_usd_per_vcpu_hour" },
        { Register, """{"node_id":"n2","price_usd":0}""", 400, "invalid_amount", "price_usd_per_vcpu_hour" },
        { Register, """{"node_id":"n2","stake_amount_usd":"x"}""", 400, "invalid_amount", "stake_amount_usd" },
        { Register, """{"node_id":"n2","stake_tier":"gold"}""", 400, "invalid_field", "stake_tier" },
        { Register, """{"node_id":"n2","vcpus":0}""", 400, "invalid_field", "vcpus" },
        { Register, """{"node_id":"n2","vcpus":1.5}""", 400, "invalid_field", "vcpus" },
        { Register, """{"node_id":"n2","memory_mib":"4"}""", 400, "invalid_field", "memory_mib" },
        { Register, """{"node_id":"n2","allow_update":"yes"}""", 400, "invalid_field", "allow_update" },
        { Register, """{"node_id":"n2","token_expires_at":"2026-11-22T14:00:00"}""", 400, "invalid_field", "token_expires_at" },
        { Slash, """{"reason":"r"}""", 400, "missing_fields", "kind" },
        { Slash, """{"kind":"other","reason":"r"}""", 400, "invalid_field", "kind" },
        { Slash, """{"kind":"fraud"}""", 400, "missing_fields", "reason" },
        { Slash, """{"kind":"downtime","reason":"r","period":"apple"}""", 400, "invalid_field", "period" },
        { Slash, """{"kind":"downtime","reason":"r"}""", 422, "nothing_to_slash", "kind" },
        { "/v1/nodes/n9/slash", """{"kind":"fraud","reason":"r"}""", 404, "unknown_node", null },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task ItIsRefusedWithItsCodeAndFieldAndNothingIsWritten(string path, string json, int status, string error, string? field)
    {
        await using ControlHost host = await PreparedAsync();
        long before = await host.Admin.SeqAsync();

        using HttpResponseMessage refused = await host.Admin.SendAsync(path, json, "bad");
        JsonElement problem = await refused.ProblemAsync((HttpStatusCode)status, error);

        Assert.Equal(field, problem.TryGetProperty("field", out JsonElement named) ? named.GetString() : null);
        Assert.Equal(before, await host.Admin.SeqAsync());
        Assert.Equal(("10.00", 1), (await host.Admin.AvailableAsync("alice"), host.Estate.Nodes.Count));

        // What was refused left no key behind: the same key carries what is right.
        await host.Admin.BuyAsync("carol", "1", "bad");
    }

    [Theory]
    [InlineData("/v1/balances/alice?at=2026-11-22T14:00:00", "at")]
    [InlineData("/v1/balances/alice?at=banana", "at")]
    [InlineData("/v1/balances/a%20b", "account")]
    [InlineData("/v1/accounts/a%20b/entries", "account")]
    [InlineData("/v1/accounts/alice/entries?limit=0", "limit")]
    [InlineData("/v1/accounts/alice/entries?cursor=xyz", "cursor")]
    [InlineData("/v1/ledger/transfers?limit=1001", "limit")]
    public async Task ABadQuestionIsToldItsParameter(string path, string field)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        using HttpResponseMessage refused = await host.Admin.GetAsync(path);
        Assert.Equal(field, (await refused.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field")).Text("field"));
    }

    [Theory]
    [InlineData("k\u00e9y")]
    [InlineData("")]
    [InlineData(" ")]
    public async Task AKeyThatIsNoneIsRefused(string key)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        string json = $$"""{"account_id":"a","amount_usd":"1","idempotency_key":{{JsonSerializer.Serialize(key)}}}""";
        using HttpResponseMessage refused = await host.Admin.SendAsync(Purchase, json);
        Assert.Equal("idempotency_key", (await refused.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field")).Text("field"));
    }

    [Fact]
    public async Task AKeyOfTheBodyCountsAndMustNotContradictTheHeader()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        const string Json = """{"account_id":"a","amount_usd":"1","idempotency_key":"k"}""";
        await host.Admin.DoneAsync(Purchase, Json);
        using HttpResponseMessage again = await host.Admin.SendAsync(Purchase, Json, "k");
        Assert.True(again.Replayed());
        using HttpResponseMessage other = await host.Admin.SendAsync(Purchase, Json, "another");
        await other.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field");
        using HttpResponseMessage tooLong = await host.Admin.SendAsync(Purchase, Json.Replace("\"k\"", $"\"{new string('k', 256)}\"", StringComparison.Ordinal));
        await tooLong.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field");
    }

    private static async Task<ControlHost> PreparedAsync()
    {
        ControlHost host = await ControlHost.StartAsync();
        await host.Admin.BuyAsync("alice", "10", "first");
        await host.Admin.DoneAsync(Register, """{"node_id":"n1","stake_amount_usd":"1"}""");
        return host;
    }
}
