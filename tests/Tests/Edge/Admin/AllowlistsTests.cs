using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EasyEnclave.Protocol;

namespace EasyEnclave.Tests.Edge.Admin;

/// <summary>The forms of requests about allowlists; what they do is seen on a whole system.</summary>
public sealed class AllowlistsTests
{
    private static readonly string Sha256 = new('a', 64);

    [Fact]
    public async Task WithoutReleasesTheListIsEmptyAndNothingCanBeAccepted()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        JsonElement list = await (await host.Admin.GetAsync("/v1/allowlists")).JsonAsync();
        using HttpResponseMessage accept = await AcceptAsync(host, "acme/hello", "v1", Sha256, "why");

        Assert.Empty(list.GetProperty("allowlists").EnumerateArray());
        Assert.Equal((HttpStatusCode.NotFound, "unknown_release"), (accept.StatusCode, (await accept.JsonAsync()).Text("error")));
    }

    [Theory]
    [InlineData(null, "v1", "a", "why", "missing_fields", "repo")]
    [InlineData("acme/hello", null, "a", "why", "missing_fields", "release_tag")]
    [InlineData("acme/hello", "v1", null, "why", "missing_fields", "sha256")]
    [InlineData("acme/hello", "v1", "a", null, "missing_fields", "reason")]
    [InlineData("acme", "v1", "a", "why", "invalid_field", "repo")]
    [InlineData("acme/hello", "..", "a", "why", "invalid_field", "release_tag")]
    [InlineData("acme/hello", "v1", "short", "why", "invalid_field", "sha256")]
    [InlineData("acme/hello", "v1", "a", "two\nlines", "invalid_field", "reason")]
    public async Task AcceptIsReadStrictly(string? repo, string? tag, string? sha256, string? reason, string error, string field)
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage answer = await AcceptAsync(host, repo, tag, sha256 == "a" ? Sha256 : sha256, reason);

        JsonElement problem = await answer.JsonAsync();
        Assert.Equal((HttpStatusCode.BadRequest, error, field), (answer.StatusCode, problem.Text("error"), problem.Text("field")));
    }

    [Theory]
    [InlineData("not base64", HttpStatusCode.BadRequest, "invalid_field")]
    [InlineData("e30=", HttpStatusCode.UnprocessableEntity, "allowlist_invalid")]
    [InlineData(null, HttpStatusCode.BadRequest, "missing_fields")]
    public async Task WhatIsNoListIsNotTried(string? list, HttpStatusCode status, string error)
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage answer = await host.Admin.PostAsJsonAsync(
            "/v1/allowlists/dry-run", new { repo = "acme/hello", release_tag = "v1", allowlist_b64 = list });

        Assert.Equal((status, error), (answer.StatusCode, (await answer.JsonAsync()).Text("error")));
    }

    [Theory]
    [InlineData(Limits.AdminBodyBytes, HttpStatusCode.UnprocessableEntity)]
    [InlineData(Limits.AllowlistBodyBytes, HttpStatusCode.RequestEntityTooLarge)]
    public async Task ALargeListIsReadAndALargerOneIsNot(int bytes, HttpStatusCode status)
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage answer = await host.Admin.PostAsJsonAsync(
            "/v1/allowlists/dry-run",
            new { repo = "acme/hello", release_tag = "v1", allowlist_b64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string(' ', bytes))) });

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task OnlyAnAdminMay()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage list = await host.Http.GetAsync("/v1/allowlists");
        using HttpResponseMessage accept = await host.Http.PostAsJsonAsync("/v1/allowlists/accept", new { });

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (list.StatusCode, accept.StatusCode));
    }

    private static Task<HttpResponseMessage> AcceptAsync(ControlHost host, string? repo, string? tag, string? sha256, string? reason) =>
        host.Admin.PostAsJsonAsync("/v1/allowlists/accept", new { repo, release_tag = tag, sha256, reason });
}
