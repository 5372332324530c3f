using System.Net;
using EasyEnclave.Actors.Directory;

namespace EasyEnclave.Tests.Edge.Resolve;

/// <summary>What caches and proxies are told beside the verdict.</summary>
public sealed class ResolveCachingTests
{
    [Fact]
    public async Task AnAnswerHoldsASecondAndHasATag()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await host.Http.GetAsync("/v1/resolve/hello");

        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.CacheControl!.MaxAge);
        Assert.NotNull(response.Headers.ETag);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task TheSameAnswerIsNotSentTwice()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        string tag = await TagAsync(host);

        Assert.Equal(HttpStatusCode.NotModified, await ConditionalAsync(host, "/v1/resolve/hello", tag));
        Assert.Equal(HttpStatusCode.NotModified, await ConditionalAsync(host, "/v1/resolve/hello", "\"other\", W/" + tag));
        Assert.Equal(HttpStatusCode.OK, await ConditionalAsync(host, "/v1/resolve/hello", "\"other\""));
    }

    [Fact]
    public async Task AChangeMakesAnotherTag()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        string tag = await TagAsync(host);

        await host.Estate.AttestAsync("hello", "agent-2");

        Assert.Equal(HttpStatusCode.OK, await ConditionalAsync(host, "/v1/resolve/hello", tag));
    }

    [Fact]
    public async Task ANoIsNeverHiddenBehindNotModified()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        host.Estate.SayHealth("agent-1", HealthStatus.Fail);

        Assert.Equal(HttpStatusCode.Forbidden, await ConditionalAsync(host, "/v1/resolve/hello", await TagAsync(host)));
        Assert.Equal(HttpStatusCode.NotFound, await ConditionalAsync(host, "/v1/resolve/nobody", "*"));
    }

    [Fact]
    public async Task AnAuthRequestIsAnsweredWhateverItsClientHasCached()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        Assert.Equal(HttpStatusCode.OK, await ConditionalAsync(host, "/v1/resolve/hello?for=auth", "*"));
    }

    [Fact]
    public async Task HeadTellsTheSameWithoutABody()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        using HttpRequestMessage head = new(HttpMethod.Head, "/v1/resolve/hello");

        using HttpResponseMessage response = await host.Http.SendAsync(head);
        using HttpResponseMessage get = await host.Http.GetAsync("/v1/resolve/hello");

        Assert.Equal((HttpStatusCode.OK, get.Headers.ETag, get.Content.Headers.ContentLength),
            (response.StatusCode, response.Headers.ETag, response.Content.Headers.ContentLength));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    private static async Task<string> TagAsync(ControlHost host)
    {
        using HttpResponseMessage response = await host.Http.GetAsync("/v1/resolve/hello");
        return response.Headers.ETag!.ToString();
    }

    private static async Task<HttpStatusCode> ConditionalAsync(ControlHost host, string path, string tag)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        return response.StatusCode;
    }
}
