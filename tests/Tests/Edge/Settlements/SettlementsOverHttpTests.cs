using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Access;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Edge.Ledger;

namespace EasyEnclave.Tests.Edge.Settlements;

/// <summary>Reservations, usage, settlements and abuse as callers see them; the clock stands at the first instant of 2026.</summary>
public sealed class SettlementsOverHttpTests
{
    private const string Usage = "/v1/usage/report";
    private const string Reserve = "/v1/reservations";
    private const string Abuse = "/v1/abuse/reports";
    private const string Hour = "\"period_start\":\"2026-01-01T00:00:00Z\",\"period_end\":\"2026-01-01T01:00:00Z\"";

    private static TheoryData<string, string, int, string, string?> BadRequests => new()
    {
        { Usage, "[", 400, "invalid_json", null },
        { Usage, $$"""{"node_id":"n1","vcpu_hours":1,{{Hour}}}""", 400, "missing_account_id", "account_id" },
        { Usage, $$"""{"account_id":"alice","vcpu_hours":1,{{Hour}}}""", 400, "missing_node_id", "node_id" },
        { Usage, $$"""{"account_id":"alice","node_id":"n1",{{Hour}}}""", 400, "missing_vcpu_hours", "vcpu_hours" },
        { Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":"NaN",{{Hour}}}""", 400, "invalid_vcpu_hours", "vcpu_hours" },
        { Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":1e30,{{Hour}}}""", 400, "invalid_vcpu_hours", "vcpu_hours" },
        { Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":-1,{{Hour}}}""", 400, "invalid_vcpu_hours", "vcpu_hours" },
        { Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":0,{{Hour}}}""", 400, "invalid_vcpu_hours", "vcpu_hours" },
        { Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":"0.0000001",{{Hour}}}""", 400, "invalid_vcpu_hours", "vcpu_hours" },
        { Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":100,{{Hour}}}""", 422, "above_capacity", "vcpu_hours" },
        { Usage, $$"""{"account_id":"alice","node_id":"ghost","vcpu_hours":1,{{Hour}}}""", 404, "node_not_found", "node_id" },
        { Usage, $$"""{"account_id":"alice","node_id":"unpriced","vcpu_hours":1,{{Hour}}}""", 422, "node_price_missing", "node_id" },
        { Usage, $$"""{"account_id":"n1","node_id":"n1","vcpu_hours":1,{{Hour}}}""", 422, "account_not_allowed", "account_id" },
        { Usage, $$"""{"account_id":"pauper","node_id":"n1","vcpu_hours":1,{{Hour}}}""", 422, "insufficient_funds", "account_id" },
        { Usage, """{"account_id":"alice","node_id":"n1","vcpu_hours":1,"period_start":"2026-01-01T00:00:00Z"}""", 400, "missing_fields", "period_end" },
        { Usage, Named("banana", "apple"), 400, "invalid_field", "period_start" },
        { Usage, Named("2026-01-01T00:00:00", "2026-01-01T01:00:00"), 400, "invalid_field", "period_start" },
        { Usage, Named("2026-01-01T01:00:00Z", "2026-01-01T00:00:00Z"), 400, "invalid_field", "period_end" },
        { Usage, Named("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), 400, "invalid_field", "period_end" },
        { Usage, Named("2026-01-01T00:30:00Z", "2026-01-01T01:30:00Z"), 400, "invalid_field", "period_start" },
        { Usage, Named("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"), 400, "invalid_field", "period_start" },
        { Usage, Named("2099-01-01T00:00:00Z", "2099-01-01T01:00:00Z"), 422, "period_not_started", "period_start" },
        { Reserve, $$"""{"account_id":"alice","node_id":"n1",{{Hour}}}""", 400, "missing_fields", "vcpus" },
        { Reserve, $$"""{"account_id":"alice","node_id":"n1","vcpus":0,{{Hour}}}""", 400, "invalid_field", "vcpus" },
        { Reserve, $$"""{"account_id":"alice","node_id":"n1","vcpus":5,{{Hour}}}""", 422, "above_capacity", "vcpu_hours" },
        { Abuse, $$"""{"node_id":"n1",{{Hour}}}""", 400, "missing_fields", "reason" },
        { Abuse, """{"reason":"spam"}""", 400, "missing_node_id", "node_id" },
        { Abuse, """{"node_id":"ghost","reason":"spam"}""", 404, "node_not_found", "node_id" },
        { Abuse, """{"node_id":"n1","reason":"spam","period_end":"2026-01-01T01:00:00Z"}""", 400, "missing_fields", "period_start" },
        { Abuse, """{"node_id":"n1","reason":"spam","period_start":"2099-01-01T00:00:00Z","period_end":"2099-01-01T01:00:00Z"}""", 422, "period_not_started", "period_start" },
        { Abuse, $$"""{"node_id":"n1","reason":"{{new string('x', 1024 * 1024)}}"}""", 400, "invalid_field", "reason" },
        { "/v1/abuse/reports/none/authorize", """{"action":"maybe"}""", 400, "invalid_action", "action" },
        { "/v1/abuse/reports/none/authorize", """{"action":"authorize"}""", 404, "report_not_found", null },
        { "/v1/settlements/yesterday/finalize", "{}", 400, "invalid_field", "period" },
        { "/v1/settlements/2026-01-01T00/finalize", $$"""{"period_start":"2026-01-01T00:00:00Z","period_end":"2026-01-01T02:00:00Z"}""", 400, "period_mismatch", "period_start" },
        { "/v1/settlements/2026-01-01T00/finalize", """{"node_id":"n1"}""", 404, "period_not_found", null },
        { "/v1/settlements/2026-01-01T00/finalize", """{"resolve":"pass","reason":"so"}""", 400, "missing_node_id", "node_id" },
        { "/v1/settlements/2026-01-01T00/finalize", """{"node_id":"n1","resolve":"pass"}""", 400, "missing_fields", "reason" },
    };

    [Fact]
    public async Task BadRequestsWriteNothing()
    {
        await using ControlHost host = await StartAsync();
        long before = await host.Admin.SeqAsync();
        foreach (object?[] row in BadRequests)
        {
            (string path, string body) = ((string)row[0]!, (string)row[1]!);
            (int status, string error, string? field) = ((int)row[2]!, (string)row[3]!, (string?)row[4]);
            using HttpResponseMessage answer = await host.Admin.SendAsync(path, body, key: Guid.NewGuid().ToString());
            JsonElement problem = await answer.ProblemAsync((HttpStatusCode)status, error);
            Assert.Equal((path + body, field), (path + body, problem.TryGetProperty("field", out JsonElement named) ? named.GetString() : null));
        }

        Assert.Equal(before, await host.Admin.SeqAsync());
        Assert.Empty((await host.Admin.ReadAsync("/v1/settlements")).GetProperty("settlements").EnumerateArray());
        Assert.Empty((await host.Admin.ReadAsync(Abuse)).GetProperty("reports").EnumerateArray());
    }

    [Fact]
    public async Task WorkIsReservedReportedServedAndPaid()
    {
        await using ControlHost host = await StartAsync();
        JsonElement reserved = await host.Admin.DoneAsync(Reserve, $$"""{"account_id":"alice","node_id":"n1","vcpus":4,{{Hour}}}""", "r1");
        using HttpResponseMessage again = await host.Admin.SendAsync(Reserve, $$"""{"account_id":"alice","node_id":"n1","vcpus":4,{{Hour}}}""", "r1");
        Assert.True(again.Replayed());
        Assert.Equal(reserved.GetRawText(), (await again.JsonAsync()).GetRawText());
        Assert.Equal(("2.00", 200), (reserved.Text("amount_usd"), reserved.GetProperty("amount_cents").GetInt32()));
        Assert.Equal("8.00", await host.Admin.AvailableAsync("alice"));

        await ServeAsync(host);
        JsonElement used = await host.Http.DoneAsync(
            Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":3,{{Hour}}}""", token: ControlHost.UptimeToken);
        Assert.Equal((reserved.Text("lock_id"), 150), (used.Text("lock_id"), used.GetProperty("amount_cents").GetInt32()));
        Assert.Equal(32, used.Text("usage_id")!.Length);

        host.Estate.Time.Advance(TimeSpan.FromMinutes(64));
        using HttpResponseMessage early = await host.Admin.SendAsync("/v1/settlements/2026-01-01T00/finalize", """{"node_id":"n1"}""");
        await early.ProblemAsync(HttpStatusCode.Conflict, "period_not_over");

        host.Estate.Time.Advance(TimeSpan.FromMinutes(1));
        JsonElement verdict = await host.Admin.DoneAsync("/v1/settlements/20260101T0000Z--20260101T0100Z/finalize", """{"node_id":"n1"}""");
        Assert.Equal(("pass", "settled", "1.50", "0.50"), (verdict.Text("verdict"), verdict.Text("state"), verdict.Text("paid_usd"), verdict.Text("refunded_usd")));
        Assert.Equal((true, 1, 0), (verdict.GetProperty("eligible").GetBoolean(), verdict.GetProperty("settled").GetInt32(), verdict.GetProperty("failed").GetInt32()));
        Assert.Equal("8.50", await host.Admin.AvailableAsync("alice"));
        Assert.Equal("1.50", await host.Admin.AvailableAsync("n1"));

        JsonElement all = await host.Admin.DoneAsync("/v1/settlements/2026-01-01T00/finalize", "{}");
        Assert.Equal((1, 0), (all.GetProperty("settled").GetInt32(), all.GetProperty("failed").GetInt32()));
        using HttpResponseMessage late = await host.Admin.SendAsync(Usage, $$"""{"account_id":"bob","node_id":"n1","vcpu_hours":1,{{Hour}}}""");
        await late.ProblemAsync(HttpStatusCode.Conflict, "period_closed");
        JsonElement shown = (await host.Admin.ReadAsync("/v1/settlements/2026-01-01T00?node_id=n1")).GetProperty("settlements")[0];
        Assert.Equal(verdict.Text("document"), shown.Text("document"));
    }

    [Fact]
    public async Task ABulkOfUsageHasAnAnswerEach()
    {
        await using ControlHost host = await StartAsync();

        JsonElement results = (await host.Admin.DoneAsync(
            Usage,
            $$"""
            [{"account_id":"alice","node_id":"n1","vcpu_hours":1,{{Hour}}},
             {"account_id":"pauper","node_id":"n1","vcpu_hours":1,{{Hour}}},
             {"account_id":"alice","node_id":"n1","vcpu_hours":1,{{Hour}}},
             7]
            """)).GetProperty("results");

        Assert.Equal([200, 422, 200, 400], results.EnumerateArray().Select(result => result.GetProperty("status").GetInt32()));
        Assert.Equal([false, false, true, false], results.EnumerateArray().Select(result => result.GetProperty("replayed").GetBoolean()));
        Assert.Equal("9.50", await host.Admin.AvailableAsync("alice"));
    }

    [Fact]
    public async Task T13AScopedTokenIsForItsNodesAndAccountsAlone()
    {
        AccessOptions access = ControlHost.Access with
        {
            Tokens =
            [
                .. ControlHost.Access.Tokens,
                AccessToken.Of("narrow-uptime", AccessRole.Uptime, "narrow-uptime-token-of-tests") with
                {
                    Scope = TokenScope.Of([NodeId.Parse("n1")], [AccountId.Parse("bob")]),
                },
                AccessToken.Of("narrow-launcher", AccessRole.Launcher, "narrow-launcher-token-of-tests") with
                {
                    Scope = TokenScope.Of([NodeId.Parse("n2")], []),
                },
            ],
        };
        await using ControlHost host = await StartAsync(access);

        using HttpResponseMessage account = await host.Http.SendAsync(
            Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":1,{{Hour}}}""", token: "narrow-uptime-token-of-tests");
        using HttpResponseMessage node = await host.Http.SendAsync(
            Usage, $$"""{"account_id":"bob","node_id":"n2","vcpu_hours":1,{{Hour}}}""", token: "narrow-uptime-token-of-tests");
        using HttpResponseMessage report = await host.Http.SendAsync(Abuse, """{"node_id":"n1","reason":"spam"}""", token: "narrow-launcher-token-of-tests");
        await host.Http.DoneAsync(Usage, $$"""{"account_id":"bob","node_id":"n1","vcpu_hours":1,{{Hour}}}""", token: "narrow-uptime-token-of-tests");

        await account.ProblemAsync(HttpStatusCode.Forbidden, "out_of_scope");
        await node.ProblemAsync(HttpStatusCode.Forbidden, "out_of_scope");
        await report.ProblemAsync(HttpStatusCode.Forbidden, "out_of_scope");
    }

    [Fact]
    public async Task AReportIsBroughtByALauncherAndDecidedByAnAdminOnce()
    {
        await using ControlHost host = await StartAsync();
        JsonElement report = await host.Http.DoneAsync(
            Abuse, """{"node_id":"n1","reason":"spam","reported_by":"a neighbour"}""", token: ControlHost.LauncherToken);
        string path = $"{Abuse}/{report.Text("report_id")}/authorize";

        Assert.Equal(("pending", "launcher"), (report.Text("status"), report.Text("reporter")));
        Assert.Equal("2026-01-01T00:00:00Z", report.Text("period_start"));
        using HttpResponseMessage own = await host.Http.SendAsync(path, """{"action":"authorize"}""", token: ControlHost.LauncherToken);
        await own.ProblemAsync(HttpStatusCode.Forbidden, "wrong_role");
        JsonElement decided = await host.Admin.DoneAsync(path, """{"action":"authorize","reason":"seen","authorized_by":"somebody else"}""");
        Assert.Equal(("authorized", "admin"), (decided.Text("status"), decided.Text("authorized_by")));
        using HttpResponseMessage flipped = await host.Admin.SendAsync(path, """{"action":"deny"}""");
        await flipped.ProblemAsync(HttpStatusCode.Conflict, "already_decided");
        Assert.Single((await host.Admin.ReadAsync(Abuse + "?status=authorized&node_id=n1")).GetProperty("reports").EnumerateArray());
        Assert.Empty((await host.Admin.ReadAsync(Abuse + "?status=pending")).GetProperty("reports").EnumerateArray());
    }

    [Fact]
    public async Task F04OffsetsNameTheSamePeriod()
    {
        await using ControlHost host = await StartAsync();
        JsonElement first = await host.Admin.DoneAsync(Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":1,{{Hour}}}""");

        JsonElement again = await host.Admin.DoneAsync(
            Usage, """{"account_id":"alice","node_id":"n1","vcpu_hours":"1.0","period_start":"2026-01-01T02:00:00+02:00","period_end":"2025-12-31T20:00:00-05:00"}""");

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal("9.50", await host.Admin.AvailableAsync("alice"));
    }

    [Fact]
    public async Task F05WordsAreNoPeriod()
    {
        await using ControlHost host = await StartAsync();

        using HttpResponseMessage answer = await host.Admin.SendAsync(Usage, Named("banana", "apple"));

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field");
        Assert.Equal("10.00", await host.Admin.AvailableAsync("alice"));
    }

    [Fact]
    public async Task F34ThePathIsThePeriodAndTheBodyMustAgree()
    {
        await using ControlHost host = await StartAsync();
        await host.Admin.DoneAsync(Usage, $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":1,{{Hour}}}""");
        host.Estate.Time.Advance(TimeSpan.FromHours(3));

        using HttpResponseMessage other = await host.Admin.SendAsync("/v1/settlements/2026-01-01T01/finalize", $$"""{"node_id":"n1",{{Hour}}}""");
        using HttpResponseMessage none = await host.Admin.SendAsync("/v1/settlements/2026-01-01T01/finalize", """{"node_id":"n1"}""");
        JsonElement same = await host.Admin.DoneAsync("/v1/settlements/2026-01-01T00/finalize", $$"""{"node_id":"n1",{{Hour}}}""");

        await other.ProblemAsync(HttpStatusCode.BadRequest, "period_mismatch");
        await none.ProblemAsync(HttpStatusCode.NotFound, "period_not_found");
        Assert.Equal("2026-01-01T00", same.Text("period"));
    }

    [Fact]
    public async Task SettlementsAreListedInPages()
    {
        await using ControlHost host = await StartAsync();
        foreach (int hour in (int[])[1, 2, 3])
        {
            string period = $"\"period_start\":\"2026-01-01T0{hour}:00:00Z\",\"period_end\":\"2026-01-01T0{hour + 1}:00:00Z\"";
            await host.Admin.DoneAsync(Reserve, $$"""{"account_id":"alice","node_id":"n1","vcpus":1,{{period}}}""", $"r{hour}");
        }

        JsonElement first = await host.Admin.ReadAsync("/v1/settlements?limit=2&node_id=n1&state=open");
        JsonElement rest = await host.Admin.ReadAsync($"/v1/settlements?limit=2&cursor={first.Text("next_cursor")}");

        Assert.Equal(["2026-01-01T01", "2026-01-01T02"], first.GetProperty("settlements").EnumerateArray().Select(one => one.Text("period")));
        Assert.Equal(["2026-01-01T03"], rest.GetProperty("settlements").EnumerateArray().Select(one => one.Text("period")));
        Assert.Null(rest.Text("next_cursor"));
        using HttpResponseMessage wrong = await host.Admin.GetAsync("/v1/settlements?state=lost");
        await wrong.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field");
    }

    [Fact]
    public async Task TheCheapestTrustedAgentIsRoutedToAndItIsSaidWhy()
    {
        await using ControlHost host = await StartAsync();
        await host.Admin.DoneAsync("/v1/nodes/register", """{"node_id":"n2","price_usd_per_vcpu_hour":"0.40","vcpus":4}""");
        await host.Estate.AttestAsync("hello", "dear", facts: facts => facts with { Node = NodeId.Parse("n1"), NodeProved = true });
        await host.Estate.AttestAsync("hello", "cheap", facts: facts => facts with { Node = NodeId.Parse("n2"), NodeProved = true });
        await host.Estate.AttestAsync("hello", "unproved", facts: facts => facts with { Node = NodeId.Parse("n2") });
        await host.Estate.AttestAsync("hello", "waiting", EasyEnclave.Actors.Agents.Approval.Awaiting);

        JsonElement answer = await host.Admin.ReadAsync("/v1/route/hello?explain=1");
        JsonElement bare = await host.Admin.ReadAsync("/v1/route/hello");

        Assert.Equal(("cheap", "cheap"), (answer.Text("agent_id"), bare.Text("agent_id")));
        Assert.Equal(JsonValueKind.Null, bare.GetProperty("candidates").ValueKind);
        Assert.Equal(
            [("cheap", "best"), ("dear", "higher_price"), ("unproved", "no_price"), ("waiting", "awaiting_approval")],
            answer.GetProperty("candidates").EnumerateArray().Select(one => (one.Text("agent_id"), one.Text("reason"))));
        Assert.Equal("0.40", answer.GetProperty("candidates")[0].Text("effective_price_usd"));
        using HttpResponseMessage unknown = await host.Admin.GetAsync("/v1/route/nobody");
        await unknown.ProblemAsync(HttpStatusCode.NotFound, "unknown_app");
    }

    private static string Named(string start, string end) =>
        $$"""{"account_id":"alice","node_id":"n1","vcpu_hours":1,"period_start":"{{start}}","period_end":"{{end}}"}""";

    private static async Task<ControlHost> StartAsync(AccessOptions? access = null)
    {
        ControlHost host = await ControlHost.StartAsync(access);
        await host.Admin.DoneAsync("/v1/nodes/register", """{"node_id":"n1","price_usd_per_vcpu_hour":"0.50","vcpus":4,"stake_tier":"standard","stake_amount_usd":"10"}""");
        await host.Admin.DoneAsync("/v1/nodes/register", """{"node_id":"unpriced","vcpus":4}""");
        await host.Admin.BuyAsync("alice", "10");
        await host.Admin.BuyAsync("bob", "10");
        return host;
    }

    private static async Task ServeAsync(ControlHost host)
    {
        AgentId agent = AgentId.Parse("agent-1");
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(WriteOutcome.Committed, await host.Estate.Writer.WriteAsync(WriteEntry.Of(
            new RowChange.OpenSession(agent, 1, start.AddMinutes(-5)) { Node = NodeId.Parse("n1") },
            new RowChange.RenewSession(agent, 1, start.AddMinutes(50)))));
    }
}
