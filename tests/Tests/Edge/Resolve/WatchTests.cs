using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Resolve;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Resolve;

/// <summary>The verdict as it changes, over a real socket.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task AWatcherHearsTheVerdictAtOnceAndEachChangeOfIt()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        await using EventReader watch = await EventReader.OpenAsync(host.Http, "/v1/resolve/hello/watch");

        Assert.Equal("active", (await watch.NextAsync()).Json.Text("status"));
        host.Estate.SayHealth("agent-1", HealthStatus.Fail);
        Assert.Equal("unhealthy", (await watch.NextAsync()).Json.Text("status"));
        host.Estate.Detach("agent-1");
        Assert.Equal("disconnected", (await watch.NextAsync()).Json.Text("status"));
    }

    [Fact]
    public async Task AWatcherHearsWhatTimeAloneChanges()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        await using EventReader watch = await EventReader.OpenAsync(host.Http, "/v1/resolve/hello/watch");
        Assert.Equal("active", (await watch.NextAsync()).Json.Text("status"));

        Task<(string Id, JsonElement Json)> next = watch.NextAsync();
        await AdvanceUntilAsync(host, next, Estate.AttestationLifetime);

        Assert.Equal("unattested", (await next).Json.Text("status"));
    }

    [Fact]
    public async Task AWatcherOfAnUnknownNameHearsWhenItIsBound()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await using EventReader watch = await EventReader.OpenAsync(host.Http, "/v1/resolve/hello/watch");
        Assert.Equal("unknown_app", (await watch.NextAsync()).Json.Text("reason"));

        await host.Estate.AttestAsync("hello", "agent-1");
        Task<(string Id, JsonElement Json)> next = watch.NextAsync();
        await AdvanceUntilAsync(host, next, TimeSpan.FromSeconds(1));

        Assert.Equal("active", (await next).Json.Text("status"));
    }

    [Fact]
    public async Task AHeartbeatOfTheBackendIsNoChange()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        await using EventReader watch = await EventReader.OpenAsync(host.Http, "/v1/resolve/hello/watch");
        (string first, _) = await watch.NextAsync();

        host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
        host.Estate.SayHealth("agent-1", HealthStatus.Pass);
        host.Estate.SayHealth("agent-1", HealthStatus.Fail);
        (string second, JsonElement json) = await watch.NextAsync();

        Assert.NotEqual(first, second);
        Assert.Equal("unhealthy", json.Text("status"));
    }

    [Fact]
    public async Task ASilentWatchIsKeptAliveByComments()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        await using EventReader watch = await EventReader.OpenAsync(host.Http, "/v1/resolve/hello/watch");
        await watch.NextAsync();

        Task<string?> next = watch.LineAsync();
        await AdvanceUntilAsync(host, next, TimeSpan.FromSeconds(16));

        Assert.Equal(":", await next);
    }

    [Fact]
    public async Task ThirtyTwoWatchersOfAPrefixAreEnough()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        List<EventReader> watchers = [];
        for (int i = 0; i < 32; i++)
            watchers.Add(await EventReader.OpenAsync(host.Http, "/v1/resolve/hello/watch"));

        using HttpResponseMessage refused = await host.Http.GetAsync("/v1/resolve/hello/watch");
        await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "too_many_watchers");
        Assert.NotNull(refused.Headers.RetryAfter);

        await watchers[0].DisposeAsync();
        HttpStatusCode status = HttpStatusCode.ServiceUnavailable;
        while (status == HttpStatusCode.ServiceUnavailable)
        {
            using HttpResponseMessage again = await host.Http.GetAsync("/v1/resolve/hello/watch", HttpCompletionOption.ResponseHeadersRead);
            status = again.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, status);
        foreach (EventReader watcher in watchers)
            await watcher.DisposeAsync();
    }

    [Fact]
    public void PlacesAreBoundedInAllAndComeBack()
    {
        WatchSlots slots = new(all: 3, perPrefix: 2);
        IDisposable first = slots.TryTake("a")!;
        Assert.NotNull(slots.TryTake("a"));
        Assert.Null(slots.TryTake("a"));
        Assert.NotNull(slots.TryTake("b"));
        Assert.Null(slots.TryTake("c"));

        first.Dispose();
        first.Dispose();

        Assert.NotNull(slots.TryTake("c"));
        Assert.Null(slots.TryTake("d"));
    }

    /// <summary>Moves the clock on, and then by seconds until the task ends: a timer may be armed only after the first move.</summary>
    private static Task AdvanceUntilAsync(ControlHost host, Task task, TimeSpan first)
    {
        host.Estate.Time.Advance(first);
        return Until.TrueAsync(() =>
        {
            if (!task.IsCompleted)
                host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
            return task.IsCompleted;
        });
    }
}
