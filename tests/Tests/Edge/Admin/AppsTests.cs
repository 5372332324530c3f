using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Edge.Admin;

/// <summary>Names as operators bind and release them, over a real socket.</summary>
public sealed class AppsTests
{
    [Fact]
    public async Task ANameIsBoundAheadOfItsFirstAgent()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage made = await BindAsync(host, "hello", "acme/hello", "sandbox-1");

        JsonElement app = await made.JsonAsync();
        Assert.Equal((HttpStatusCode.Created, "/v1/apps/hello"), (made.StatusCode, made.Headers.Location?.ToString()));
        Assert.Equal(
            ("hello", "acme/hello", "sandbox-1", "admin", "none"),
            (app.Text("app_name"), app.Text("repo"), app.Text("network"), app.Text("bound_by"), app.Text("registration_state")));
        StoredEvent written = Assert.Single(await host.Estate.EventsAsync());
        Assert.Equal(("app.bound", "admin"), (written.Kind, written.Actor));

        using HttpResponseMessage again = await BindAsync(host, "hello", "acme/hello", "sandbox-1");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Single(await host.Estate.EventsAsync());
    }

    [Theory]
    [InlineData("acme/other", "sandbox-1", "app_bound_to_other_repo")]
    [InlineData("acme/hello", "forge-1", "app_bound_to_other_network")]
    public async Task ABoundNameStaysWithItsOwner(string repo, string network, string error)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        using HttpResponseMessage first = await BindAsync(host, "hello", "acme/hello", "sandbox-1");

        using HttpResponseMessage second = await BindAsync(host, "hello", repo, network);

        await second.ProblemAsync(HttpStatusCode.Conflict, error);
    }

    [Theory]
    [InlineData("""{"repo":"acme/hello"}""", HttpStatusCode.BadRequest, "missing_fields", "app_name")]
    [InlineData("""{"app_name":"hello"}""", HttpStatusCode.BadRequest, "missing_fields", "repo")]
    [InlineData("""{"app_name":"admin","repo":"acme/hello"}""", HttpStatusCode.BadRequest, "invalid_field", "app_name")]
    [InlineData("""{"app_name":"hello","repo":"acme"}""", HttpStatusCode.BadRequest, "invalid_field", "repo")]
    [InlineData("""{"app_name":"hello","repo":"acme/hello","network":"A"}""", HttpStatusCode.BadRequest, "invalid_field", "network")]
    [InlineData("""{"app_name":"hello","repo":"acme/hello","network":"moon-1"}""", HttpStatusCode.UnprocessableEntity, "invalid_network", "network")]
    public async Task AWrongBindingNamesItsField(string body, HttpStatusCode status, string error, string field)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await host.Admin.PostAsync("/v1/apps", content);

        Assert.Equal(field, (await response.ProblemAsync(status, error)).Text("field"));
        Assert.Empty(await host.Estate.EventsAsync());
    }

    [Fact]
    public async Task ANameOfOneOfTheOperatorsHostsIsNotBound()
    {
        await using ControlHost host = await ControlHost.StartAsync(
            change: options => options with { ReservedApps = new HashSet<string>(StringComparer.Ordinal) { "panel" } });

        using HttpResponseMessage refused = await BindAsync(host, "panel", "acme/hello", "sandbox-1");
        using HttpResponseMessage taken = await BindAsync(host, "panels", "acme/hello", "sandbox-1");

        Assert.Equal("app_name", (await refused.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field")).Text("field"));
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Fact]
    public async Task AReleaseEndsTheTunnelsOfItsAgentsAlone()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        RecordingInbox mine = await host.Estate.AttestAsync("hello", "agent-1");
        RecordingInbox other = await host.Estate.AttestAsync("other", "agent-2");
        using HttpRequestMessage request = new(HttpMethod.Delete, "/v1/apps/hello") { Content = JsonContent.Create(new { reason = "moved" }) };

        using HttpResponseMessage response = await host.Admin.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal([AgentEnding.Released], mine.Endings);
        Assert.Empty(other.Endings);
        StoredEvent written = (await host.Estate.EventsAsync())[^1];
        Assert.Equal(("app.released", "admin", "moved"), (written.Kind, written.Actor, ((AppEvent.Released)written.Body).Reason));
        using HttpResponseMessage gone = await host.Admin.GetAsync("/v1/apps/hello");
        await gone.ProblemAsync(HttpStatusCode.NotFound, "unknown_app");
        using HttpResponseMessage again = await host.Admin.DeleteAsync("/v1/apps/hello");
        await again.ProblemAsync(HttpStatusCode.NotFound, "unknown_app");
    }

    [Fact]
    public async Task AReleasedNameCanBeBoundToAnother()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        using HttpResponseMessage released = await host.Admin.DeleteAsync("/v1/apps/hello");

        using HttpResponseMessage bound = await BindAsync(host, "hello", "acme/other", "forge-1");

        Assert.Equal(HttpStatusCode.Created, bound.StatusCode);
        using HttpResponseMessage agent = await host.Admin.GetAsync("/v1/agents/agent-1");
        Assert.Equal("expired", (await agent.JsonAsync()).Text("status"));
        Assert.Equal(0, (await (await host.Admin.GetAsync("/v1/apps/hello")).JsonAsync()).GetProperty("agents").GetProperty("total").GetInt32());
    }

    private static Task<HttpResponseMessage> BindAsync(ControlHost host, string app, string repo, string network) =>
        host.Admin.PostAsJsonAsync("/v1/apps", new { app_name = app, repo, network });
}
