using System.Net;
using System.Text.Json;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Operators;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Edge.Resolve;

/// <summary>The verdict on an app, over a real socket: each status beside the one it would be without its cause.</summary>
public sealed class ResolveTests
{
    [Fact]
    public async Task ANameNobodyHasIsUnknown()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await host.Http.GetAsync("/v1/resolve/nobody");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("""{"allowed":false,"reason":"unknown_app"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/resolve/control")]
    [InlineData("/v1/resolve/Hello")]
    [InlineData("/v1/resolve/a%2Fb")]
    public async Task WhatCanBeNoNameIsUnknownToo(string path)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await host.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task AnAttestedAgentMakesAnAppActive()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        JsonElement answer = await ExpectAsync(host, HttpStatusCode.OK, "active");

        Assert.True(answer.GetProperty("allowed").GetBoolean());
        Assert.True(answer.GetProperty("sealed").GetBoolean());
        Assert.True(answer.GetProperty("ws_connected").GetBoolean());
        Assert.Equal("agent-1", answer.Text("agent_id"));
        Assert.Equal("acme/hello", answer.Text("repo"));
        Assert.Equal("v1.0.0", answer.Text("release_tag"));
        Assert.Equal("forge-1", answer.Text("network"));
        Assert.Equal("intel", answer.Text("trust_root"));
        Assert.Equal("valid", answer.Text("attestation_status"));
        Assert.Equal("pass", answer.Text("health_status"));
        Assert.Equal("active", answer.Text("registration_state"));
        Assert.Equal("UpToDate", answer.Text("tcb_status"));
        Assert.Equal("2026-01-01T00:00:00Z", answer.Text("last_attest"));
        Assert.Equal("2026-01-31T00:00:00Z", answer.Text("registration_expires_at"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("endpoint").ValueKind);
        Assert.Equal(1, answer.GetProperty("agents").GetProperty("eligible").GetInt32());
    }

    [Fact]
    public async Task AnAppIsSealedOnlyIfAllItsEligibleAgentsAre()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        await host.Estate.AttestAsync("hello", "agent-2", facts: facts => facts with { Sealed = false });

        Assert.False((await ExpectAsync(host, HttpStatusCode.OK, "active")).GetProperty("sealed").GetBoolean());

        host.Estate.SayHealth("agent-2", HealthStatus.Fail);
        JsonElement answer = await ExpectAsync(host, HttpStatusCode.OK, "active");

        Assert.True(answer.GetProperty("sealed").GetBoolean());
        Assert.Equal(1, answer.GetProperty("agents").GetProperty("eligible").GetInt32());
        Assert.Equal(2, answer.GetProperty("agents").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task AFailingBackendMakesItUnhealthy()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        host.Estate.SayHealth("agent-1", HealthStatus.Fail);

        JsonElement answer = await ExpectAsync(host, HttpStatusCode.Forbidden, "unhealthy");

        Assert.Equal("fail", answer.Text("health_status"));
        Assert.Equal("valid", answer.Text("attestation_status"));
    }

    [Fact]
    public async Task AClosedTunnelMakesItDisconnected()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        host.Estate.Detach("agent-1");

        JsonElement answer = await ExpectAsync(host, HttpStatusCode.Forbidden, "disconnected");

        Assert.False(answer.GetProperty("ws_connected").GetBoolean());
    }

    [Fact]
    public async Task AnAttestationCountsUntilItsEndAndNotAtIt()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        host.Estate.Time.Advance(Estate.AttestationLifetime - TimeSpan.FromSeconds(1));
        await ExpectAsync(host, HttpStatusCode.OK, "active");
        host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
        JsonElement answer = await ExpectAsync(host, HttpStatusCode.Forbidden, "unattested");

        Assert.Equal("invalid", answer.Text("attestation_status"));
    }

    [Fact]
    public async Task ABindingThatNearsItsEndIsInWarningAndThenExpired()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        host.Estate.Detach("agent-1");

        host.Estate.Time.Advance(Estate.RegistrationLifetime - Estate.RegistrationWarning);
        Assert.Equal("warning", (await ExpectAsync(host, HttpStatusCode.Forbidden, "disconnected")).Text("registration_state"));
        host.Estate.Time.Advance(Estate.RegistrationWarning - TimeSpan.FromSeconds(1));
        await ExpectAsync(host, HttpStatusCode.Forbidden, "disconnected");
        host.Estate.Time.Advance(TimeSpan.FromSeconds(1));
        await ExpectAsync(host, HttpStatusCode.Forbidden, "expired");
    }

    [Fact]
    public async Task ABannedAgentLeavesItBanned()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        Ban ban = new(new BanTarget(BanScope.Repo, "acme/hello"), host.Estate.Time.Now, "admin", "test");

        await host.Estate.Writer.WriteAsync(WriteEntry.Of(new RowChange.PutBan(ban)));

        await ExpectAsync(host, HttpStatusCode.Forbidden, "banned");
    }

    [Fact]
    public async Task AnAgentThatWaitsForApprovalDoesNotServe()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1", Approval.Awaiting);

        await ExpectAsync(host, HttpStatusCode.Forbidden, "unattested");
    }

    [Fact]
    public async Task AReleasedNameIsUnknownAgain()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");
        var apps = new EasyEnclave.Actors.Apps.AppActions(host.Estate.Directory, host.Estate.Writer, host.Estate.Time);

        await apps.ReleaseAsync(EasyEnclave.Protocol.Ids.AppName.Parse("hello"), new OperatorOrder("admin", "gone"));

        using HttpResponseMessage response = await host.Http.GetAsync("/v1/resolve/hello");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task AskedForAuthAnUnknownNameIsForbidden()
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage auth = await host.Http.GetAsync("/v1/resolve/nobody?for=auth");
        using HttpResponseMessage other = await host.Http.GetAsync("/v1/resolve/nobody?for=other");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (auth.StatusCode, other.StatusCode));
    }

    [Theory]
    [InlineData("https://proxy.example.com", "apps.example.com", "https://hello.apps.example.com")]
    [InlineData("http://proxy.example.com:9090", "apps.example.com", "http://hello.apps.example.com:9090")]
    [InlineData("http://app.localhost:9090", null, "http://hello.app.localhost:9090")]
    [InlineData("http://127.0.0.1:9090", null, null)]
    public async Task TheEndpointIsTheAppsHostOnThePublicProxy(string proxy, string? domain, string? endpoint)
    {
        await using ControlHost host = await ControlHost.StartAsync(
            change: options => options with { PublicProxyUrl = new Uri(proxy), AppDomains = domain is null ? [] : [domain, "other.example"] });
        await host.Estate.AttestAsync("hello", "agent-1");

        JsonElement answer = await ExpectAsync(host, HttpStatusCode.OK, "active");

        Assert.Equal(endpoint, answer.Text("endpoint"));
    }

    private static async Task<JsonElement> ExpectAsync(ControlHost host, HttpStatusCode status, string said)
    {
        using HttpResponseMessage response = await host.Http.GetAsync("/v1/resolve/hello");
        JsonElement answer = await response.JsonAsync();
        Assert.Equal((status, said, said), (response.StatusCode, answer.Text("status"), answer.Text("reason")));
        return answer;
    }
}
