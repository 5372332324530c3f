using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Directory;

namespace EasyEnclave.Tests.Edge.Admin;

/// <summary>Pages, cursors and filters of the lists, over a real socket.</summary>
public sealed class ListsTests
{
    [Fact]
    public async Task PagesTogetherHoldEveryAppOnceAlsoWhileAppsComeAndGo()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        for (int i = 0; i < 10; i++)
            await host.Estate.AttestAsync($"app-{i}", $"agent-{i}");

        (List<string> first, string? cursor) = await PageAsync(host, "apps", "app_name", "limit=4");
        await host.Estate.AttestAsync("app-00", "agent-00");
        await host.Estate.AttestAsync("app-99", "agent-99");
        (List<string> second, cursor) = await PageAsync(host, "apps", "app_name", "limit=4&cursor=" + cursor);
        (List<string> third, cursor) = await PageAsync(host, "apps", "app_name", "limit=4&cursor=" + cursor);

        Assert.Equal(["app-0", "app-1", "app-2", "app-3"], first.Select(name => name.Replace("app-00", "none", StringComparison.Ordinal)));
        Assert.Equal(["app-4", "app-5", "app-6", "app-7"], second);
        Assert.Equal(["app-8", "app-9", "app-99"], third);
        Assert.Null(cursor);
    }

    [Fact]
    public async Task APageThatTakesTheLastHasNoNext()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        await host.Estate.AttestAsync("hello", "agent-2");

        Assert.Null((await PageAsync(host, "agents", "agent_id", "limit=2")).Cursor);
        Assert.NotNull((await PageAsync(host, "agents", "agent_id", "limit=1")).Cursor);
    }

    [Theory]
    [InlineData("agents", "agent_id", "app_name=hello", "agent-1,agent-2")]
    [InlineData("agents", "agent_id", "status=unhealthy", "agent-2")]
    [InlineData("agents", "agent_id", "node_id=node-of-agent-3", "agent-3")]
    [InlineData("agents", "agent_id", "connected=false", "agent-3")]
    [InlineData("agents", "agent_id", "app_name=hello&status=active", "agent-1")]
    [InlineData("agents", "agent_id", "colour=blue&app_name=", "agent-1,agent-2,agent-3")]
    [InlineData("agents", "agent_id", "app_name=none", "")]
    [InlineData("apps", "app_name", "status=disconnected", "other")]
    [InlineData("apps", "app_name", "repo=acme/hello", "hello")]
    [InlineData("apps", "app_name", "allowed=true", "hello")]
    public async Task AFilterKeepsWhatSaysExactlyThat(string list, string key, string query, string expected)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        await host.Estate.AttestAsync("hello", "agent-2");
        await host.Estate.AttestAsync("other", "agent-3");
        host.Estate.SayHealth("agent-2", HealthStatus.Fail);
        host.Estate.Detach("agent-3");

        (List<string> keys, _) = await PageAsync(host, list, key, query);

        Assert.Equal(expected, string.Join(',', keys));
    }

    [Theory]
    [InlineData("/v1/apps?limit=0", "limit")]
    [InlineData("/v1/apps?limit=1001", "limit")]
    [InlineData("/v1/agents?limit=ten", "limit")]
    [InlineData("/v1/agents?limit=-1", "limit")]
    [InlineData("/v1/agents?limit=1&limit=2", "limit")]
    [InlineData("/v1/events?limit=1001", "limit")]
    [InlineData("/v1/apps?cursor=!", "cursor")]
    [InlineData("/v1/apps?cursor=YWdlbnRzOmE", "cursor")] // agents:a
    [InlineData("/v1/agents?cursor=YWdlbnRzOg", "cursor")] // agents:
    [InlineData("/v1/events?cursor=ZXZlbnRzOjFAbm9kZS0y", "cursor")] // events:1@node-2
    public async Task AWrongParameterIsNamed(string path, string field)
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await host.Admin.GetAsync(path);

        Assert.Equal(field, (await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field")).Text("field"));
    }

    [Fact]
    public async Task OneNodeIsAClusterOfOne()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await host.Admin.GetAsync("/v1/cluster");

        JsonElement member = Assert.Single((await response.JsonAsync()).GetProperty("members").EnumerateArray());
        Assert.Equal(("node-1", "active", 1), (member.Text("node"), member.Text("state"), member.GetProperty("agents").GetInt32()));
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", HttpStatusCode.NotFound, "not_found")]
    [InlineData("PUT", "/v1/apps", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("POST", "/v1/resolve/hello", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    public async Task WhatTheFrameworkRefusesIsAProblemToo(string method, string path, HttpStatusCode status, string error)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await host.Admin.SendAsync(request);

        await response.ProblemAsync(status, error);
    }

    private static async Task<(List<string> Keys, string? Cursor)> PageAsync(ControlHost host, string list, string key, string query)
    {
        using HttpResponseMessage response = await host.Admin.GetAsync($"/v1/{list}?{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement page = await response.JsonAsync();
        return ([.. page.GetProperty(list).EnumerateArray().Select(item => item.Text(key)!)], page.Text("next_cursor"));
    }
}
