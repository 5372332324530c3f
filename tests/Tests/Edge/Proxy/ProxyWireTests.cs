using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>Requests as bytes: what two servers on one way could read differently is refused, what they read alike is not.</summary>
public sealed class ProxyWireTests
{
    private const string Host = "Host: hello.app.localhost\r\n";
    private const string Close = "Connection: close\r\n";
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: hello.app.localhost\r\n\r\n";

    [Theory]
    [InlineData("two lengths", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("length and encoding", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("encoding and length", "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    [InlineData("encoding of another kind", "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("encoding not last", "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("encoding in 1.0", "POST / HTTP/1.0\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("length twice in one", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 1, 1\r\n\r\na")]
    [InlineData("two hosts", "GET / HTTP/1.1\r\n" + Host + Host + "\r\n")]
    [InlineData("two different hosts", "GET / HTTP/1.1\r\n" + Host + "Host: other.app.localhost\r\n\r\n")]
    [InlineData("no host", "GET / HTTP/1.1\r\n\r\n")]
    [InlineData("two apps", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-EE-App: hello\r\nX-EE-App: hello\r\n\r\n")]
    [InlineData("folded line", "GET / HTTP/1.1\r\n" + Host + "X-A: a\r\n b\r\n\r\n")]
    [InlineData("folded first line", "GET / HTTP/1.1\r\n X-A: a\r\n" + Host + "\r\n")]
    [InlineData("space before the colon", "GET / HTTP/1.1\r\nHost : hello.app.localhost\r\n\r\n")]
    [InlineData("name that is no token", "GET / HTTP/1.1\r\n" + Host + "X(A): a\r\n\r\n")]
    [InlineData("bare carriage return", "GET / HTTP/1.1\r\n" + Host + "X-A: a\rb\r\n\r\n")]
    [InlineData("nul", "GET / HTTP/1.1\r\n" + Host + "X-A: a\0b\r\n\r\n")]
    [InlineData("absolute form for another host", "GET http://other.app.localhost/ HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("absolute form of two slashes", "GET http://hello.app.localhost//evil.test/ HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("asterisk form", "OPTIONS * HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("authority form", "CONNECT hello.app.localhost:443 HTTP/1.1\r\nHost: hello.app.localhost:443\r\n\r\n")]
    [InlineData("trace", "TRACE / HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("two slashes", "GET //evil.test/ HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("backslash", "GET /\\evil.test HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("fragment", "GET /a#b HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("control in the path", "GET /a\u0001b HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("no slash", "GET hello HTTP/1.1\r\n" + Host + "\r\n")]
    public async Task WhatCouldBeReadInTwoWaysIsRefused(string what, string bytes)
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        string answer = await host.RawAsync(bytes + Smuggled);

        string status = answer.Length < 12 ? answer : answer[9..12];
        Assert.True(status is "400" or "405" or "501", $"{what}: {answer}");
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.Empty(tunnel.Requests);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n" + Host + Close + "\r\n", "/")]
    [InlineData("GET http://hello.app.localhost/a?b HTTP/1.1\r\n" + Host + Close + "\r\n", "/a?b")]
    [InlineData("GET /a%0D%0Ab?%00 HTTP/1.1\r\n" + Host + Close + "\r\n", "/a%0D%0Ab?%00")]
    [InlineData("GET /../%2e%2e/ HTTP/1.1\r\n" + Host + Close + "\r\n", "/../%2e%2e/")]
    [InlineData("POST / HTTP/1.1\r\n" + Host + Close + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "/")]
    [InlineData("POST / HTTP/1.1\r\n" + Host + Close + "Content-Length: 3\r\n\r\nabc", "/")]
    [InlineData("GET / HTTP/1.0\r\nX-EE-App: hello\r\n\r\n", "/")]
    [InlineData("OPTIONS / HTTP/1.1\r\n" + Host + Close + "\r\n", "/")]
    public async Task WhatCanBeReadInOneWayIsForwarded(string bytes, string path)
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        string answer = await host.RawAsync(bytes);

        Assert.StartsWith("HTTP/1.1 200 ", answer);
        Assert.Equal(path, tunnel.Request.Path);
    }

    [Fact]
    public async Task ABodyThatBreaksOffReachesNobody()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        await host.RawAsync("POST / HTTP/1.1\r\n" + Host + "Content-Length: 10\r\n\r\nabc", breakOff: true);
        await host.RawAsync("POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc", breakOff: true);

        await Until.TrueAsync(() => host.Budget.Used == 0);
        Assert.Empty(tunnel.Requests);
    }

    [Fact]
    public async Task TwoRequestsOnOneConnectionStayTwo()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        await host.RawAsync(
            "POST /1 HTTP/1.1\r\n" + Host + "Content-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\n" + Host + Close + "\r\n");

        Assert.Equal(["/1", "/2"], tunnel.Requests.Select(request => request.Path));
    }
}
