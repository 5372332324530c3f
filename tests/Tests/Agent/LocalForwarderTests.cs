using System.Text;
using EasyEnclave.Protocol.Tunnel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using static EasyEnclave.Tests.Agent.Forwarding;

namespace EasyEnclave.Tests.Agent;

/// <summary>Envelopes to real backends on loopback and back.</summary>
public sealed class LocalForwarderTests
{
    [Fact]
    public async Task ARequestReachesTheBackendAsItWasSent()
    {
        await using TestBackend backend = await TestBackend.StartAsync(async context =>
        {
            IHttpRequestFeature raw = context.Features.Get<IHttpRequestFeature>()!;
            using StreamReader body = new(context.Request.Body, Encoding.UTF8);
            string headers = string.Join(
                '|', context.Request.Headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}={header.Value}"));
            await context.Response.WriteAsync($"{raw.Method} {raw.RawTarget}\n{headers}\n{await body.ReadToEndAsync()}");
        });

        AgentFrame.ProxyResponse answer = await ForwardAsync(
            backend.Address,
            Envelope("PUT", "/a/../b//%2e%2e/%7e?q=//x&y=[1]", "hi", new("Content-Type", "text/x"), new("Cookie", "a=1; b=2"), new("X-Word", "é語"), new("Accept", "*/*")));

        string authority = new Uri(backend.Address.Origin).Authority;
        Assert.Equal(
            $"PUT /a/../b//%2e%2e/%7e?q=//x&y=[1]\nAccept=*/*|Content-Length=2|Content-Type=text/x|Cookie=a=1; b=2|Host={authority}|X-Word=é語\nhi",
            Text(answer));
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task TheBackendSeesItsOwnAuthorityAndNoHeaderOfTheConnection()
    {
        await using TestBackend backend = await TestBackend.StartAsync(context =>
            context.Response.WriteAsync(string.Join('|', context.Request.Headers.Select(header => header.Key).Order())));

        AgentFrame.ProxyResponse answer = await ForwardAsync(
            backend.Address,
            Envelope(
                "POST", "/", "x", new("Host", "elsewhere"), new("Connection", "close, X-Named"), new("X-Named", "1"), new("Keep-Alive", "1"), new("TE", "trailers"),
                new("Upgrade", "h2c"), new("Transfer-Encoding", "chunked"), new("Content-Length", "99"), new("Proxy-Authorization", "x"), new("Expect", "100-continue"),
                new("traceparent", "00-1-2-03")));

        Assert.Equal("Content-Length|Host|traceparent", Text(answer));
    }

    [Fact]
    public async Task HeadersComeBackEachByItselfWithoutThoseOfTheConnection()
    {
        await using TestBackend backend = await TestBackend.StartAsync(context =>
        {
            context.Response.Headers.Append("Set-Cookie", new[] { "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2" });
            context.Response.Headers.Append("X-Odd", "\"a, b\" ;;=");
            context.Response.Headers.Connection = "X-Named";
            context.Response.Headers.Append("X-Named", "1");
            context.Response.Headers.Append("Keep-Alive", "timeout=5");
            context.Response.Headers.ContentType = "text/plain";
            context.Response.Headers.Server = "s";
            return context.Response.WriteAsync("body");
        });

        AgentFrame.ProxyResponse answer = await ForwardAsync(backend.Address, Envelope("GET", "/"));

        Assert.Equal(
            ["Content-Type: text/plain", "Server: s", "Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "Set-Cookie: b=2", "X-Odd: \"a, b\" ;;="],
            answer.Headers.Where(header => header.Name != "Date").Select(header => $"{header.Name}: {header.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/stolen")]
    [InlineData("//evil.example/")]
    [InlineData("/elsewhere")]
    public async Task ARedirectIsTheCallersToFollow(string location)
    {
        await using TestBackend backend = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });

        AgentFrame.ProxyResponse answer = await ForwardAsync(backend.Address, Envelope("GET", "/"));

        Assert.Equal(302, answer.Status);
        Assert.Contains(new EnvelopeHeader("Location", location), answer.Headers);
    }

    [Theory]
    [InlineData("GET", "//evil.example/", "")]
    [InlineData("GET", "/\\evil.example/", "")]
    [InlineData("GET", "http://evil.example/", "")]
    [InlineData("GET", "@evil.example/", "")]
    [InlineData("GET", "/a#b", "")]
    [InlineData("GET", "/a\r\nHost: evil", "")]
    [InlineData("CONNECT", "/", "")]
    [InlineData("TRACE", "/", "")]
    [InlineData("GET", "/", "a\r\nb")]
    [InlineData("GET", "/", "a\nb")]
    [InlineData("GET", "/", "a\0b")]
    public async Task WhatCouldLeadOffTheBackendIsRefusedBeforeItIsAsked(string method, string path, string value)
    {
        bool asked = false;
        await using TestBackend backend = await TestBackend.StartAsync(_ =>
        {
            asked = true;
            return Task.CompletedTask;
        });

        AgentFrame.ProxyResponse answer = await ForwardAsync(backend.Address, Envelope(method, path, "", new EnvelopeHeader("X-Value", value)));

        Assert.Equal((400, "invalid_proxy_payload"), (answer.Status, Error(answer)));
        Assert.False(asked);
    }

    [Fact]
    public async Task AHeadersNameThatIsNoTokenIsRefused()
    {
        await using TestBackend backend = await TestBackend.StartAsync(_ => Task.CompletedTask);

        Assert.Equal(400, (await ForwardAsync(backend.Address, Envelope("GET", "/", "", new EnvelopeHeader("X: y\r\nZ", "1")))).Status);
    }

    [Fact]
    public async Task AUnixSocketIsABackendToo()
    {
        string socket = Path.Combine(Path.GetTempPath(), $"ee-{Guid.NewGuid():N}.sock");
        await using TestBackend backend = await TestBackend.StartAsync(context => context.Response.WriteAsync(context.Request.Host.Value!), socket);

        Assert.Equal("localhost", Text(await ForwardAsync(backend.Address, Envelope("GET", "/"))));
    }
}
