using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Bench.Fleet;

/// <summary>Several control planes as they ship, each in a process of its own, on one PostgreSQL of the bench's own.</summary>
internal sealed class ClusterProcesses : IDisposable
{
    private const string Token = "an-admin-of-the-bench";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFolder _folder;
    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly string _secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Dictionary<ControlPlaneProcess, string> _names = [];
    private List<ControlPlaneProcess> _nodes = [];
    private int _orders;

    private ClusterProcesses(TemporaryFolder folder, PostgresServer server, string database)
    {
        _folder = folder;
        _server = server;
        _database = database;
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>Those that run.</summary>
    public IReadOnlyList<ControlPlaneProcess> Nodes => _nodes;

    /// <summary>PostgreSQL's first process.</summary>
    public int PostgresId => _server.ProcessId;

    /// <summary>Asks anything.</summary>
    public HttpClient Client => _client;

    public static async Task<ClusterProcesses> StartAsync(TemporaryFolder folder, int nodes)
    {
        var key = folder.Of("cluster.key");
        await File.WriteAllBytesAsync(key, RandomNumberGenerator.GetBytes(32));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var server = await PostgresServer.StartAsync();
        var cluster = new ClusterProcesses(folder, server, await server.CreateAsync());
        for (var node = 0; node < nodes; node++)
            await cluster.AddAsync();
        return cluster;
    }

    /// <summary>Starts one more node.</summary>
    public async Task<ControlPlaneProcess> AddAsync()
    {
        var port = FreePort();
        var settings = new Dictionary<string, string>
        {
            ["EE_CONTROL_BIND"] = "127.0.0.1",
            ["EE_PROXY_BIND"] = "127.0.0.1",
            ["EE_DEV_ALLOW_REMOTE"] = "true",
            ["EE_DB_URL"] = _server.Url(_database),
            ["EE_KEY_FILE"] = _folder.Of("cluster.key"),
            ["EE_CLUSTER_SECRET"] = _secret,
            ["EE_CLUSTER_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        };
        var node = await ControlPlaneProcess.StartAsync(_folder, Token, settings);
        _names[node] = $"127.0.0.1:{port}";
        _nodes = [.. _nodes, node];
        return node;
    }

    /// <summary>Ends a node at once, without a word (SIGKILL).</summary>
    public void Kill(ControlPlaneProcess node)
    {
        _nodes = [.. _nodes.Where(other => other != node)];
        node.Dispose();
    }

    /// <summary>Waits until a node holds the ledger; that one.</summary>
    public async Task<ControlPlaneProcess> HolderAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var page = await _client.GetByteArrayAsync(new Uri(_nodes[0].ControlUrl, "/v1/cluster"), late.Token);
            using var json = JsonDocument.Parse(page);
            var name = json.RootElement.GetProperty("members").EnumerateArray()
                .Where(member => member.GetProperty("holds_ledger").GetBoolean())
                .Select(member => member.GetProperty("node").GetString())
                .FirstOrDefault();
            if (_nodes.Find(node => _names[node] == name) is { } holder)
                return holder;
            await Task.Delay(Look, TimeProvider.System, late.Token);
        }
    }

    /// <summary>Orders a purchase at one node after another until it is written.</summary>
    public async Task WriteMoneyAsync()
    {
        var key = $"order-{Interlocked.Increment(ref _orders)}";
        using var late = new CancellationTokenSource(Patience);
        for (var turn = 0; ; turn++)
        {
            using var order = new HttpRequestMessage(HttpMethod.Post, new Uri(_nodes[turn % _nodes.Count].ControlUrl, "/v1/credits/purchase"))
            {
                Content = new StringContent("""{"account_id":"alice","amount_usd":"1"}""", Encoding.UTF8, "application/json"),
            };
            order.Headers.Add("Idempotency-Key", key);
            using var answer = await _client.SendAsync(order, late.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(Look, TimeProvider.System, late.Token);
        }
    }

    /// <summary>Asks an app through one node after another until it answers.</summary>
    public async Task ServedAsync(string app, params IReadOnlyList<ControlPlaneProcess> through)
    {
        using var late = new CancellationTokenSource(Patience);
        for (var turn = 0; ; turn++)
        {
            using var order = new HttpRequestMessage(HttpMethod.Get, through[turn % through.Count].ProxyUrl);
            order.Headers.Add("X-EE-App", app);
            using var answer = await _client.SendAsync(order, late.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(Look, TimeProvider.System, late.Token);
        }
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
        _client.Dispose();
        _server.Dispose();
    }

    // Free now, and taken in a moment: nodes say to each other where they are before they listen.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
