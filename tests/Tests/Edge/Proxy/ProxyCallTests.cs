using System.Net;
using System.Text;
using System.Text.Json;
using EasyEnclave.Edge.Proxy;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary><c>POST /v1/proxy/{app}</c> over a real socket.</summary>
public sealed class ProxyCallTests
{
    [Fact]
    public async Task ACallReachesTheAgentAndItsAnswerComesBackInASandbox()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();
        tunnel.Answers(
            418, "<script>", ("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Clear-Site-Data", "*"), ("Refresh", "0"),
            ("Access-Control-Allow-Origin", "*"), ("X-Mine", "1"));

        HttpResponseMessage response = await CallAsync(
            host, """{"method":"put","path":"/a?b","headers":{"X-A":"1","Authorization":"Bearer mine","Cookie":"c=1"},"body_b64":"Z2l2ZW4="}""");

        Assert.Equal(("PUT", "/a?b", "given"), (tunnel.Request.Method, tunnel.Request.Path, Encoding.UTF8.GetString(tunnel.Request.Body.Span)));
        Assert.Equal(("1", "Bearer mine", "c=1"), (Sent(tunnel, "X-A"), Sent(tunnel, "Authorization"), Sent(tunnel, "Cookie")));
        Assert.Equal((418, "<script>"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal("sandbox; default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("X-Mine")));
        Assert.All(
            ["Set-Cookie", "Clear-Site-Data", "Refresh", "Access-Control-Allow-Origin"], name => Assert.False(response.Headers.Contains(name)));
        Assert.Equal(0, host.Budget.Used);
    }

    [Fact]
    public async Task TheCallersOwnFieldsNeverReachTheAgent()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        await CallAsync(host, "{}", ("Authorization", "Bearer admin"), ("Cookie", "session=1"), ("X-Outer", "1"));

        Assert.Equal(("GET", "/"), (tunnel.Request.Method, tunnel.Request.Path));
        Assert.All(["Authorization", "Cookie", "X-Outer", "Content-Type"], name => Assert.Null(Sent(tunnel, name)));
        Assert.Equal("127.0.0.1", Sent(tunnel, "X-Forwarded-For"));
    }

    [Fact]
    public async Task FieldsInACallAreStrippedLikeAClients()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        await CallAsync(host, """{"headers":{"Connection":"X-Gone","X-Gone":"1","X-EE-App":"x","X-Forwarded-For":"6.6.6.6","Host":"evil.test","X-B":"1","x-b":"2"}}""");

        Assert.All(["X-Gone", "X-EE-App", "Host", "Connection"], name => Assert.Null(Sent(tunnel, name)));
        Assert.Equal(("127.0.0.1", "1, 2"), (Sent(tunnel, "X-Forwarded-For"), Sent(tunnel, "X-B")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"method":1}""")]
    [InlineData("""{"method":"CONNECT"}""")]
    [InlineData("""{"method":"trace"}""")]
    [InlineData("""{"method":"GET / HTTP/1.1\r\nX: "}""")]
    [InlineData("""{"path":"a"}""")]
    [InlineData("""{"path":"//evil.test"}""")]
    [InlineData("""{"path":"/a\r\nX-B: 1"}""")]
    [InlineData("""{"headers":{"X-A":"a\r\nX-B: 1"}}""")]
    [InlineData("""{"headers":{"X-A\r\nX-B":"1"}}""")]
    [InlineData("""{"headers":{"X-A":null}}""")]
    [InlineData("""{"headers":{"X-A":1}}""")]
    [InlineData("""{"headers":{"X-EE-Require":"nonsense"}}""")]
    [InlineData("""{"body_b64":"?"}""")]
    [InlineData("""{"path":"/\ud800"}""")]
    [InlineData("""{"headers":{"X-A":"\ud800"}}""")]
    public async Task APayloadThatIsNotOneIsRefused(string json)
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        await Errors.IsAsync(await CallAsync(host, json), 400, "invalid_proxy_payload");

        Assert.Empty(tunnel.Requests);
        Assert.Equal(0, host.Budget.Used);
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("Application/JSON; charset=utf-8", 200)]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/jsonp", 415)]
    [InlineData(null, 415)]
    public async Task OnlyJsonIsTakenForJson(string? type, int status)
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve();
        ByteArrayContent content = new("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        HttpResponseMessage response = await host.ControlAsync(HttpMethod.Post, "/v1/proxy/hello", content);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task UnknownAppsAndPinsAreToldAsOnTheProxyListener()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve();

        await Errors.IsAsync(await CallAsync(host, "{}", app: "other"), 404, "unknown_app", "other");
        await Errors.IsAsync(await CallAsync(host, "{}", app: "ADMIN"), 404, "unknown_app", null);
        await Errors.IsAsync(await CallAsync(host, "{}", ("X-EE-Require", "tag:v9")), 412, "requirement_not_met");
        await Errors.IsAsync(await CallAsync(host, """{"headers":{"x-ee-require":"tag:v9"}}"""), 412, "requirement_not_met");
        await Errors.IsAsync(
            await CallAsync(host, """{"headers":{"X-EE-Require":"tag:v9"}}""", ("X-EE-Require", "tag:v1.0.0")), 400, "invalid_proxy_payload");
    }

    [Fact]
    public async Task ABodyIsTakenUpToItsBoundAndNotAByteMore()
    {
        await using ProxyHost host = await ProxyHost.StartAsync(new ProxyOptions { BodyBytesMax = 100_000 });
        FakeTunnel tunnel = host.Serve();
        tunnel.Answers(200);

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(host, Json(100_000))).StatusCode);
        await Errors.IsAsync(await CallAsync(host, Json(100_001)), 413, "request_too_large");

        // Refused by its announced length alone, and the connection closed: a client that waits to be asked hears why, one that writes may not.
        await Errors.IsAsync(await CallAsync(host, Json(1_000_000), ("Expect", "100-continue")), 413, "request_too_large");

        Assert.Equal(100_000, tunnel.Request.Body.Length);
        Assert.Equal(0, host.Budget.Used);

        static string Json(int length) => JsonSerializer.Serialize(new { method = "POST", body_b64 = Convert.ToBase64String(new byte[length]) });
    }

    private static Task<HttpResponseMessage> CallAsync(ProxyHost host, string json, params (string Name, string Value)[] headers) =>
        CallAsync(host, json, "hello", headers);

    private static Task<HttpResponseMessage> CallAsync(ProxyHost host, string json, string app, params (string Name, string Value)[] headers) =>
        host.ControlAsync(HttpMethod.Post, $"/v1/proxy/{app}", new StringContent(json, Encoding.UTF8, "application/json"), headers);

    private static string? Sent(FakeTunnel tunnel, string name) =>
        tunnel.Request.Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } header
            ? header.Value
            : null;
}
