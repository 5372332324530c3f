using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;
using EasyEnclave.Simulation.Releases;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Testing;

/// <summary>Several whole nodes in one process, on one store in memory, that speak to each other over real sockets.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-cluster-").FullName;
    private readonly List<ControlPlane> _nodes = [];
    private readonly List<FakeAgent> _agents = [];

    private TestCluster()
    {
    }

    public MemoryStore Store { get; } = new();

    public IReadOnlyList<ControlPlane> Nodes => _nodes;

    public HttpClient Http { get; } = new();

    public static async Task<TestCluster> StartAsync(int nodes = 3)
    {
        TestCluster cluster = new();
        AgentScript who = new();
        TestNetwork.Publish(
            Path.Combine(cluster._folder, "allowlists"), who, SimulatedRelease.Allowlist(who.Td, who.Claims, who.Tag, TimeProvider.System.GetUtcNow()));
        for (int i = 0; i < nodes; i++)
            await cluster.AddAsync();
        return cluster;
    }

    /// <summary>Starts one more node.</summary>
    public async Task<ControlPlane> AddAsync()
    {
        IPEndPoint listen = new(IPAddress.Loopback, FreePort());
        ControlPlane node = await ControlPlane.StartAsync(
            new NodeOptions
            {
                Control = new IPEndPoint(IPAddress.Loopback, 0),
                Proxy = new IPEndPoint(IPAddress.Loopback, 0),
                DatabasePath = "unused",
                KeyFile = Path.Combine(_folder, "store.key"),
                AllowlistDirectory = Path.Combine(_folder, "allowlists"),
                DevelopmentPlatform = TestNetwork.PlatformFolder,
                AdminToken = TestNetwork.Token,
                JoinOpen = true,
                Cluster = new ClusterOptions
                {
                    DatabaseUrl = "unused",
                    Listen = listen,
                    Advertise = listen.ToString(),
                    Secret = "a secret that only these nodes know",
                },
            },
            Store,
            TimeProvider.System,
            logging => logging.ClearProviders(),
            CancellationToken.None);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Ends a node in order.</summary>
    public async Task EndAsync(ControlPlane node)
    {
        _nodes.Remove(node);
        await node.StopAsync();
        await node.DisposeAsync();
    }

    public async Task<FakeAgent> ConnectAsync(ControlPlane node, AgentScript? who = null)
    {
        Uri url = new UriBuilder(node.ControlUrl) { Scheme = "ws", Path = "/v1/tunnel" }.Uri;
        FakeAgent agent = await FakeAgent.ConnectAsync(url, TestNetwork.Platform, who ?? new AgentScript());
        _agents.Add(agent);
        return agent;
    }

    /// <summary>Connects an agent to a node, sees it attested there, and has it serve.</summary>
    public async Task<FakeAgent> AttestAsync(ControlPlane node, AgentScript? who = null)
    {
        FakeAgent agent = await ConnectAsync(node, who);
        JsonElement status = await agent.AttestAsync();
        Assert.Equal("attested", status.GetProperty("reason").GetString());
        agent.Automatic = true;
        return agent;
    }

    /// <summary>Sends a request for an app through a node's proxy listener.</summary>
    public async Task<(HttpStatusCode Status, string Body)> RequestAsync(ControlPlane node, string app = "hello")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, node.ProxyUrl);
        request.Headers.Add("X-EE-App", app);
        using HttpResponseMessage answer = await Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until an app stands so at a node.</summary>
    public Task StandsAsync(ControlPlane node, string status, string app = "hello") =>
        UntilAsync(async () => (await GetAsync(node, "/v1/resolve/" + app)).TryGetProperty("status", out JsonElement seen) && seen.GetString() == status);

    public async Task<JsonElement> GetAsync(ControlPlane node, string path)
    {
        using HttpRequestMessage request = Signed(HttpMethod.Get, node, path);
        using HttpResponseMessage answer = await Http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Orders something of a node as the admin.</summary>
    public async Task<HttpResponseMessage> PostAsync(ControlPlane node, string path, object? body = null, string? key = null)
    {
        using HttpRequestMessage request = Signed(HttpMethod.Post, node, path);
        request.Content = JsonContent.Create(body ?? new { });
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await Http.SendAsync(request);
    }

    /// <summary>Waits for what other nodes will know in a moment.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        bool holds = false;
        for (int i = 0; i < 3000 && !(holds = await condition()); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.True(holds, "It did not become true.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FakeAgent agent in _agents)
            await agent.DisposeAsync();
        foreach (ControlPlane node in _nodes.ToArray())
            await EndAsync(node);
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static HttpRequestMessage Signed(HttpMethod method, ControlPlane node, string path) => new(method, new Uri(node.ControlUrl, path))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", TestNetwork.Token) },
    };

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
