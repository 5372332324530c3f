using System.Net;
using System.Text;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>The way of a request over a real socket to a tunnel that the test holds.</summary>
public sealed class ProxyExchangeTests
{
    [Fact]
    public async Task ARequestReachesTheAgentAndItsAnswerComesBack()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();
        tunnel.Answers(201, "made", ("Content-Type", "text/plain"), ("Set-Cookie", "a=1; Domain=localhost"), ("X-Name", "\u00E9t\u00E9"));

        HttpResponseMessage response = await host.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/a%2Fb/?q=1") { Content = new StringContent("given") }, "hello.app.localhost");

        Assert.Equal(("POST", "/a%2Fb/?q=1", "given"), (tunnel.Request.Method, tunnel.Request.Path, Encoding.UTF8.GetString(tunnel.Request.Body.Span)));
        Assert.Equal((HttpStatusCode.Created, "made"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(["a=1"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal(4, response.Content.Headers.ContentLength);
        Assert.Equal(0, host.Budget.Used);
    }

    [Fact]
    public async Task AnAppIsNamedByHostOrByFieldButByBothOnlyAlike()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve();

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(host: null, headers: ("X-EE-App", "hello"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(headers: ("X-EE-App", "hello"))).StatusCode);
        await Errors.IsAsync(await host.GetAsync(headers: ("X-EE-App", "other")), 400, "app_mismatch", null);
        await Errors.IsAsync(await host.GetAsync(host: null), 400, "missing_app", null);
    }

    [Fact]
    public async Task AHostBelowNoConfiguredDomainIsMisdirected()
    {
        await using ProxyHost host = await ProxyHost.StartAsync(new ProxyOptions { AppDomains = ["app.localhost"] });
        host.Serve();

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(host: "hello.app.localhost:9090")).StatusCode);
        await Errors.IsAsync(await host.GetAsync(host: "hello.localhost"), 421, "misdirected_request", null);
    }

    [Fact]
    public async Task AnAppThatNobodyBoundOrThatWasReleasedIsUnknown()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve();
        await Errors.IsAsync(await host.GetAsync(host: "other.app.localhost"), 404, "unknown_app", "other");
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync()).StatusCode);

        host.Directory.Apply(WriteEntry.Of(new RowChange.PutApp(Rows.App("hello", host.Time.Now) with { Phase = AppPhase.Released, Version = 2 }, 1)));

        await Errors.IsAsync(await host.GetAsync(), 404, "unknown_app");
    }

    [Fact]
    public async Task AnAppThatMayNotBeReachedSaysWhyAndIsNotWaitedFor()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();
        host.Directory.SetHealth(AgentId.Parse("agent-1"), 1, HealthStatus.Fail, host.Time.Now);

        Assert.Equal("unhealthy", (await Errors.IsAsync(await host.GetAsync(), 403, "not_allowed")).Reason);
        Assert.Empty(tunnel.Requests);
    }

    [Fact]
    public async Task AFaultOfOursIsToldWithoutItsText()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve().Agent = (_, _) => throw new InvalidOperationException("secret");

        HttpResponseMessage response = await host.GetAsync();

        await Errors.IsAsync(response, 500, "internal_error");
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task WhatATunnelSaysHasOneMeaningEach()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();
        (ExchangeResult Result, int Status, string Code)[] meanings =
        [
            (new ExchangeResult.Busy(), 503, "agent_busy"),
            (new ExchangeResult.Malformed("status"), 502, "malformed_response"),
            (new ExchangeResult.ResponseTooLarge(), 502, "response_too_large"),
            (new ExchangeResult.RequestTooLarge(), 413, "request_too_large"),
            (new ExchangeResult.Closed(Reached: true), 502, "tunnel_closed"),
        ];

        foreach ((ExchangeResult result, int status, string code) in meanings)
        {
            tunnel.Always(result);
            await Errors.IsAsync(await host.GetAsync(), status, code);
        }
    }

    [Theory]
    [InlineData("X-A", "a\r\nSet-Cookie: b=1")]
    [InlineData("X-A\r\nX-B", "1")]
    [InlineData("X A", "1")]
    public async Task AnAnswerThatCouldSplitIsNotPassedOn(string name, string value)
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve().Answers(200, "body", ("X-Fine", "1"), (name, value));

        HttpResponseMessage response = await host.GetAsync();

        await Errors.IsAsync(response, 502, "malformed_response");
        Assert.False(response.Headers.Contains("X-Fine"));
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    [InlineData("GET", 205)]
    public async Task AnAnswerThatHasNoBodyIsSentWithoutOne(string method, int status)
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve().Answers(status, "not to be sent");

        HttpResponseMessage response = await host.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/"), "hello.app.localhost");

        Assert.Equal((status, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task AnErrorToHeadHasNoBodyEither()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), "hello.app.localhost");

        Assert.Equal((HttpStatusCode.NotFound, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task TheProxyListenerServesTenantsAndNothingElse()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve().Answers(200, "tenant");

        Assert.Equal("tenant", await (await host.GetAsync("/health")).Content.ReadAsStringAsync());
        Assert.Equal("tenant", await (await host.GetAsync("/v1/proxy/hello")).Content.ReadAsStringAsync());
        Assert.Equal("control", await (await host.ControlAsync(HttpMethod.Get, "/health", null, ("X-EE-App", "hello"))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task RequestsToOneAgentRunAtTheSameTime()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int came = 0;
        tunnel.Agent = async (request, _) =>
        {
            if (Interlocked.Increment(ref came) == 20)
                all.SetResult();
            await all.Task;
            return FakeTunnel.Answer(request, 200);
        };

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.GetAsync()));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    [Theory]
    [InlineData("tag:v1.0.0", 200)]
    [InlineData("allowlist:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 200)]
    [InlineData("td:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB", 200)]
    [InlineData("tag:v1.0.1", 412)]
    [InlineData("tag:V1.0.0", 412)]
    [InlineData("allowlist:baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 412)]
    [InlineData("td:abbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 412)]
    [InlineData("td:bbbb", 400)]
    [InlineData("tag:", 400)]
    [InlineData("release:v1.0.0", 400)]
    [InlineData("v1.0.0", 400)]
    public async Task APinnedRequestGoesOnlyToAnAgentSoMeasured(string pin, int status)
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        HttpResponseMessage response = await host.GetAsync(headers: ("X-EE-Require", pin));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200, !tunnel.Requests.IsEmpty);
    }

    [Fact]
    public async Task APinChoosesAmongAgents()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel old = host.Serve();
        host.Directory.Apply(WriteEntry.Of(new RowChange.PutAgent(Rows.Agent("hello", "agent-2", "v2.0.0", host.Time.Now), 0, 0)));
        FakeTunnel young = host.Connect("agent-2");

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(headers: ("X-EE-Require", "tag:v2.0.0"))).StatusCode);
        }

        Assert.Equal((0, 4), (old.Requests.Count, young.Requests.Count));
    }

    [Fact]
    public async Task ARequestThatNeverLeftGoesToAnotherAgent()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Bind("hello", "agent-1", "agent-2", "agent-3");
        FakeTunnel[] tunnels = [host.Connect("agent-1"), host.Connect("agent-2"), host.Connect("agent-3")];
        tunnels[0].Always(new ExchangeResult.Closed(Reached: false));
        tunnels[1].Always(new ExchangeResult.Closed(Reached: false));

        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync()).StatusCode);
        }

        Assert.Equal(6, tunnels[2].Requests.Count);
    }

    [Fact]
    public async Task ARequestThatMayHaveLeftGoesNowhereElse()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Bind("hello", "agent-1", "agent-2");
        FakeTunnel[] tunnels = [host.Connect("agent-1"), host.Connect("agent-2")];
        tunnels[0].Always(new ExchangeResult.Closed(Reached: true));
        tunnels[1].Always(new ExchangeResult.Closed(Reached: true));

        await Errors.IsAsync(await host.GetAsync(), 502, "tunnel_closed");

        Assert.Equal(1, tunnels.Sum(tunnel => tunnel.Requests.Count));
    }

    [Fact]
    public async Task TheLeastBusyAgentIsChosenAndEqualsTakeTurns()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Bind("hello", "agent-1", "agent-2", "agent-3");
        FakeTunnel busy = host.Connect("agent-1");
        FakeTunnel[] free = [host.Connect("agent-2"), host.Connect("agent-3")];
        TaskCompletionSource<ExchangeResult> held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        busy.Agent = (_, _) => new ValueTask<ExchangeResult>(held.Task);
        ControlFrame.ProxyRequest load = new(RequestId.New(), "GET", "/", [], default);
        Task<ExchangeResult> running = busy.ExchangeAsync(load, default).AsTask();

        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync()).StatusCode);
        }

        Assert.Single(busy.Requests);
        Assert.All(free, tunnel => Assert.InRange(tunnel.Requests.Count, 3, 9));
        held.SetResult(new ExchangeResult.Busy());
        await running;
    }
}
