using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Tests.Upstream.Allowlists;

/// <summary>The allowlist of a release, over sockets: what is taken, and what is refused.</summary>
public sealed class GitHubAllowlistsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AReleasesAllowlistIsDownloaded(bool redirected)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Location = redirected ? host.Location : null;

        AllowlistFetch.Found found = Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());

        Assert.Equal(host.Content, found.Bytes.ToArray());
        Assert.Equal("github:101/202/303", found.Origin);
        Assert.Equal(redirected ? 1 : 0, host.Downloads.Asked.Count);
    }

    [Fact]
    public async Task TheTokenGoesToTheApiAlone()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();

        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());

        Assert.Equal(Enumerable.Repeat($"api Bearer {GitHubHost.Token}", 3), host.Tokens);
        Assert.Single(host.Downloads.Asked);
    }

    [Fact]
    public async Task WithoutATokenNoneIsSent()
    {
        await using GitHubHost host = await GitHubHost.StartAsync(options => options with { Token = null });

        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
        Assert.Empty(host.Tokens);
    }

    [Fact]
    public async Task ATagWithASlashIsAskedForPercentEncoded()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Tag = "release/1";

        await host.FetchAsync(tag: "release/1");

        Assert.Contains("/repos/acme/agent/releases/tags/release%2F1", host.Api.Asked);
    }

    [Theory]
    [InlineData("acme/agent/x", "v1.0")]
    [InlineData("acme/..", "v1.0")]
    [InlineData("../agent", "v1.0")]
    [InlineData("acme/agent?x", "v1.0")]
    [InlineData("acme", "v1.0")]
    [InlineData("acme/agent", "")]
    [InlineData("acme/agent", "..")]
    [InlineData("acme/agent", "v1\n")]
    public async Task WhatIsNoReleasesNameIsNotAskedFor(string repo, string tag)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();

        Assert.IsType<AllowlistFetch.NotFound>(await host.FetchAsync(repo, tag));
        Assert.Empty(host.Api.Asked);
    }

    [Fact]
    public async Task OnlyAllowedOwnersAreAskedFor()
    {
        await using GitHubHost host = await GitHubHost.StartAsync(options => options with { AllowedOwners = ["ACME"] });

        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
        int asked = host.Api.Asked.Count;
        Assert.IsType<AllowlistFetch.NotFound>(await host.FetchAsync("mallory/agent"));

        Assert.Equal(asked, host.Api.Asked.Count);
    }

    [Theory]
    [InlineData("no such release")]
    [InlineData("no such asset")]
    [InlineData("an asset still being uploaded")]
    public async Task WhatIsNotThereIsNotFound(string lack)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Tag = lack == "no such release" ? "v2.0" : host.Tag;
        host.AssetName = lack == "no such asset" ? "other.json" : host.AssetName;
        host.AssetState = lack == "an asset still being uploaded" ? "starter" : host.AssetState;

        Assert.IsType<AllowlistFetch.NotFound>(await host.FetchAsync());
    }

    [Theory]
    [InlineData("a draft")]
    [InlineData("too large")]
    [InlineData("another digest")]
    [InlineData("a moved repository")]
    [InlineData("a moved release")]
    public async Task WhatMustNotBeTakenIsRefused(string fault)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(host.Content));
        switch (fault)
        {
            case "a draft": host.Draft = true; break;
            case "too large": host.AssetSize = Allowlist.MaxBytes + 1; break;
            case "another digest": host.Digest = "sha256:" + new string('0', 64); break;
            case "a moved repository": host.Api.Say("/repos/acme/agent", 301, ("Location", host.Api.Url + "repositories/999")); break;
            default: host.Api.Say("/releases/tags/", 307, ("Location", host.Api.Url + "repositories/101/releases/tags/v1.0")); break;
        }

        Assert.IsType<AllowlistFetch.Invalid>(await host.FetchAsync());
    }

    [Fact]
    public async Task TheDigestThatGitHubStatesIsTheBytes()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(host.Content));

        Assert.IsType<AllowlistFetch.Found>(await host.FetchAsync());
    }

    [Theory]
    [InlineData("http://localhost:PORT/file")]
    [InlineData("ftp://127.0.0.1/file")]
    [InlineData("https://name@127.0.0.1/file")]
    [InlineData("")]
    public async Task ARedirectToAnAddressThatIsNotHttpsIsRefused(string location)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Location = location.Replace("PORT", host.Downloads.Url.Port.ToString(), StringComparison.Ordinal);

        Assert.IsNotType<AllowlistFetch.Found>(await host.FetchAsync());
        Assert.Empty(host.Downloads.Asked);
    }

    [Fact]
    public async Task APrivateAddressIsNotConnectedTo()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        host.Location = $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/file";

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task AtMostThreeRedirectsAreFollowed(int redirects, bool taken)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        int left = redirects - 1;
        host.Downloads.First(context =>
        {
            if (left-- <= 0)
                return Task.FromResult(false);
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "/file?left=" + left;
            return Task.FromResult(true);
        });

        Assert.Equal(taken, await host.FetchAsync() is AllowlistFetch.Found);
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(2 * Allowlist.MaxBytes)]
    public async Task ADownloadOfAnotherLengthThanStatedIsNotTaken(int length)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.AssetSize = host.Content.Length;
        host.Content = new byte[length];

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(401)]
    public async Task AnApiThatFailsIsNoWordAboutTheRelease(int status)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Api.Say("/releases/tags/", status);

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
        Assert.Empty(host.Downloads.Asked);
    }

    [Fact]
    public async Task ATruncatedDownloadIsNotTaken()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Downloads.First(async context =>
        {
            context.Response.ContentLength = host.Content.Length;
            await context.Response.Body.WriteAsync(host.Content.AsMemory(0, 4));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        });

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
    }

    [Fact]
    public async Task ASlowApiIsGivenUp()
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Api.First(async context =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });

        Task<AllowlistFetch> fetch = host.FetchAsync();
        await Until.TrueAsync(() => host.Api.Asked.Count == 1);
        Assert.False(fetch.IsCompleted);
        host.Time.Advance(new UpstreamLimits().Total);

        Assert.IsType<AllowlistFetch.Unavailable>(await fetch);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    [InlineData("""{"id":101,"full_name":"mallory/agent","owner":{"id":202}}""")]
    [InlineData("""{"id":"101","full_name":"acme/agent","owner":{"id":202}}""")]
    [InlineData("""{"id":101,"full_name":"acme/agent","owner":7}""")]
    public async Task AnAnswerThatIsNotUnderstoodIsNoAllowlist(string json)
    {
        await using GitHubHost host = await GitHubHost.StartAsync();
        host.Api.First(async context =>
        {
            if (context.Request.Path != "/repos/acme/agent")
                return false;
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(json));
            return true;
        });

        Assert.IsType<AllowlistFetch.Unavailable>(await host.FetchAsync());
    }
}
