using System.Net;
using System.Text.Json;
using EasyEnclave.Cli.Server;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Cli;

public sealed class ServerCommandTests : IDisposable
{
    private const string Token = "correct-horse";

    private readonly CliRun _cli = new();
    private readonly ScriptedServer _server = new();

    public ServerCommandTests()
    {
        _cli.Network = _server;
        _cli.Variables["EE_ADMIN_TOKEN"] = Token;
    }

    [Fact]
    public async Task AListIsFollowedToItsEnd()
    {
        _server.Answers(HttpStatusCode.OK, Apps("hello", "next page")).Answers(HttpStatusCode.OK, Apps("world", null));

        var told = await _cli.JsonAsync("apps", "list", "--network", "sandbox-1");

        Assert.Equal(0, _cli.ExitCode);
        Assert.Equal(["hello", "world"], told.GetProperty("apps").EnumerateArray().Select(app => app.GetProperty("app_name").GetString()));
        Assert.Equal(
            ["GET http://127.0.0.1:8088/v1/apps?network=sandbox-1", "GET http://127.0.0.1:8088/v1/apps?network=sandbox-1&cursor=next%20page"],
            _server.Asked);
        Assert.All(_server.Tokens, token => Assert.Equal($"Bearer {Token}", token));
    }

    [Fact]
    public async Task AListWhoseCursorStandsStillIsAFault()
    {
        _server.Answers(HttpStatusCode.OK, Apps("hello", "same")).Answers(HttpStatusCode.OK, Apps("hello", "same"));

        var told = await _cli.JsonAsync("apps", "list");

        Assert.Equal((1, "bad_answer"), (_cli.ExitCode, told.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task PeopleSeeTablesAndProgramsTheRecord()
    {
        _server.Answers(HttpStatusCode.OK, Apps("hello", null)).Answers(HttpStatusCode.OK, One(App("hello")));

        await _cli.RunAsync("apps", "list");
        Assert.StartsWith("1 app\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("acme/hello", _cli.Output, StringComparison.Ordinal);

        var told = await _cli.JsonAsync("apps", "show", "hello");
        Assert.Equal("active", told.GetProperty("status").GetString());
    }

    [Fact]
    public async Task AgentsAreListedAndShown()
    {
        _server
            .Answers(HttpStatusCode.OK, JsonSerializer.Serialize(new AgentsPage([Agent("agent-1")], null), RestJson.Default.AgentsPage))
            .Answers(HttpStatusCode.OK, JsonSerializer.Serialize(Agent("agent-1"), RestJson.Default.AgentView));

        await _cli.RunAsync("agents", "list", "--app", "hello");
        Assert.Contains("agent-1", _cli.Output, StringComparison.Ordinal);

        var told = await _cli.JsonAsync("agents", "show", "agent-1");
        Assert.Equal("development", told.GetProperty("trust_root").GetString());
        Assert.Equal(
            ["GET http://127.0.0.1:8088/v1/agents?app_name=hello", "GET http://127.0.0.1:8088/v1/agents/agent-1"], _server.Asked);
    }

    [Theory]
    [InlineData("attest", null)]
    [InlineData("approve", "known machine")]
    [InlineData("disconnect", null)]
    public async Task AnActionIsPostedWithItsReason(string action, string? reason)
    {
        _server.Answers(HttpStatusCode.Accepted, "");
        string[] given = reason is null ? [] : ["--reason", reason];

        var told = await _cli.JsonAsync(["agents", action, "agent:1", .. given]);

        Assert.Equal((0, true, action), (_cli.ExitCode, told.GetProperty("done").GetBoolean(), told.GetProperty("action").GetString()));
        Assert.Equal($"POST http://127.0.0.1:8088/v1/agents/agent%3A1/{action}", Assert.Single(_server.Asked));
        Assert.Equal(JsonSerializer.Serialize(new ActionRequest(reason), RestJson.Default.ActionRequest), Assert.Single(_server.Bodies));
    }

    [Fact]
    public async Task ABanNamesItsScope()
    {
        _server.Answers(HttpStatusCode.OK, "{}").Answers(HttpStatusCode.OK, "{}");

        await _cli.RunAsync("agents", "ban", "agent-1", "--scope", "platform", "--reason", "stolen");
        await _cli.RunAsync("agents", "unban", "agent-1", "--reason", "found");

        Assert.Equal(0, _cli.ExitCode);
        Assert.Equal("""{"scope":"platform","value":null,"reason":"stolen"}""", _server.Bodies[0]);
        Assert.Equal("""{"scope":"agent","value":null,"reason":"found"}""", _server.Bodies[1]);
    }

    [Fact]
    public async Task ANameIsBoundAndReleased()
    {
        _server.Answers(HttpStatusCode.Created, One(App("hello"))).Answers(HttpStatusCode.NoContent, "");

        var added = await _cli.JsonAsync("apps", "add", "hello", "--repo", "acme/hello", "--network", "sandbox-1");
        Assert.Equal("acme/hello", added.GetProperty("answer").GetProperty("repo").GetString());
        await _cli.JsonAsync("apps", "release", "hello");

        Assert.Equal(0, _cli.ExitCode);
        Assert.Equal(["POST http://127.0.0.1:8088/v1/apps", "DELETE http://127.0.0.1:8088/v1/apps/hello"], _server.Asked);
        Assert.Equal("""{"app_name":"hello","repo":"acme/hello","network":"sandbox-1"}""", _server.Bodies[0]);
    }

    [Fact]
    public async Task ARefusalIsToldWithItsCodeAndDetail()
    {
        const string problem = """{"error":"unknown_agent","title":"No such agent","status":404,"detail":"No agent has this id."}""";
        _server.Answers(HttpStatusCode.NotFound, problem, "application/problem+json").Answers(HttpStatusCode.NotFound, problem);

        var told = await _cli.JsonAsync("agents", "approve", "nobody");
        Assert.Equal(1, _cli.ExitCode);
        Assert.Equal(["error", "detail", "status", "field"], told.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("unknown_agent", 404), (told.GetProperty("error").GetString(), told.GetProperty("status").GetInt32()));

        Assert.Equal(1, await _cli.RunAsync("agents", "approve", "nobody"));
        Assert.Equal("unknown_agent: No agent has this id.\n", _cli.Error);
        Assert.Empty(_cli.Output);
    }

    [Fact]
    public async Task AnAnswerOfSomethingElseOnThePortIsNotRepeated()
    {
        _server.Answers(HttpStatusCode.BadGateway, "<h1>\u001b[31mbad gateway</h1>", "text/html").Answers(HttpStatusCode.OK, "<html/>", "text/html");

        var refused = await _cli.JsonAsync("apps", "list");
        Assert.Equal((1, "http_502"), (_cli.ExitCode, refused.GetProperty("error").GetString()));

        var strange = await _cli.JsonAsync("apps", "list");
        Assert.Equal((1, "bad_answer"), (_cli.ExitCode, strange.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task AServerThatCannotBeReachedEndsWithOne()
    {
        _server.Breaks();

        var told = await _cli.JsonAsync("apps", "list", "--server", "https://control.example/base/");

        Assert.Equal((1, "server_unreachable"), (_cli.ExitCode, told.GetProperty("error").GetString()));
        Assert.Equal("GET https://control.example/base/v1/apps", Assert.Single(_server.Asked));
    }

    [Fact]
    public async Task AServerThatSaysNothingIsGivenUp()
    {
        var waiting = _cli.JsonAsync("apps", "list");
        Assert.False(waiting.IsCompleted);

        await Until.TrueAsync(() => waiting.IsCompleted, step: () => _cli.Time.Advance(ControlClient.Patience));

        Assert.Equal("server_timeout", (await waiting).GetProperty("error").GetString());
        Assert.Equal(1, _cli.ExitCode);
    }

    [Fact]
    public async Task WithoutATokenNothingIsSent()
    {
        _cli.Variables.Remove("EE_ADMIN_TOKEN");

        var told = await _cli.JsonAsync("apps", "list");

        Assert.Equal((2, "token_missing"), (_cli.ExitCode, told.GetProperty("error").GetString()));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task TheTokenMayLieInAFileAndIsNeverShown()
    {
        _cli.Variables.Remove("EE_ADMIN_TOKEN");
        _cli.Variables["EE_ADMIN_TOKEN_FILE"] = _cli.Write("token", "from-a-file\n"u8.ToArray());
        _cli.Variables["EE_CONTROL_URL"] = "https://control.example";
        _server.Answers(HttpStatusCode.Unauthorized, """{"error":"unauthorized","title":"Unauthorized","status":401}""");

        var told = await _cli.JsonAsync("apps", "list");

        Assert.Equal((1, "unauthorized"), (_cli.ExitCode, told.GetProperty("error").GetString()));
        Assert.Equal("Bearer from-a-file", Assert.Single(_server.Tokens));
        Assert.DoesNotContain("from-a-file", _cli.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://192.0.2.1:8088")]
    [InlineData("http://control.example")]
    public async Task TheTokenNeverTravelsUnencrypted(string url)
    {
        var told = await _cli.JsonAsync("apps", "list", "--server", url);

        Assert.Equal((2, "tls_required"), (_cli.ExitCode, told.GetProperty("error").GetString()));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task EventsAreListedAndFollowed()
    {
        const string entry = """{"cursor":"c1","at":"2026-11-22T12:00:00Z","stream":"app/hello","version":1,"type":"app_bound","actor":"agent-1","data":{"a":[1]}}""";
        _server
            .Answers(HttpStatusCode.OK, $$"""{"events":[{{entry}}],"next_cursor":"c1"}""")
            .Answers(HttpStatusCode.OK, $": hello\n\nid: c1\ndata: {entry}\n\ndata: {entry}\n\n", "text/event-stream");

        var page = await _cli.JsonAsync("events", "list", "--stream", "app/hello", "--limit", "1");
        Assert.Equal("c1", page.GetProperty("next_cursor").GetString());

        Assert.Equal(1, await _cli.RunAsync("events", "tail"));
        Assert.Equal(2, _cli.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("2026-11-22T12:00:00Z  app/hello  app_bound  by agent-1", _cli.Output, StringComparison.Ordinal);
        Assert.StartsWith("stream_ended", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextOfTheServerIsNoMarkupAndMovesNoCursor()
    {
        const string problem = """{"error":"conflict","title":"x","status":409,"detail":"[red]not markup[/] \u001b[2Jgone \u202e reversed"}""";
        _server.Answers(HttpStatusCode.Conflict, problem);

        await _cli.RunAsync("apps", "release", "hello");

        Assert.Equal("conflict: [red]not markup[/] <U+001B>[2Jgone <U+202E> reversed\n", _cli.Error);
    }

    public void Dispose()
    {
        _cli.Dispose();
        _server.Dispose();
    }

    private static string Apps(string name, string? next) =>
        JsonSerializer.Serialize(new AppsPage([App(name)], next), RestJson.Default.AppsPage);

    private static string One(AppView app) => JsonSerializer.Serialize(app, RestJson.Default.AppView);

    private static AppView App(string name) => new()
    {
        AppName = AppName.Parse(name),
        Repo = RepoName.Parse("acme/hello"),
        Network = NetworkName.Sandbox1,
        TrustRoot = "development",
        Status = "active",
        Allowed = true,
        BoundAt = CliRun.Now,
        BoundBy = "agent-1",
        RegistrationState = "active",
        Agents = new AgentCounts(1, 2),
    };

    private static AgentView Agent(string id) => new()
    {
        AgentId = AgentId.Parse(id),
        AppName = AppName.Parse("hello"),
        Repo = RepoName.Parse("acme/hello"),
        ReleaseTag = ReleaseTag.Parse("v1.0.0"),
        Network = NetworkName.Sandbox1,
        NodeId = NodeId.Parse(id),
        Status = "active",
        Eligible = true,
        Approved = true,
        Connected = true,
        Sealed = false,
        SealedBasis = "measured",
        Freshness = "nonce",
        TrustRoot = "development",
        Platform = new string('a', 32),
        TcbStatus = "UpToDate",
        Advisories = [],
        Measurement = new string('b', 64),
        AllowlistSha256 = new string('c', 64),
        RegisteredAt = CliRun.Now,
        LastAttestedAt = CliRun.Now,
        AttestationStatus = "valid",
        HealthStatus = "pass",
        Epoch = 1,
    };
}
