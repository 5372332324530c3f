using System.Net;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>What a request waits for, and what ends its waiting, on a clock that the test moves.</summary>
public sealed class ProxyWaitingTests
{
    [Fact]
    public async Task AKnownAppIsWaitedForUntilItsAgentIsBack()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Bind("hello", "agent-1");

        Task<HttpResponseMessage> waiting = host.GetAsync();
        await Until.TrueAsync(() => host.Exchange.Held == 1 && host.Time.ArmedTimers > 0);
        host.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        host.Connect("agent-1");

        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
        Assert.Equal(0, host.Exchange.Held);
    }

    [Fact]
    public async Task AnAgentThatDoesNotComeBackInTimeIsNoTunnel()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Bind("hello", "agent-1");

        Task<HttpResponseMessage> waiting = host.GetAsync();
        await Until.TrueAsync(() => host.Exchange.Held == 1 && host.Time.ArmedTimers > 0);
        host.Time.Advance(TimeSpan.FromSeconds(5));
        HttpResponseMessage response = await waiting;

        await Errors.IsAsync(response, 503, "no_tunnel");
        Assert.Equal("1", response.Headers.RetryAfter?.ToString());
        Assert.Equal(0, host.Exchange.Held);
    }

    [Fact]
    public async Task ChangesThatBringNoAgentDoNotProlongTheWaiting()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Bind("hello", "agent-1");

        Task<HttpResponseMessage> waiting = host.GetAsync();
        for (int i = 0; i < 5; i++)
        {
            await Until.TrueAsync(() => host.Time.ArmedTimers > 0 && host.Time.UntilNextTimer == TimeSpan.FromSeconds(5 - i));
            host.Time.Advance(TimeSpan.FromSeconds(1));
            host.Bind("hello");
        }

        await Errors.IsAsync(await waiting, 503, "no_tunnel");
    }

    [Fact]
    public async Task AnAppThatNoAgentEverServedIsNotWaitedFor()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Bind("hello");

        await Errors.IsAsync(await host.GetAsync(), 503, "no_tunnel");
    }

    [Fact]
    public async Task MoreThanMayWaitAreToldAtOnce()
    {
        await using ProxyHost host = await ProxyHost.StartAsync(new ProxyOptions { HeldMax = 1 });
        host.Bind("hello", "agent-1");
        Task<HttpResponseMessage> waiting = host.GetAsync();
        await Until.TrueAsync(() => host.Exchange.Held == 1);

        await Errors.IsAsync(await host.GetAsync(), 503, "no_tunnel");

        host.Connect("agent-1");
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
    }

    [Fact]
    public async Task AClientThatLeavesWhileItWaitsFreesItsPlace()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Bind("hello", "agent-1");
        using CancellationTokenSource leaving = new();
        Task<HttpResponseMessage> waiting = host.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/"), "hello.app.localhost", [], leaving.Token);
        await Until.TrueAsync(() => host.Exchange.Held == 1);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Until.TrueAsync(() => host.Exchange.Held == 0);
    }

    [Fact]
    public async Task ARequestThatNeverLeftItsOnlyTunnelWaitsForTheNext()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel gone = host.Serve();
        gone.Always(new ExchangeResult.Closed(Reached: false));

        Task<HttpResponseMessage> waiting = host.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("given") }, "hello.app.localhost");
        await Until.TrueAsync(() => host.Exchange.Held == 1);
        host.Disconnect("agent-1");
        FakeTunnel next = host.Connect("agent-1");

        Assert.Equal("given", await (await waiting).Content.ReadAsStringAsync());
        Assert.Equal((1, 1), (gone.Requests.Count, next.Requests.Count));
    }

    [Fact]
    public async Task AnAgentHasItsTimeToAnswerAndNoMore()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();
        Task givenUp = tunnel.NeverAnswers();

        Task<HttpResponseMessage> waiting = host.GetAsync();
        await Until.TrueAsync(() => tunnel.InFlight == 1);
        host.Time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(givenUp.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(0.1));

        await Errors.IsAsync(await waiting, 504, "proxy_timeout");
        await givenUp;
    }

    [Fact]
    public async Task AClientThatLeavesIsToldToTheTunnel()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();
        Task givenUp = tunnel.NeverAnswers();
        using CancellationTokenSource leaving = new();
        Task<HttpResponseMessage> waiting = host.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("given") }, "hello.app.localhost", [], leaving.Token);
        await Until.TrueAsync(() => tunnel.InFlight == 1);
        Assert.True(host.Budget.Used > 0);

        await leaving.CancelAsync();

        await givenUp;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Until.TrueAsync(() => host.Budget.Used == 0);
    }
}
