using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Upstream.Allowlists;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Testing;

/// <summary>A whole control plane on loopback: real sockets, real simulated quotes, a clock in the test's hands, and one steady app beside.</summary>
internal sealed class TestNetwork : IAsyncDisposable
{
    public const string Token = "a-token-of-the-tests-alone";

    private static readonly Lazy<(string Folder, SimulatedPlatform Platform)> Shared = new(MakePlatform);

    private readonly string _folder = Directory.CreateTempSubdirectory("ee-network-").FullName;
    private readonly List<FakeAgent> _agents = [];
    private FakeAgent? _steady;
    private ControlPlane? _plane;

    private TestNetwork(IStore store) => Store = store;

    /// <summary>The trusted platform; making one costs, so all tests share it.</summary>
    public static SimulatedPlatform Platform => Shared.Value.Platform;

    /// <summary>Its folder, for other processes.</summary>
    public static string PlatformFolder => Shared.Value.Folder;

    public ManualTime Time { get; } = new();

    public IStore Store { get; }

    public ControlPlane Plane => _plane ?? throw new InvalidOperationException("It has not started.");

    public string Allowlists => Path.Combine(_folder, "allowlists");

    public HttpClient Http { get; } = Trusting();

    /// <summary>Speaks to the control listener as the admin.</summary>
    public HttpClient Admin { get; } = Trusting();

    public Uri TunnelUrl => new UriBuilder(Plane.ControlUrl)
    {
        Scheme = Plane.ControlUrl.Scheme == "https" ? "wss" : "ws",
        Path = "/v1/tunnel",
    }.Uri;

    public static async Task<TestNetwork> StartAsync(Func<NodeOptions, NodeOptions>? change = null, IStore? store = null)
    {
        TestNetwork network = new(store ?? new MemoryStore());
        network.Publish(new AgentScript());
        await network.RunAsync(change ?? (same => same));
        network._steady = await network.AttestAsync(new AgentScript("steady-1", "steady"));
        network._steady.Automatic = true;
        return network;
    }

    /// <summary>Starts on a store as it is, with nobody connected.</summary>
    public static async Task<TestNetwork> StartEmptyAsync(Func<NodeOptions, NodeOptions> change, IStore store, TimeSpan later = default)
    {
        TestNetwork network = new(store);
        network.Time.Advance(later);
        network.Publish(new AgentScript());
        await network.RunAsync(change);
        return network;
    }

    /// <summary>Writes the allowlist of what an agent runs.</summary>
    public void Publish(AgentScript who) =>
        Publish(who, SimulatedRelease.Allowlist(who.Td, who.Claims, who.Tag, Time.Now));

    public void Publish(AgentScript who, byte[] list) => Publish(Allowlists, who, list);

    public static void Publish(string folder, AgentScript who, byte[] list)
    {
        string file = Path.Combine(folder, AllowlistDirectory.FileOf(who.Repo, who.Tag));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, list);
    }

    public async Task<FakeAgent> ConnectAsync(AgentScript? who = null)
    {
        FakeAgent agent = await FakeAgent.ConnectAsync(TunnelUrl, Platform, who ?? new AgentScript());
        _agents.Add(agent);
        return agent;
    }

    /// <summary>Connects an agent and sees it attested and shown to routing.</summary>
    public async Task<FakeAgent> AttestAsync(AgentScript? who = null)
    {
        FakeAgent agent = await ConnectAsync(who);
        JsonElement status = await agent.AttestAsync();
        Assert.Equal("attested", status.GetProperty("reason").GetString());
        return agent;
    }

    /// <summary>Sees a tunnel end by a refusal that is told, counted, and felt by nobody else.</summary>
    public async Task RefusedAsync(FakeAgent agent, string reason, int code = 1008)
    {
        Assert.Equal((code, reason), await agent.EndAsync());
        Assert.True(await CountedAsync(reason) > 0, "it was not counted");
        await UndisturbedAsync();
    }

    /// <summary>Sees the app beside still served.</summary>
    public async Task UndisturbedAsync()
    {
        // A frame and a request go by different sockets: the word must have arrived before the request asks for it.
        await _steady!.SayHealthAsync("pass");
        await StandsAsync("steady", "active");
        using HttpResponseMessage answer = await RequestAsync("steady");
        Assert.Equal("steady", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a request through the proxy listener.</summary>
    public Task<HttpResponseMessage> RequestAsync(string app, string path = "/")
    {
        HttpRequestMessage request = new(HttpMethod.Get, new Uri(Plane.ProxyUrl, path));
        request.Headers.Add("X-EE-App", app);
        return Http.SendAsync(request);
    }

    public async Task<JsonElement> ResolveAsync(string app)
    {
        using HttpResponseMessage answer = await Http.GetAsync(new Uri(Plane.ControlUrl, "/v1/resolve/" + app));
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until an app stands so.</summary>
    public async Task StandsAsync(string app, string status)
    {
        string? seen = null;
        for (int i = 0; i < 2000; i++)
        {
            JsonElement answer = await ResolveAsync(app);
            seen = answer.TryGetProperty("status", out JsonElement value) ? value.GetString() : "unknown";
            if (seen == status)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        Assert.Equal(status, seen);
    }

    /// <summary>Moves the clock on, and then by little steps until it shows: who was busy when the clock moved arms its timer late.</summary>
    public async Task PassAsync(TimeSpan time, Func<bool> until)
    {
        Assert.True(time < TimeSpan.FromDays(4000), "There is nothing to wait for at the end of time: the agent is not connected.");

        // An agent has a frame before the server hears that it was sent: a leap in between would say that it took minutes.
        await Until.TrueAsync(() => !Plane.Directory.Agents.Any(agent => agent.Live?.Tunnel is AgentTunnel { Sending: true }));
        Time.Advance(time < TimeSpan.Zero ? TimeSpan.Zero : time);
        await Until.TrueAsync(() =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(10));
            return until();
        });
    }

    /// <summary>When an agent is checked next; the end of time when it is not connected.</summary>
    public DateTimeOffset NextCheck(string agent) =>
        Plane.Directory.Find(AgentId.Parse(agent))?.NextAttestAt ?? DateTimeOffset.MaxValue;

    /// <summary>Moves the clock on to an agent's next check, with a stop at the one of the app beside, and gives the challenge.</summary>
    /// <remarks>A leap over a check would let its challenge look like a frame that the agent did not take for minutes.</remarks>
    public async Task<JsonElement> CheckAsync(FakeAgent agent)
    {
        string steady = _steady!.Script.AgentId;
        if (NextCheck(steady) <= NextCheck(agent.Script.AgentId))
        {
            await PassCheckAsync(_steady);
        }

        await PassAsync(NextCheck(agent.Script.AgentId) - Time.Now, () => agent.HasFrame);
        return await agent.ReceiveAsync("attest_request");
    }

    /// <summary>Moves the clock on to the next check of an agent that answers by itself, until it was told that it passed.</summary>
    /// <remarks>Were the clock to leap on before that word is sent, it would look like a frame that the agent did not take for minutes.</remarks>
    public Task PassCheckAsync(FakeAgent agent)
    {
        int before = agent.Attested;
        return PassAsync(NextCheck(agent.Script.AgentId) - Time.Now, () => agent.Attested > before);
    }

    /// <summary>How often a reason was refused, as far as the store says, once it says anything.</summary>
    public async Task<long> CountedAsync(string reason)
    {
        long count = 0;
        await PassAsync(TimeSpan.FromSeconds(1), () => (count = Refusals().Where(row => row.Reason == reason).Sum(row => row.Count)) > 0);
        return count;
    }

    public IReadOnlyList<RefusalRow> Refusals() =>
        Store.ReadRefusalsAsync(DateTimeOffset.UnixEpoch, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        foreach (FakeAgent agent in _agents)
            await agent.DisposeAsync();
        if (_plane is not null)
        {
            await _plane.StopAsync();
            await _plane.DisposeAsync();
        }

        Http.Dispose();
        Admin.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Servers of the tests vouch for themselves, where they speak TLS at all.
    private static HttpClient Trusting() => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
    });

    private async Task RunAsync(Func<NodeOptions, NodeOptions> change)
    {
        NodeOptions options = change(new NodeOptions
        {
            Control = new IPEndPoint(IPAddress.Loopback, 0),
            Proxy = new IPEndPoint(IPAddress.Loopback, 0),
            DatabasePath = "unused",
            KeyFile = OwnKeyFile(),
            AllowlistDirectory = Allowlists,
            DevelopmentPlatform = PlatformFolder,
            AdminToken = Token,
        });
        _plane = await ControlPlane.StartAsync(options, Store, Time, logging => logging.ClearProviders(), CancellationToken.None);
        Admin.BaseAddress = Plane.ControlUrl;
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    // One key for all, so that any network opens any store; a file for each, since what is kept beside it is of one store.
    private string OwnKeyFile()
    {
        string file = Path.Combine(_folder, "store.key");
        File.Copy(Path.Combine(PlatformFolder, "store.key"), file, overwrite: true);
        return file;
    }

    private static (string Folder, SimulatedPlatform Platform) MakePlatform()
    {
        string folder = Directory.CreateTempSubdirectory("ee-platform-").FullName;
        string key = Path.Combine(folder, "store.key");
        File.WriteAllBytes(key, RandomNumberGenerator.GetBytes(32));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        SimulatedPlatform.FromSeed(2026, new ManualTime().Now).Save(folder);
        return (folder, SimulatedPlatform.Load(folder));
    }
}
