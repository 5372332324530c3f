using System.Net;
using System.Net.Http.Headers;
using EasyEnclave.Edge.Access;

namespace EasyEnclave.Tests.Edge.Access;

/// <summary>Who gets through to the endpoints that take a token, over a real socket.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task TheRightTokenPasses()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await host.Admin.GetAsync("/v1/apps");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task NoTokenIsAskedForOne()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await host.Http.GetAsync("/v1/apps");

        await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("Bearer admin-token-of-the-test")]
    [InlineData("Bearer admin-token-of-the-tests-")]
    [InlineData("Bearer Admin-token-of-the-tests")]
    public async Task AWrongTokenIsRefused(string header)
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await SendAsync(host, header);

        await response.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
    }

    [Theory]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("Bearer ")]
    [InlineData("admin-token-of-the-tests")]
    public async Task WhatIsNoBearerTokenIsNone(string header)
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await SendAsync(host, header);

        await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task WithoutConfiguredTokensNobodyPasses()
    {
        await using ControlHost host = await ControlHost.StartAsync(new AccessOptions());

        using HttpResponseMessage response = await host.Admin.GetAsync("/v1/apps");

        await response.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
    }

    [Fact]
    public async Task ALaunchersTokenIsNoAdmins()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await SendAsync(host, "Bearer " + ControlHost.LauncherToken);

        await response.ProblemAsync(HttpStatusCode.Forbidden, "wrong_role");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-For", "127.0.0.1, 203.0.113.9")]
    [InlineData("X-Forwarded-For", "203.0.113.9, 127.0.0.1")]
    [InlineData("X-Forwarded-For", "localhost")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("Forwarded", "for=unknown")]
    [InlineData("Forwarded", "by=127.0.0.1")]
    public async Task AClientElsewhereNeedsTls(string header, string value)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        host.Admin.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        using HttpResponseMessage response = await host.Admin.GetAsync("/v1/apps");

        await response.ProblemAsync(HttpStatusCode.Forbidden, "tls_required");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "::1, 127.0.0.2")]
    [InlineData("Forwarded", "for=127.0.0.1;proto=http")]
    public async Task AClientOnThisMachineNeedsNone(string header, string value)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        host.Admin.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        using HttpResponseMessage response = await host.Admin.GetAsync("/v1/apps");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task BehindAFrontThatEndsTlsItsClientsMayBeAnywhere()
    {
        await using ControlHost host = await ControlHost.StartAsync(ControlHost.Access with { TlsTerminated = true });
        host.Admin.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");

        using HttpResponseMessage response = await host.Admin.GetAsync("/v1/apps");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task WhoGuessesIsSlowedDownAndNobodyElse()
    {
        await using ControlHost host = await ControlHost.StartAsync(ControlHost.Access with { TlsTerminated = true });
        for (int i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync("198.51.100.7")).Status);

        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), await GuessAsync("198.51.100.8"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync("203.0.113.9")).Status);
        host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync("198.51.100.7")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GuessAsync("198.51.100.7")).Status);

        async Task<(HttpStatusCode Status, string? RetryAfter)> GuessAsync(string client)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v1/apps");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "guess");
            request.Headers.Add("X-Forwarded-For", client);
            using HttpResponseMessage response = await host.Http.SendAsync(request);
            return (response.StatusCode, response.Headers.RetryAfter?.ToString());
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(ControlHost host, string authorization)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/apps");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await host.Http.SendAsync(request);
    }
}
