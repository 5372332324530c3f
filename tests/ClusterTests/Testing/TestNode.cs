using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>One place of a cluster: its ports, its wires to the database and from its peers, and the process that runs there, if one does.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly Dictionary<string, string> _variables;
    private readonly StringBuilder _before = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(20) };

    public TestNode(int databasePort, Func<int, string> databaseUrl, IReadOnlyDictionary<string, string> variables)
    {
        (int control, int proxy, int peers) = (FreePort(), FreePort(), FreePort());
        ControlUrl = new Uri($"http://127.0.0.1:{control}");
        ProxyUrl = new Uri($"http://127.0.0.1:{proxy}");
        Database = new CuttingProxy(databasePort);
        Peers = new CuttingProxy(peers);
        _variables = new Dictionary<string, string>(variables)
        {
            ["EE_DB_URL"] = databaseUrl(Database.Port),
            ["EE_CONTROL_BIND"] = "127.0.0.1",
            ["EE_CONTROL_PORT"] = $"{control}",
            ["EE_PROXY_BIND"] = "127.0.0.1",
            ["EE_PROXY_PORT"] = $"{proxy}",
            ["EE_CLUSTER_PORT"] = $"{peers}",
            ["EE_CLUSTER_ADVERTISE"] = $"127.0.0.1:{Peers.Port}",
        };
    }

    public Uri ControlUrl { get; }

    public Uri ProxyUrl { get; }

    /// <summary>Its name in the cluster.</summary>
    public string Name => $"127.0.0.1:{Peers.Port}";

    /// <summary>The wire from it to the database.</summary>
    public CuttingProxy Database { get; }

    /// <summary>The wire from its peers to it.</summary>
    public CuttingProxy Peers { get; }

    public NodeProcess? Process { get; private set; }

    /// <summary>All that every process here said.</summary>
    public string Told => _before + Process?.Output;

    public bool Runs => Process?.Runs == true;

    /// <summary>Starts the program there.</summary>
    /// <param name="more">Variables for this time only.</param>
    public async Task StartAsync(params (string Name, string Value)[] more)
    {
        if (Runs)
            return;
        if (Process is not null)
        {
            _before.Append(Process.Output).AppendLine("---");
            await Process.DisposeAsync();
        }

        Dictionary<string, string> variables = new(_variables);
        foreach ((string name, string value) in more)
            variables[name] = value;
        Process = await NodeProcess.StartAsync(variables);
    }

    /// <summary>Waits until it says that it can serve.</summary>
    public Task ReadyAsync() => Eventually.TrueAsync(
        async () =>
        {
            Assert.True(Runs, $"{Name} ended: {Told}");
            return await StatusAsync("/health/ready") == HttpStatusCode.OK;
        },
        () => Process?.Output);

    public Task KillAsync() => Process?.KillAsync() ?? Task.CompletedTask;

    public Task SignalAsync(string signal) => Process!.SignalAsync(signal);

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await Process!.EndAsync();
    }

    /// <summary>The status of an answer; null without one.</summary>
    public async Task<HttpStatusCode?> StatusAsync(string path)
    {
        try
        {
            using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path);
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>What it says of its own health, whether it is ready or not.</summary>
    public async Task<JsonElement> HealthAsync()
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, "/health");
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Reads something as the admin.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path);
        string said = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(said) : throw new HttpRequestException($"{path}: {(int)answer.StatusCode} {said}");
    }

    /// <summary>Orders something as the admin.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json = "{}", string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, path, json, key, cancellationToken);

    /// <summary>Orders it again and again, with the same key if it has one, until it is done; gives the answer.</summary>
    public async Task<JsonElement> DoneAsync(string path, string json = "{}", string? key = null)
    {
        JsonElement done = default;
        string? seen = null;
        await Eventually.TrueAsync(
            async () =>
            {
                using HttpResponseMessage answer = await PostAsync(path, json, key);
                seen = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                if (!answer.IsSuccessStatusCode)
                    return false;
                done = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
                return true;
            },
            () => $"{path}: {seen}");
        return done;
    }

    /// <summary>Sends a request for an app through its proxy listener.</summary>
    public async Task<(HttpStatusCode Status, string Body)> RequestAsync(string app)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, ProxyUrl);
        request.Headers.Add("X-EE-App", app);
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until it serves an app by whatever way there is.</summary>
    public Task ServesAsync(string app)
    {
        (HttpStatusCode, string) seen = default;
        return Eventually.TrueAsync(async () => (seen = await RequestAsync(app)) is (HttpStatusCode.OK, _), () => $"{Name} {app}: {seen}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Process is not null)
            await Process.DisposeAsync();
        await Database.DisposeAsync();
        await Peers.DisposeAsync();
        _http.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? json = null, string? key = null, CancellationToken cancellationToken = default)
    {
        using HttpRequestMessage request = new(method, new Uri(ControlUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Cluster.Token);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await _http.SendAsync(request, cancellationToken);
    }

    // Below those that the kernel gives to outgoing connections: it must be free again when the process comes back after a kill.
    private static int FreePort()
    {
        while (true)
        {
            int port = RandomNumberGenerator.GetInt32(10_000, 32_000);
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody's; another one.
            }
        }
    }
}
