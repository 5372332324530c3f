using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Edge.Ledger;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Admin;

/// <summary>The event log, read and followed over a real socket.</summary>
public sealed class EventsTests
{
    [Fact]
    public async Task EventsComeOldestFirstWithWhoDidWhatToWhom()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        JsonElement page = await ReadAsync(host, "/v1/events");

        JsonElement[] events = [.. page.GetProperty("events").EnumerateArray()];
        Assert.Equal(["app.bound", "agent.attested"], events.Select(happened => happened.Text("type")));
        Assert.Equal(["app/hello", "agent/agent-1"], events.Select(happened => happened.Text("stream")));
        Assert.Equal("agent", events[1].Text("actor"));
        Assert.Equal("2026-01-01T00:00:00Z", events[1].Text("at"));
        Assert.Equal("agent-1", events[1].GetProperty("data").Text("agent"));
        Assert.Null(page.Text("next_cursor"));
    }

    [Fact]
    public async Task PagesGoOnWhereTheLastEnded()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("one", "agent-1");
        await host.Estate.AttestAsync("two", "agent-2");

        JsonElement first = await ReadAsync(host, "/v1/events?limit=3");
        JsonElement second = await ReadAsync(host, "/v1/events?limit=3&cursor=" + first.Text("next_cursor"));

        Assert.Equal(3, first.GetProperty("events").GetArrayLength());
        Assert.Equal("agent/agent-2", Assert.Single(second.GetProperty("events").EnumerateArray()).Text("stream"));
        Assert.Null(second.Text("next_cursor"));
    }

    [Fact]
    public async Task AllNodesLogsAreOneListAndACursorIsAPlaceInEach()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("one", "agent-1");
        LogLease other = await host.Estate.Store.JoinAsync("node-2", host.Estate.Time.Now, CancellationToken.None);
        await WriteAsync(host, other, "early", -1);
        await WriteAsync(host, other, "late", 1);

        JsonElement first = await ReadAsync(host, "/v1/events?limit=2");
        JsonElement rest = await ReadAsync(host, "/v1/events?limit=2&cursor=" + first.Text("next_cursor"));
        await WriteAsync(host, other, "latest", 2);
        JsonElement last = await ReadAsync(host, "/v1/events?cursor=" + rest.Text("next_cursor"));

        Assert.Equal(["app/early", "app/one"], Streams(first));
        Assert.Equal(["agent/agent-1", "app/late"], Streams(rest));
        Assert.Equal(["app/latest"], Streams(last));

        static IEnumerable<string?> Streams(JsonElement page) => page.GetProperty("events").EnumerateArray().Select(happened => happened.Text("stream"));

        static async Task WriteAsync(ControlHost host, LogLease log, string app, int seconds) => await host.Estate.Store.AppendAsync(
            log,
            [
                new WriteEntry([], [new NewEvent(
                    new EntityName("app/" + app), 1, host.Estate.Time.Now.AddSeconds(seconds), "alice",
                    new EasyEnclave.Actors.Apps.AppEvent.Released(EasyEnclave.Protocol.Ids.AppName.Parse(app), ""))]),
            ],
            host.Estate.Time.Now,
            CancellationToken.None);
    }

    [Theory]
    [InlineData("entity=agent/agent-2", "agent.attested")]
    [InlineData("stream=app/two", "app.bound")]
    [InlineData("entity=agent/nobody", "")]
    public async Task OneEntitysEventsCanBeAskedFor(string query, string expected)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("one", "agent-1");
        await host.Estate.AttestAsync("two", "agent-2");

        JsonElement page = await ReadAsync(host, "/v1/events?" + query);

        Assert.Equal(expected, string.Join(',', page.GetProperty("events").EnumerateArray().Select(happened => happened.Text("type"))));
    }

    [Fact]
    public async Task AFollowerHearsWhatHappensAndNothingOfBefore()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("old", "agent-0");
        await using EventReader follower = await EventReader.OpenAsync(host.Admin, "/v1/events");
        Assert.Equal(":", await follower.LineAsync());

        await host.Estate.AttestAsync("hello", "agent-1");

        Assert.Equal("app/hello", (await follower.NextAsync()).Json.Text("stream"));
        Assert.Equal("agent/agent-1", (await follower.NextAsync()).Json.Text("stream"));
        await host.Estate.AttestAsync("later", "agent-2");
        Assert.Equal("app/later", (await follower.NextAsync()).Json.Text("stream"));
    }

    [Fact]
    public async Task WhatHappensToNodesIsListedBetweenTheRest()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("one", "agent-1");
        host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Admin.DoneAsync("/v1/nodes/register", "{\"node_id\":\"n1\",\"vcpus\":4}");
        host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Estate.AttestAsync("two", "agent-2");
        string[] all = ["app.bound", "agent.attested", "node.registered", "node.token_issued", "app.bound", "agent.attested"];

        Assert.Equal(all, Types(await ReadAsync(host, "/v1/events")));
        Assert.Equal(all[2..4], Types(await ReadAsync(host, "/v1/events?stream=node/n1")));

        List<string?> byOne = [];
        for (string? next = ""; next is not null;)
        {
            JsonElement page = await ReadAsync(host, "/v1/events?limit=1" + (next.Length == 0 ? "" : "&cursor=" + next));
            byOne.AddRange(Types(page));
            next = page.Text("next_cursor");
        }

        Assert.Equal(all, byOne);
    }

    [Fact]
    public async Task AFollowerHearsOfNodesToo()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Admin.DoneAsync("/v1/nodes/register", "{\"node_id\":\"n0\"}");
        await using EventReader follower = await EventReader.OpenAsync(host.Admin, "/v1/events");
        await follower.LineAsync();

        await host.Admin.DoneAsync("/v1/nodes/register", "{\"node_id\":\"n1\"}");

        Assert.Equal("node/n1", (await follower.NextAsync()).Json.Text("stream"));
        Assert.Equal("node.token_issued", (await follower.NextAsync()).Json.Text("type"));
        await host.Estate.AttestAsync("one", "agent-1");
        Assert.Equal("app/one", (await follower.NextAsync()).Json.Text("stream"));
    }

    [Fact]
    public async Task AFollowerThatComesBackMissesNothing()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("one", "agent-1");
        JsonElement first = (await ReadAsync(host, "/v1/events?limit=1")).GetProperty("events")[0];

        await using EventReader byCursor = await EventReader.OpenAsync(host.Admin, "/v1/events?cursor=" + first.Text("cursor"));
        await using EventReader byId = await EventReader.OpenAsync(host.Admin, "/v1/events?cursor=ignored", first.Text("cursor"));

        (string id, JsonElement json) = await byCursor.NextAsync();
        Assert.Equal(("agent/agent-1", id), (json.Text("stream"), json.Text("cursor")));
        Assert.Equal("agent/agent-1", (await byId.NextAsync()).Json.Text("stream"));
    }

    [Fact]
    public async Task AFollowerOfOneEntityHearsOfThatAlone()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await using EventReader follower = await EventReader.OpenAsync(host.Admin, "/v1/events?entity=agent/agent-2");
        await follower.LineAsync();

        await host.Estate.AttestAsync("one", "agent-1");
        await host.Estate.AttestAsync("two", "agent-2");

        Assert.Equal("agent/agent-2", (await follower.NextAsync()).Json.Text("stream"));
    }

    [Fact]
    public async Task FollowersAreBounded()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        List<EventReader> followers = [];
        for (int i = 0; i < EasyEnclave.Protocol.Limits.EventFollowers; i++)
            followers.Add(await EventReader.OpenAsync(host.Admin, "/v1/events"));
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/events");
        request.Headers.Accept.ParseAdd("text/event-stream");

        using HttpResponseMessage refused = await host.Admin.SendAsync(request);

        await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "too_many_followers");
        foreach (EventReader follower in followers)
            await follower.DisposeAsync();
    }

    [Fact]
    public async Task AServerThatStopsLetsItsFollowersGo()
    {
        ControlHost host = await ControlHost.StartAsync();
        await using EventReader follower = await EventReader.OpenAsync(host.Admin, "/v1/events");
        await follower.LineAsync();

        await host.DisposeAsync();

        await Until.TrueAsync(() => host.Stopped);
    }

    [Fact]
    public void AFeedEndsTheWaitThatBeganBeforeTheCommitAndNoLaterOne()
    {
        EventFeed feed = new();
        Task before = feed.Next;
        Assert.Same(before, feed.Next);

        feed.Committed(WriteEntry.Of());
        Assert.False(before.IsCompleted);
        feed.Committed(new WriteEntry([], [new NewEvent(new EntityName("app/a"), 1, default, "admin", null!)]));

        Assert.True(before.IsCompleted);
        Assert.False(feed.Next.IsCompleted);
    }

    private static string?[] Types(JsonElement page) => [.. page.GetProperty("events").EnumerateArray().Select(happened => happened.Text("type"))];

    private static async Task<JsonElement> ReadAsync(ControlHost host, string path)
    {
        using HttpResponseMessage response = await host.Admin.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }
}
