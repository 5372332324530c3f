using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>What clients say through a front of where they come from, of which app they mean, and of where a request ends.</summary>
[Collection(FrontsCollection.Name)]
public sealed class FrontHeaderTests(FrontEstate estate)
{
    private static readonly IPAddress Client = IPAddress.Parse("127.0.0.2");

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task WhatAClientSaysOfItselfGainsNothing(string name)
    {
        JsonElement headers = await SpoofAsync(estate.Of(name), "/spoof", "X-EE-Agent: spoofed");

        // The front said who the client is, and the node believed the front.
        Assert.Equal("127.0.0.2, 127.0.0.1", headers.GetProperty("x-forwarded-for").GetString());
        Assert.StartsWith("for=127.0.0.2, for=127.0.0.1;", headers.GetProperty("forwarded").GetString(), StringComparison.Ordinal);
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task TheFrontItselfTakesItOut(string name)
    {
        // Behind this front no node takes out what is left in.
        JsonElement headers = await SpoofAsync(estate.Streaming(name), "/headers", "X-Forwarded-User: spoofed");

        Assert.Equal("127.0.0.2", headers.GetProperty("x-forwarded-for").GetString());
        Assert.False(headers.TryGetProperty("forwarded", out _));
        Assert.DoesNotContain(headers.EnumerateObject(), header => header.Name.Contains('_', StringComparison.Ordinal));
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task AnUpgradeThatLeadsPastTheRulesIsNotPassedOn(string name)
    {
        // On a connection that has become HTTP/2 behind its back, a front would see no request but the first.
        string host = FrontRoutingTests.Host(name);
        string answer = await estate.Streaming(name).RawAsync(
            host, $"GET /headers HTTP/1.1\r\nHost: {host}\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
        Assert.True(FrontRoutingTests.Status(answer) is 200 or 400, answer);
        Assert.DoesNotContain("h2c", answer, StringComparison.Ordinal);
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task WhatItSaysOnTheControlHostOpensNothing(string name)
    {
        // Being this machine's own is no token.
        string answer = await estate.Of(name).RawAsync(
            "control.example.com",
            "GET /v1/apps HTTP/1.1\r\nHost: control.example.com\r\nX-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\nX-EE-App: x\r\nConnection: close\r\n\r\n",
            Client);
        Assert.True(FrontRoutingTests.Status(answer) == 401, answer);
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task APinOnTheAgentIsKeptAndNeverDropped(string name)
    {
        // It can only narrow who may answer: a front that dropped it would let another agent answer whom the client did not want.
        foreach ((string pins, int status) in new[]
        {
            ("X-EE-Require: tag:v1.0.0\r\n", 200),
            ("X-EE-Require: tag:v9.9.9\r\n", 412),
            ("X-EE-Require: anything\r\n", 400),
            ("X-EE-Require: tag:v1.0.0\r\nX-EE-Require: tag:v9.9.9\r\n", 400),
        })
        {
            string host = FrontRoutingTests.Host(name);
            string answer = await estate.Of(name).RawAsync(host, $"GET / HTTP/1.1\r\nHost: {host}\r\n{pins}Connection: close\r\n\r\n");
            Assert.True(FrontRoutingTests.Status(answer) == status, $"{pins}: {answer}");
            Assert.DoesNotContain("x-ee-require", answer, StringComparison.Ordinal);
        }
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task ARequestWhoseHostOrEndIsInDoubtIsRefused(string name)
    {
        string host = FrontRoutingTests.Host(name);
        foreach (string fields in new[]
        {
            $"Host: {host}\r\nHost: nobody.app.example.com\r\n",
            $"Host: {host}\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
            $"Host: {host}\r\nContent-Length: +5\r\n",
            $"Host: {host}\r\nTransfer-Encoding: xchunked\r\n",
            $"Host: {host}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            $"Host: {host}\r\nTransfer-Encoding : chunked\r\nContent-Length: 5\r\n",
            $"Host: {host}\r\nTransfer-Encoding: \vchunked\r\nContent-Length: 5\r\n",
        })
        {
            string answer = await estate.Of(name).RawAsync(host, $"POST /doubt HTTP/1.1\r\n{fields}Connection: close\r\n\r\n0\r\n\r\n");
            Assert.True(FrontRoutingTests.Status(answer) is 400 or 501, $"{fields}: {answer}");
        }

        Assert.DoesNotContain(estate.Backend.Seen, seen => seen.Contains("/doubt", StringComparison.Ordinal));
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx, true)]
    [InlineData(Front.Caddy, false)]
    [InlineData(Front.HaProxy, false)]
    public async Task ARequestHiddenInAnotherIsRefusedOrReadAsOneMoreOfTheClients(string name, bool refused)
    {
        // Both lengths at once. nginx refuses; the others take the chunks and write the request anew (RFC 9112, section 6.1), so what follows
        // is the client's next request and goes through the same rules, or is never read.
        string host = FrontRoutingTests.Host(name);
        string hidden = $"GET /hidden-{name} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: 203.0.113.66\r\nX-EE-App: expired\r\nConnection: close\r\n\r\n";
        foreach (string lengths in new[] { "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" })
        {
            string answer = await estate.Of(name).RawAsync(host, $"POST /outer HTTP/1.1\r\nHost: {host}\r\n{lengths}\r\n0\r\n\r\n{hidden}");
            Assert.True(refused ? FrontRoutingTests.Status(answer) == 400 : FrontRoutingTests.Status(answer) == 200, answer);
        }

        Assert.DoesNotContain(estate.Backend.Seen, seen => seen.Contains("203.0.113.66", StringComparison.Ordinal));
        Assert.True(!refused || !estate.Backend.Seen.Any(seen => seen.Contains($"/hidden-{name}", StringComparison.Ordinal)), "It was reached.");

        // Nothing is left over on the way for whoever comes next.
        using HttpClient http = new(estate.Of(name).Handler());
        for (int i = 0; i < 4; i++)
            Assert.Equal($"/next-{i}", (await FrontRoutingTests.JsonAsync(await http.GetAsync($"https://{host}/next-{i}"))).GetProperty("path").GetString());
    }

    [RequiresProgramTheory(Front.Nginx, Front.Caddy, Front.HaProxy)]
    [InlineData(Front.Nginx)]
    [InlineData(Front.Caddy)]
    [InlineData(Front.HaProxy)]
    public async Task TheQuestionAboutAnAppCarriesNoneOfTheClientsConditions(string name)
    {
        // A front's own question must not come back "not modified", nor as a range, for what the client asks of the app.
        using HttpClient http = new(estate.Of(name).Handler());
        using HttpRequestMessage request = new(HttpMethod.Get, $"https://{FrontRoutingTests.Host(name)}/conditions");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        request.Headers.Range = new RangeHeaderValue(0, 1);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("user:of the app")));
        JsonElement seen = await FrontRoutingTests.JsonAsync(await http.SendAsync(request));
        Assert.StartsWith("Basic ", seen.GetProperty("headers").GetProperty("authorization").GetString(), StringComparison.Ordinal);
        Assert.Equal("*", seen.GetProperty("headers").GetProperty("if-none-match").GetString());
    }

    // Sends all that could be believed, from an address of its own, and gives the headers that arrived, none of which may hold any of it.
    private static async Task<JsonElement> SpoofAsync(Front front, string path, string more)
    {
        string host = FrontRoutingTests.Host(front.Name);
        string answer = await front.RawAsync(
            host,
            $"""
            GET {path} HTTP/1.1
            Host: {host}
            X-EE-App: expired
            X-EE-APP: waiting
            X_EE_App: spoofed
            X-Forwarded-For: 203.0.113.1
            X-Forwarded-For: 203.0.113.2, 127.0.0.1
            X_Forwarded_For: 203.0.113.3
            X-Forwarded-Proto: http
            X-Forwarded-Host: spoofed.example.com
            X-Forwarded-Port: 65535
            X-Forwarded-Server: spoofed
            X-Forwarded-Prefix: /spoofed
            X-Real-IP: 203.0.113.4
            X_Real_IP: 203.0.113.5
            Forwarded: for=203.0.113.6;host=spoofed;proto=http
            forwarded: for=203.0.113.7
            Proxy: http://spoofed.example.com
            {more}
            Connection: close, X-Forwarded-For, X-Real-IP

            """.ReplaceLineEndings("\r\n") + "\r\n",
            Client);

        Assert.True(FrontRoutingTests.Status(answer) == 200, answer);
        JsonElement headers = JsonElement.Parse(answer[answer.IndexOf('{')..(answer.LastIndexOf('}') + 1)]).GetProperty("headers");
        foreach (JsonProperty header in headers.EnumerateObject())
        {
            Assert.DoesNotContain("203.0.113", header.Value.GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("spoofed", header.Value.GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("65535", header.Value.GetString(), StringComparison.Ordinal);
            Assert.False(header.Name.Replace('_', '-').StartsWith("x-ee-", StringComparison.Ordinal), header.Name);
        }

        Assert.Equal("127.0.0.2", headers.GetProperty("x-real-ip").GetString());
        Assert.Equal("https", headers.GetProperty("x-forwarded-proto").GetString());
        Assert.Equal(host, headers.GetProperty("x-forwarded-host").GetString());
        return headers;
    }
}
