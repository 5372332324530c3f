using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using EasyEnclave.Agent;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Agent;
using EasyEnclave.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>kill -9 under load, and the same files again: what was answered was stored, and agents find their way back.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-crash-").FullName;
    private readonly ConcurrentBag<string> _attested = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhatWasAnsweredBeforeAKillIsThereAfterItAndAgentsComeBackByThemselves()
    {
        AgentScript listed = new();
        TestNetwork.Publish(_folder, listed, SimulatedRelease.Allowlist(listed.Td, listed.Claims, listed.Tag, DateTimeOffset.UnixEpoch));
        await using ServerProcess before = await ServerProcess.Start([], ", proxy ", Variables("0", "0")).ServingAsync();
        await using TestBackend backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("real"));
        using CancellationTokenSource leaving = new();
        Task real = RunRealAgentAsync(before.Control, backend.Address, leaving.Token);
        using HttpClient http = new();
        await ServesAsync(http, before);
        using (HttpRequestMessage ban = Order(before, HttpMethod.Post, "/v1/agents/real-1/ban"))
        {
            ban.Content = JsonContent.Create(new { scope = "agent", value = "villain", reason = "leaked" });
            using HttpResponseMessage set = await http.SendAsync(ban);
            Assert.True(set.IsSuccessStatusCode);
        }

        Task[] load = [.. Enumerable.Range(0, 4).Select(lane => LoadAsync(before, lane))];
        await Until.TrueAsync(() => _attested.Count >= 40);
        await before.KillAsync();
        await Task.WhenAll(load);

        await using ServerProcess after = await ServerProcess.Start(
            [], ", proxy ", Variables($"{before.Control.Port}", $"{before.Proxy.Port}")).ServingAsync();
        await RememberedAsync(http, after);
        await ServesAsync(http, after);
        await using FakeAgent villain = await FakeAgent.ConnectAsync(Tunnel(after), TestNetwork.Platform, new AgentScript("villain", "villain"));
        await villain.SendAsync(villain.RegisterFrame());
        Assert.Equal((1008, "agent_banned"), await villain.EndAsync());
        await leaving.CancelAsync();
        await real;
    }

    private async Task RememberedAsync(HttpClient http, ServerProcess server)
    {
        Dictionary<string, JsonElement> agents = [];
        using (HttpRequestMessage list = Order(server, HttpMethod.Get, "/v1/agents?limit=1000"))
        {
            foreach (JsonElement agent in (await ProcessTests.JsonAsync(http, list)).GetProperty("agents").EnumerateArray())
                agents[agent.GetProperty("agent_id").GetString()!] = agent;
        }

        string platform = Convert.ToHexStringLower(TestNetwork.Platform.Ppid.Span);
        Assert.NotEmpty(_attested);
        Assert.All(_attested, id =>
        {
            JsonElement agent = Assert.Contains(id, agents);
            Assert.Equal(("disconnected", platform), (agent.GetProperty("status").GetString(), agent.GetProperty("platform").GetString()));
        });

        using HttpRequestMessage follow = Order(server, HttpMethod.Get, "/v1/events?limit=1000");
        HashSet<string?> streams = [.. (await ProcessTests.JsonAsync(http, follow)).GetProperty("events").EnumerateArray()
            .Where(happened => happened.GetProperty("type").GetString() == "agent.attested")
            .Select(happened => happened.GetProperty("stream").GetString())];
        Assert.All(_attested, id => Assert.Contains("agent/" + id, streams));
    }

    // Agent after agent, each a name of its own, until the server is gone; what counts is what it was told.
    private async Task LoadAsync(ServerProcess server, int lane)
    {
        for (int i = 0; ; i++)
        {
            string name = $"load-{lane}-{i}";
            try
            {
                await using FakeAgent agent = await FakeAgent.ConnectAsync(Tunnel(server), TestNetwork.Platform, new AgentScript(name, name));
                Assert.Equal("attested", (await agent.AttestAsync()).GetProperty("reason").GetString());
                _attested.Add(name);
            }
            catch (Exception e) when (e is WebSocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private Task RunRealAgentAsync(Uri control, BackendAddress backend, CancellationToken cancellationToken)
    {
        UriBuilder tunnel = new(control) { Scheme = "ws", Path = "/v1/tunnel" };
        AgentOptions options = TestAgent.Options(tunnel.Uri, backend) with
        {
            Repo = RepoName.Parse("acme/real"),
            App = AppName.Parse("real"),
            AgentId = AgentId.Parse("real-1"),
            NodeId = NodeId.Parse("real-1"),
            QuoteProvider = QuoteProvider.Simulated,
            DevelopmentPlatform = TestNetwork.PlatformFolder,
            ReconnectDelay = TimeSpan.FromSeconds(1),
        };
        TestNetwork.Publish(
            _folder,
            new AgentScript { Repo = "acme/real" },
            SimulatedRelease.Allowlist(SimulatedQuoteSource.TdOf(options), ClaimsSource.Of(options), "v1.0.0", DateTimeOffset.UnixEpoch));
        return AgentHost.RunAsync(options, TimeProvider.System, NullLoggerFactory.Instance, null, cancellationToken);
    }

    private static Task ServesAsync(HttpClient http, ServerProcess server) => ProcessTests.EventuallyAsync(async () =>
    {
        using HttpRequestMessage request = new(HttpMethod.Get, server.Proxy);
        request.Headers.Add("X-EE-App", "real");
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync() == "real";
    });

    private static HttpRequestMessage Order(ServerProcess server, HttpMethod method, string path)
    {
        HttpRequestMessage request = new(method, new Uri(server.Control, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestNetwork.Token);
        return request;
    }

    private static Uri Tunnel(ServerProcess server) => new UriBuilder(server.Control) { Scheme = "ws", Path = "/v1/tunnel" }.Uri;

    private Dictionary<string, string> Variables(string control, string proxy) => new()
    {
        ["EE_DB_PATH"] = Path.Combine(_folder, "crash.db"),
        ["EE_ALLOWLIST_DIR"] = _folder,
        ["EE_DEV_PLATFORM"] = TestNetwork.PlatformFolder,
        ["EE_ADMIN_TOKEN"] = TestNetwork.Token,
        ["EE_CONTROL_PORT"] = control,
        ["EE_PROXY_PORT"] = proxy,
    };
}
