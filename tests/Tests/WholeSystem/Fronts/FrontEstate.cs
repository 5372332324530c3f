using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Storage.Sqlite;
using EasyEnclave.Tests.Storage;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Allowlists;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>One server process behind all three fronts, and for each front an agent process that dialled in through it.</summary>
public sealed class FrontEstate : IAsyncLifetime
{
    /// <summary>The admin's token.</summary>
    internal const string Token = "a-token-of-the-front-tests";

    private readonly string _folder = Directory.CreateTempSubdirectory("ee-estate-").FullName;
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly Dictionary<string, Front> _fronts = [];
    private readonly Dictionary<string, Front> _streaming = [];
    private readonly List<RunningProgram> _agents = [];
    private SimulatedPlatform? _platform;

    /// <summary>The node.</summary>
    internal ServerProcess Server { get; private set; } = null!;

    /// <summary>The app behind the agents of all three apps.</summary>
    internal EchoBackend Backend { get; private set; } = null!;

    /// <summary>What stands behind <see cref="Streaming"/> in place of the proxy listener.</summary>
    internal StreamUpstream Upstream { get; private set; } = null!;

    /// <summary>Speaks to the control listener past every front.</summary>
    internal HttpClient Direct { get; private set; } = null!;

    private string Allowlists => Path.Combine(_folder, "allowlists");

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        if (InstalledProgram.WhySkipped(Front.Names) is not null)
            return;

        _platform = SimulatedPlatform.Create(TimeProvider.System.GetUtcNow());
        _platform.Save(_folder);
        FrontTls tls = new(_folder);
        string database = Path.Combine(_folder, "ee.db");
        await SeedExpiredAsync(database);
        Backend = Running(await EchoBackend.StartAsync());
        Upstream = Running(await StreamUpstream.StartAsync());
        Server = Running(ServerProcess.Start([], ", proxy ", Variables(database, tls)));
        await Server.ServingAsync();
        Direct = new HttpClient { BaseAddress = Server.Control };
        Direct.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        (await Direct.PostAsync("/v1/apps", Json("""{"app_name":"waiting","repo":"acme/waiting","network":"sandbox-1"}"""))).EnsureSuccessStatusCode();

        foreach (string name in Front.Names)
        {
            _fronts[name] = Running(await Front.StartAsync(name, _folder, Server.Control, Server.Proxy, tls));
            StartAgent(_fronts[name], tls);
            _streaming[name] = Running(await Front.StartAsync(name, Path.Combine(_folder, "streams"), Server.Control, Upstream.Url, tls));
        }

        foreach (string name in Front.Names)
            await StandsAsync(AppOf(name), "active");
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        Direct?.Dispose();
        while (_running.TryPop(out IAsyncDisposable? running))
            await running.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The front of a name.</summary>
    internal Front Of(string name) => _fronts[name];

    /// <summary>The same program and file, but before <see cref="Upstream"/>.</summary>
    internal Front Streaming(string name) => _streaming[name];

    /// <summary>The app whose agent came through a front.</summary>
    internal static string AppOf(string name) => "via-" + name;

    internal static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    internal async Task<JsonElement> ResolveAsync(string app)
    {
        using HttpResponseMessage answer = await Direct.GetAsync("/v1/resolve/" + app);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until an app stands so, as long as a busy machine takes to start six programs.</summary>
    internal async Task StandsAsync(string app, string status)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            JsonElement verdict = await ResolveAsync(app);
            if (verdict.TryGetProperty("status", out JsonElement stands) && stands.GetString() == status)
                return;
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(2), $"{app}: {verdict} {string.Join('\n', _agents.Select(agent => agent.Said))}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>An agent in the test's hands that dials in through a front, and is not attested yet.</summary>
    internal async Task<FakeAgent> GuestAsync(Front front, string app)
    {
        AgentScript script = new(app + "-1", app) { Repo = "acme/" + app };
        TestNetwork.Publish(Allowlists, script, SimulatedRelease.Allowlist(script.Td, script.Claims, script.Tag, TimeProvider.System.GetUtcNow()));
        FakeAgent agent = await FakeAgent.ConnectAsync(
            new Uri($"wss://localhost:{front.Port}/v1/tunnel"),
            _platform!,
            script,
            options => options.RemoteCertificateValidationCallback = (_, shown, _, errors) => front.Tls.Trusts(shown, errors),
            () => front.Tls.KeySha256);
        return agent;
    }

    private Dictionary<string, string> Variables(string database, FrontTls tls) => new()
    {
        ["EE_DB_PATH"] = database,
        ["EE_CONTROL_PORT"] = "0",
        ["EE_PROXY_PORT"] = "0",
        ["EE_DEV_PLATFORM"] = _folder,
        ["EE_ALLOWLIST_DIR"] = Directory.CreateDirectory(Allowlists).FullName,
        ["EE_ADMIN_TOKEN"] = Token,
        ["EE_APP_DOMAINS"] = "app.example.com",
        ["EE_PUBLIC_PROXY_URL"] = "https://app.example.com",
        ["EE_TLS_TERMINATED"] = "true",
        ["EE_TLS_FRONT_SPKI"] = tls.KeySha256,
        ["EE_PROXY_HOLD_SEC"] = "0",
    };

    // The agent program as it runs in a virtual machine, with the test's certificate for the only authority it knows.
    private void StartAgent(Front front, FrontTls tls)
    {
        string app = AppOf(front.Name);
        Dictionary<string, string> variables = new()
        {
            ["EE_CONTROL_WS"] = $"wss://localhost:{front.Port}/v1/tunnel",
            ["EE_REPO"] = "acme/" + app,
            ["EE_RELEASE_TAG"] = "v1.0.0",
            ["EE_APP_NAME"] = app,
            ["EE_NETWORK"] = "sandbox-1",
            ["EE_AGENT_ID"] = app + "-1",
            ["EE_BACKEND_URL"] = Backend.Url,
            ["EE_QUOTE_PROVIDER"] = "simulated",
            ["EE_DEV_PLATFORM"] = _folder,
            ["VM_IMAGE_ID"] = "image-1",
        };
        OptionsReading reading = AgentOptionsReader.Read(variables.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        AgentOptions options = reading.Options ?? throw new InvalidOperationException(string.Join(", ", reading.Faults));
        string file = Path.Combine(Allowlists, AllowlistDirectory.FileOf(options.Repo.Value, options.ReleaseTag.Value));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, SimulatedRelease.Allowlist(
            SimulatedQuoteSource.TdOf(options), ClaimsSource.Of(options), options.ReleaseTag.Value, TimeProvider.System.GetUtcNow()));

        variables["SSL_CERT_FILE"] = tls.Chain;
        variables["SSL_CERT_DIR"] = Directory.CreateDirectory(Path.Combine(_folder, "no-authorities")).FullName;
        _agents.Add(Running(RunningProgram.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "EasyEnclave.Agent.dll")], variables)));
    }

    // Its last attestation is older than a registration lives: that cannot be waited for.
    private static async Task SeedExpiredAsync(string file)
    {
        DateTimeOffset then = TimeProvider.System.GetUtcNow().AddDays(-40);
        await using SqliteStore store = await StoreFolder.OpenAsync(file);
        LogLease lease = await store.JoinAsync("node-1", then, CancellationToken.None);
        await store.AppendAsync(
            lease,
            [
                WriteEntry.Of(
                    new RowChange.PutApp(Samples.App("expired") with { TrustRoot = "development", BoundAt = then }, 0),
                    new RowChange.PutAgent(
                        Samples.Agent("expired-1") with
                        {
                            App = AppName.Parse("expired"),
                            Attestation = Samples.Facts with { At = then, TrustRoot = "development" },
                            RegisteredAt = then,
                            Log = lease.Log,
                        },
                        0,
                        0)),
            ],
            then,
            CancellationToken.None);
    }

    private T Running<T>(T running)
        where T : IAsyncDisposable
    {
        _running.Push(running);
        return running;
    }
}
