using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Agents written for the original: their messages, word for word, against the whole control plane.</summary>
public sealed class OriginalAgentTests
{
    [Fact]
    public async Task ItsMessagesWorkUnchanged()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.ConnectAsync();

        await agent.SendAsync(Encoding.UTF8.GetBytes(
            """
            {"type":"register","repo":"acme/hello","release_tag":"v1.0.0","app_name":"hello","network":"sandbox-1","agent_id":"agent-1",
             "tunnel_version":"1","something_newer":{"is":["ignored"]}}
            """));
        JsonElement challenge = await agent.ReceiveAsync("attest_request");
        Assert.Matches("^[0-9a-f]{64}$", challenge.GetProperty("nonce").GetString());
        Assert.Equal((30, "register"), (challenge.GetProperty("deadline_s").GetInt32(), challenge.GetProperty("reason").GetString()));

        await agent.AnswerAsync(challenge);
        JsonElement status = await agent.ReceiveAsync("status");
        Assert.Equal(("ok", "attested"), (status.GetProperty("state").GetString(), status.GetProperty("reason").GetString()));
        Assert.Equal("2026-01-31T00:00:00Z", status.GetProperty("registration_expires_at").GetString());
        Assert.InRange(
            status.GetProperty("next_attest_at").GetDateTimeOffset() - network.Time.Now, TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(60));

        await agent.SendAsync(Encoding.UTF8.GetBytes("""{"type":"health","status":"pass"}"""));
        await network.StandsAsync("hello", "active");
    }

    [Fact]
    public async Task ARequestReachesItAsTheOriginalSentItAndItsAnswerComesBack()
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(network.Plane.ProxyUrl, "/orders/7?full=1"));
        request.Headers.Add("X-EE-App", "hello");
        request.Content = new StringContent("{\"n\":1}", Encoding.UTF8, "application/json");

        Task<HttpResponseMessage> asking = network.Http.SendAsync(request);
        JsonElement asked = await agent.ReceiveAsync("proxy_request");
        Assert.Equal("POST", asked.GetProperty("method").GetString());
        Assert.Equal("/orders/7?full=1", asked.GetProperty("path").GetString());
        Assert.Equal("{\"n\":1}", Encoding.UTF8.GetString(asked.GetProperty("body_b64").GetBytesFromBase64()));
        JsonElement headers = asked.GetProperty("headers");
        Assert.All(headers.EnumerateObject(), header => Assert.Equal(JsonValueKind.String, header.Value.ValueKind));
        Assert.DoesNotContain(headers.EnumerateObject(), header => header.Name.StartsWith("x-ee-", StringComparison.OrdinalIgnoreCase));

        await agent.SendAsync(new JsonObject
        {
            ["type"] = "proxy_response",
            ["request_id"] = asked.GetProperty("request_id").GetString(),
            ["status"] = 201,
            ["headers"] = new JsonObject { ["Content-Type"] = "text/plain", ["Content-Length"] = "999", ["Set-Cookie"] = new JsonArray("a=1", "b=2") },
            ["body_b64"] = Convert.ToBase64String("made"u8),
        });
        using HttpResponseMessage answer = await asking;
        Assert.Equal((HttpStatusCode.Created, "made"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["a=1", "b=2"], answer.Headers.GetValues("Set-Cookie"));
    }

    [Fact]
    public async Task RequestsToOneAgentRunSideBySide()
    {
        const int Count = 24;
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();

        Task<HttpResponseMessage>[] asking = [.. Enumerable.Range(0, Count).Select(i => network.RequestAsync("hello", $"/{i}"))];
        List<JsonElement> asked = [];
        while (asked.Count < Count)
            asked.Add(await agent.ReceiveAsync("proxy_request"));

        // All are there before any is answered, and the last comes first.
        foreach (JsonElement request in Enumerable.Reverse(asked))
            await agent.RespondAsync(request, request.GetProperty("path").GetString()!);
        for (int i = 0; i < Count; i++)
        {
            using HttpResponseMessage answer = await asking[i];
            Assert.Equal($"/{i}", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData(64 * 1024 + 1)]
    [InlineData(1024 * 1024)]
    public async Task AResponseOverTheLimitIsABadGatewayAndTheTunnelStays(int bytes)
    {
        await using TestNetwork network = await TestNetwork.StartAsync(options => options with { ProxyBodyBytes = 64 * 1024 });
        FakeAgent agent = await network.AttestAsync();

        Task<HttpResponseMessage> asking = network.RequestAsync("hello");
        await agent.RespondAsync(await agent.ReceiveAsync("proxy_request"), new string('x', bytes));
        using HttpResponseMessage refused = await asking;
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Equal("response_too_large", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error").GetString());

        Task<HttpResponseMessage> again = network.RequestAsync("hello");
        await agent.RespondAsync(await agent.ReceiveAsync("proxy_request"), new string('x', 64 * 1024));
        using HttpResponseMessage taken = await again;
        Assert.Equal((HttpStatusCode.OK, 64 * 1024), (taken.StatusCode, (await taken.Content.ReadAsStringAsync()).Length));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAppWhoseAgentIsGoneIsDisconnected(bool politely)
    {
        await using TestNetwork network = await TestNetwork.StartAsync();
        FakeAgent agent = await network.AttestAsync();
        await network.StandsAsync("hello", "active");

        if (politely)
            await agent.LeaveAsync();
        else
            agent.Abort();

        await network.StandsAsync("hello", "disconnected");
        await network.UndisturbedAsync();
    }
}
