using System.Net;
using EasyEnclave.Edge.Proxy;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>Bodies at their bounds.</summary>
public sealed class ProxyBodyTests
{
    private const int FramedMax = 3 * 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ABodyIsTakenUpToItsBoundAndNotAByteMore(bool chunked)
    {
        await using ProxyHost host = await ProxyHost.StartAsync(new ProxyOptions { BodyBytesMax = 100_000 });
        FakeTunnel tunnel = host.Serve();

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, 100_000, chunked)).StatusCode);
        await Errors.IsAsync(await PostAsync(host, 100_001, chunked), 413, "request_too_large");

        Assert.Equal(Bytes(100_000), tunnel.Request.Body.ToArray());
        Assert.Equal(0, host.Budget.Used);
    }

    [Fact]
    public async Task ABodyThatNoFrameCanCarryIsRefusedWhateverTheOptionSays()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, FramedMax, chunked: false)).StatusCode);
        await Errors.IsAsync(await PostAsync(host, FramedMax + 1, chunked: false), 413, "request_too_large");
        Assert.Single(tunnel.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BodiesShareABudgetAndGiveItBack(bool chunked)
    {
        await using ProxyHost host = await ProxyHost.StartAsync(budget: 256 * 1024);
        FakeTunnel tunnel = host.Serve();
        tunnel.Answers(200);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, 100_000, chunked)).StatusCode);
        await Errors.IsAsync(await PostAsync(host, 300_000, chunked), 503, "overloaded");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, 100_000, chunked)).StatusCode);

        Assert.Equal((2, 0L), (tunnel.Requests.Count, host.Budget.Used));
    }

    [Fact]
    public async Task AnAnswerCountsInTheBudgetToo()
    {
        await using ProxyHost host = await ProxyHost.StartAsync(budget: 1000);
        FakeTunnel tunnel = host.Serve();

        tunnel.Answers(200, new string('a', 1000));
        Assert.Equal(1000, (await (await host.GetAsync()).Content.ReadAsStringAsync()).Length);
        tunnel.Answers(200, new string('a', 1001), ("X-Fine", "1"));
        await Errors.IsAsync(await host.GetAsync(), 503, "overloaded");

        Assert.Equal(0, host.Budget.Used);
    }

    [Fact]
    public async Task ABodyOfARequestIsNeverSeenInAnother()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve();

        string[] bodies = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new StringContent(new string((char)('a' + (i % 26)), 1000 + i)) };
            return await (await host.SendAsync(request, "hello.app.localhost")).Content.ReadAsStringAsync();
        }));

        Assert.All(bodies.Index(), body => Assert.Equal(new string((char)('a' + (body.Index % 26)), 1000 + body.Index), body.Item));
    }

    [Fact]
    public void ABudgetGivesWhatItHasAndTakesBackNoMoreThanItGave()
    {
        BodyBudget budget = new(10);

        Assert.True(budget.TryTake(10));
        Assert.True(budget.TryTake(0));
        Assert.False(budget.TryTake(1));
        budget.Return(1);
        Assert.True(budget.TryTake(1));
        budget.Return(10);
        Assert.Equal(0, budget.Used);
        Assert.Throws<InvalidOperationException>(() => budget.Return(1));
    }

    private static Task<HttpResponseMessage> PostAsync(ProxyHost host, int length, bool chunked)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new ByteArrayContent(Bytes(length)) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        return host.SendAsync(request, "hello.app.localhost");
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)('a' + (i % 23));
        }

        return bytes;
    }
}
