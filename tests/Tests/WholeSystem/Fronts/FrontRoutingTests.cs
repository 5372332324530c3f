using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>nginx, Caddy and HAProxy with the files we ship: who is reached through them, and who is not.</summary>
[Collection(FrontsCollection.Name)]
public sealed class FrontRoutingTests(FrontEstate estate)
{
    /// <summary>What the node's own refusals are: a front that passed a path on would show it.</summary>
    private const string OfTheNode = "application/problem+json";

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task AnAttestedAppIsReachedByItsHost(string name)
    {
        using HttpClient http = new(estate.Of(name).Handler());
        string host = $"https://{FrontEstate.AppOf(name)}.app.example.com";

        JsonElement read = await JsonAsync(await http.GetAsync(host + "/some/%2Fpath?q=1&r=%20"));
        Assert.Equal(("GET", "/some/%2Fpath?q=1&r=%20"), (read.GetProperty("method").GetString(), read.GetProperty("path").GetString()));

        // Larger than what any of them keeps in memory, once with its length told and once without.
        foreach (bool chunked in new[] { false, true })
        {
            using HttpRequestMessage post = new(HttpMethod.Post, host + "/post") { Content = new ByteArrayContent(new byte[300_000]) };
            post.Headers.TransferEncodingChunked = chunked;
            Assert.Equal(300_000, (await JsonAsync(await http.SendAsync(post))).GetProperty("length").GetInt32());
        }

        using HttpRequestMessage second = new(HttpMethod.Get, host + "/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(second)).StatusCode);
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task AnAppThatIsUnknownUnattestedOrExpiredIsNot(string name)
    {
        Front front = estate.Of(name);
        using HttpClient http = new(front.Handler());
        string silent = "silent-" + name;
        await using FakeAgent agent = await estate.GuestAsync(front, silent);
        await agent.RegisterAsync();
        Assert.Equal("expired", (await estate.ResolveAsync("expired")).GetProperty("status").GetString());
        Assert.Equal("disconnected", (await estate.ResolveAsync("waiting")).GetProperty("status").GetString());

        foreach (string app in new[] { "nobody", silent, "expired", "waiting" })
        {
            using HttpResponseMessage answer = await http.GetAsync($"https://{app}.app.example.com/refused");
            Assert.InRange((int)answer.StatusCode, 403, 503);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable });
        }

        // What is no app's host is nobody's.
        foreach (string host in new[] { "other.example.com", "app.example.com", "a.b.app.example.com", "-.app.example.com", "x_y.app.example.com", "127.0.0.1" })
        {
            string answer = await front.RawAsync(Host(name), $"GET /refused HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            Assert.True(Status(answer) == 421, $"{host}: {answer}");
        }

        Assert.DoesNotContain(estate.Backend.Seen, seen => seen.Contains("/refused", StringComparison.Ordinal));
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    public async Task AFrontThatAsksRefusesByItself(string name)
    {
        // Nobody behind this front judges but the front.
        using HttpClient http = new(estate.Streaming(name).Handler());
        Assert.Equal("passed", await http.GetStringAsync($"https://{Host(name)}/plain"));
        foreach (string app in new[] { "nobody", "expired", "waiting" })
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync($"https://{app}.app.example.com/plain")).StatusCode);
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task ABanBitesWithinASecondAndWatchersHearOfIt(string name)
    {
        Front front = estate.Of(name);
        string app = "gone-" + name;
        await using FakeAgent agent = await estate.GuestAsync(front, app);
        agent.Automatic = false;
        Assert.Equal("attested", (await agent.AttestAsync()).GetProperty("reason").GetString());
        agent.Automatic = true;
        using HttpClient http = new(front.Handler());
        Uri url = new($"https://{app}.app.example.com/");
        await estate.StandsAsync(app, "active");
        Assert.Equal("steady", await http.GetStringAsync(url));
        using HttpClient asking = new(estate.Streaming(name).Handler());
        Assert.Equal("passed", await asking.GetStringAsync(new Uri(url, "/plain")));

        using StreamReader watch = new(await http.GetStreamAsync($"https://control.example.com/v1/resolve/{app}/watch"));
        Assert.Contains("\"active\"", await EventAsync(watch), StringComparison.Ordinal);

        using HttpRequestMessage ban = new(HttpMethod.Post, $"https://control.example.com/v1/agents/{app}-1/ban")
        {
            Content = FrontEstate.Json("""{"scope":"agent","reason":"a test"}"""),
        };
        ban.Headers.Authorization = new AuthenticationHeaderValue("Bearer", FrontEstate.Token);
        using (HttpResponseMessage banned = await http.SendAsync(ban))
            Assert.True(banned.IsSuccessStatusCode, await banned.Content.ReadAsStringAsync());

        long start = Stopwatch.GetTimestamp();
        await RefusedAsync(http, url, start);
        if (name != Front.HaProxy)
            await RefusedAsync(asking, new Uri(url, "/plain"), start);
        Assert.Contains("\"banned\"", await EventAsync(watch), StringComparison.Ordinal);
        Assert.Equal((1008, "agent_banned"), await agent.EndAsync());
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task TheControlHostPassesTunnelsAndRestAndNothingElse(string name)
    {
        Front front = estate.Of(name);
        using HttpClient http = new(front.Handler());

        // The agent of this app has no other way in than this front, as a WebSocket under TLS.
        JsonElement verdict = await JsonAsync(await http.GetAsync("https://control.example.com/v1/resolve/" + FrontEstate.AppOf(name)));
        Assert.Equal(("active", true), (verdict.GetProperty("status").GetString(), verdict.GetProperty("ws_connected").GetBoolean()));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("https://control.example.com/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("https://control.example.com/.well-known/jwks.json")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("https://control.example.com/v1/apps")).StatusCode);

        foreach (string path in new[] { "/", "/admin", "/admin/", "/dashboard", "/%61dmin", "//admin", "/v1/../admin", "/v1/%2e%2e/admin", "/v1/..%2fadmin", "/metrics" })
        {
            string answer = await front.RawAsync(
                "control.example.com", $"GET {path} HTTP/1.1\r\nHost: control.example.com\r\nAuthorization: Bearer {FrontEstate.Token}\r\nConnection: close\r\n\r\n");
            Assert.True(Status(answer) is 400 or 404, $"{path}: {answer}");
            Assert.DoesNotContain(OfTheNode, answer, StringComparison.Ordinal);
        }

        using HttpResponseMessage ofTheNode = await http.GetAsync("https://control.example.com/v1/nothing");
        Assert.Equal((HttpStatusCode.NotFound, OfTheNode), (ofTheNode.StatusCode, ofTheNode.Content.Headers.ContentType?.MediaType));
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task NothingBelowAnAppsHostIsTheControlPlanes(string name)
    {
        Front front = estate.Of(name);
        foreach (string path in new[]
        {
            "/admin", "/dashboard", "/v1/apps", "/v1/events", "/v1/cluster", "/health", "//v1/apps", "/.well-known/../v1/apps", "/.well-known/jwks.json",
            "/.well-known/ee-resolve", "/v1/resolve/" + FrontEstate.AppOf(name), "/v1/tunnel",
        })
        {
            string answer = await front.RawAsync(
                Host(name), $"GET {path} HTTP/1.1\r\nHost: {Host(name)}\r\nAuthorization: Bearer {FrontEstate.Token}\r\nConnection: close\r\n\r\n");
            bool answeredByTheApp = Status(answer) == 200 && answer.Contains("\"backend\":\"echo\"", StringComparison.Ordinal);
            Assert.True(answeredByTheApp || Status(answer) is 400 or 404, $"{path}: {answer}");
        }
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task NobodyIsServedWithoutTls(string name)
    {
        Front front = estate.Of(name);
        string app = await front.RawPlainAsync($"GET /a?b HTTP/1.1\r\nHost: {Host(name)}\r\nConnection: close\r\n\r\n");
        Assert.Equal(308, Status(app));
        Assert.Contains($"ocation: https://{Host(name)}/a?b\r\n", app, StringComparison.Ordinal);

        foreach (string host in new[] { "control.example.com", "other.example.com" })
            Assert.Equal(403, Status(await front.RawPlainAsync($"GET /v1/resolve/x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")));
    }

    /// <summary>The host of the app whose agent came through a front.</summary>
    internal static string Host(string name) => $"{FrontEstate.AppOf(name)}.app.example.com";

    /// <summary>The status of a raw answer; 0 where there is none.</summary>
    internal static int Status(string answer) => answer.StartsWith("HTTP/1.", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3)) : 0;

    internal static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    private static async Task RefusedAsync(HttpClient http, Uri url, long banned)
    {
        while (true)
        {
            TimeSpan asked = Stopwatch.GetElapsedTime(banned);
            using HttpResponseMessage answer = await http.GetAsync(url);
            if (answer.StatusCode == HttpStatusCode.Forbidden)
                return;
            Assert.True(asked < TimeSpan.FromSeconds(1), $"A request {asked} after the ban was answered {answer.StatusCode}.");
        }
    }

    // Less than the heartbeat of event streams: what is gathered on the way would come with the next heartbeat, or not at all.
    private static async Task<string> EventAsync(StreamReader watch)
    {
        while (true)
        {
            string? line = await watch.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.NotNull(line);
            if (line.StartsWith("data:", StringComparison.Ordinal))
                return line;
        }
    }
}
