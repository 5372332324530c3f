using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Edge.Admin;

/// <summary>Agents as operators see and order them, over a real socket.</summary>
public sealed class AgentsTests
{
    [Fact]
    public async Task AnAgentIsShownWithWhatItProved()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await host.Admin.GetAsync("/v1/agents/agent-1");
        JsonElement agent = await response.JsonAsync();

        Assert.Equal(
            ("agent-1", "hello", "active", "UpToDate", "valid", "pass"),
            (agent.Text("agent_id"), agent.Text("app_name"), agent.Text("status"), agent.Text("tcb_status"),
                agent.Text("attestation_status"), agent.Text("health_status")));
        Assert.True(agent.GetProperty("eligible").GetBoolean());
        Assert.Equal(0, agent.GetProperty("bans").GetArrayLength());
    }

    [Theory]
    [InlineData("GET", "/v1/agents/nobody")]
    [InlineData("POST", "/v1/agents/nobody/approve")]
    [InlineData("POST", "/v1/agents/nobody/attest")]
    [InlineData("POST", "/v1/agents/nobody/disconnect")]
    [InlineData("GET", "/v1/agents/no%20body")]
    [InlineData("POST", "/v1/agents/no%20body/approve")]
    public async Task AnAgentNobodyKnowsIsUnknown(string method, string path)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await host.Admin.SendAsync(request);

        await response.ProblemAsync(HttpStatusCode.NotFound, "unknown_agent");
    }

    [Fact]
    public async Task AnApprovedAgentServes()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1", Approval.Awaiting);
        using HttpResponseMessage before = await host.Admin.GetAsync("/v1/agents/agent-1");
        Assert.Equal("awaiting_approval", (await before.JsonAsync()).Text("status"));

        using HttpResponseMessage response = await host.Admin.PostAsJsonAsync("/v1/agents/agent-1/approve", new { reason = "known machine" });

        Assert.Equal("active", (await response.JsonAsync()).Text("status"));
        StoredEvent written = (await host.Estate.EventsAsync())[^1];
        Assert.Equal(("agent.approved", "admin"), (written.Kind, written.Actor));
        Assert.Equal(new AgentEvent.Approved("known machine"), written.Body);

        int events = (await host.Estate.EventsAsync()).Count;
        using HttpResponseMessage again = await host.Admin.PostAsync("/v1/agents/agent-1/approve", null);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(events, (await host.Estate.EventsAsync()).Count);
    }

    [Fact]
    public async Task AnAgentIsAskedToAttestWhileItIsConnected()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        RecordingInbox inbox = await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage asked = await host.Admin.PostAsync("/v1/agents/agent-1/attest", null);
        Assert.Equal((HttpStatusCode.Accepted, 1), (asked.StatusCode, inbox.Asked));

        host.Estate.Detach("agent-1");
        using HttpResponseMessage gone = await host.Admin.PostAsync("/v1/agents/agent-1/attest", null);
        await gone.ProblemAsync(HttpStatusCode.Conflict, "agent_not_connected");
        Assert.Equal(1, inbox.Asked);
    }

    [Fact]
    public async Task ADisconnectIsWrittenInTheOperatorsNameAndEndsTheTunnel()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        RecordingInbox inbox = await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await host.Admin.PostAsJsonAsync("/v1/agents/agent-1/disconnect", new { reason = "maintenance" });

        JsonElement agent = await response.JsonAsync();
        Assert.Equal(("disconnected", "operator: maintenance"), (agent.Text("status"), agent.Text("last_reason")));
        Assert.Equal([AgentEnding.Operator], inbox.Endings);
        StoredEvent written = (await host.Estate.EventsAsync())[^1];
        Assert.Equal(("agent.disconnected", "admin"), (written.Kind, written.Actor));
        SessionRow session = Assert.Single(await host.Estate.Store.ReadSessionsAsync(AgentIdOf("agent-1"), CancellationToken.None));
        Assert.Equal("operator", session.Cause);

        using HttpResponseMessage again = await host.Admin.PostAsync("/v1/agents/agent-1/disconnect", null);
        await again.ProblemAsync(HttpStatusCode.Conflict, "agent_not_connected");
        Assert.Single(inbox.Endings);
    }

    [Theory]
    [InlineData("""{"reason":5}""", "reason")]
    [InlineData("""{"reason":"a","reason":"b"}""", "reason")]
    [InlineData("""{"reason":"a\nb"}""", "reason")]
    [InlineData("""{"reason":"a\u202eb"}""", "reason")]
    public async Task AWrongFieldIsNamed(string body, string field)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await PostAsync(host, "/v1/agents/agent-1/approve", body, "application/json");

        Assert.Equal(field, (await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field")).Text("field"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"reason\"")]
    public async Task WhatIsNoObjectIsRefused(string body)
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await PostAsync(host, "/v1/agents/agent-1/approve", body, "application/json");

        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_json");
    }

    [Fact]
    public async Task UnknownFieldsAreIgnored()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1");

        using HttpResponseMessage response = await PostAsync(
            host, "/v1/agents/agent-1/approve", """{"reason":"a","later":{"x":1}}""", "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task OtherMediaTypesAreNotRead(string type)
    {
        await using ControlHost host = await ControlHost.StartAsync();

        using HttpResponseMessage response = await PostAsync(host, "/v1/agents/agent-1/approve", "{}", type);

        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ABodyHasAnEnd(bool chunked)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/agents/agent-1/approve")
        {
            Content = new StringContent(new string(' ', (64 * 1024) + 1), Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using HttpResponseMessage response = await host.Admin.SendAsync(request);

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too_large");
    }

    [Fact]
    public async Task AStoreThatTakesNothingIsToldAsSuch()
    {
        await using ControlHost host = await ControlHost.StartAsync();
        await host.Estate.AttestAsync("hello", "agent-1", Approval.Awaiting);
        host.Estate.Store.Fault = new IOException("the disk is gone");

        using HttpResponseMessage response = await host.Admin.PostAsync("/v1/agents/agent-1/approve", null);

        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        host.Estate.Store.Fault = null;
        host.Estate.Time.Advance(TimeSpan.FromMilliseconds(100));
    }

    private static EasyEnclave.Protocol.Ids.AgentId AgentIdOf(string text) => EasyEnclave.Protocol.Ids.AgentId.Parse(text);

    private static async Task<HttpResponseMessage> PostAsync(ControlHost host, string path, string body, string type)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await host.Admin.PostAsync(path, content);
    }
}
