using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>The server as a process: what it says at its start, and how it ends.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-process-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task DevelopmentModeServesAnAttestedAppByTheLinesItPrintsAndEndsWithoutWaiting()
    {
        await using ServerProcess server = await ServerProcess.Start(["dev"], "Ctrl-C", new Dictionary<string, string>
        {
            ["EE_DB_PATH"] = Path.Combine(_folder, "dev.db"),
            ["EE_CONTROL_PORT"] = "0",
            ["EE_PROXY_PORT"] = "0",
        }).ServingAsync();
        using HttpClient http = new();

        Assert.Contains("NOTHING HERE IS SECURE", server.Output, StringComparison.Ordinal);
        JsonElement verdict = default;
        await EventuallyAsync(async () =>
        {
            verdict = await JsonAsync(http, new HttpRequestMessage(HttpMethod.Get, new Uri(server.Control, "/v1/resolve/hello")));
            return verdict.TryGetProperty("status", out JsonElement status) && status.GetString() == "active";
        });
        Assert.Equal("development", verdict.GetProperty("trust_root").GetString());

        foreach ((string name, string value) in new[] { ("X-EE-App", "hello"), ("Host", "hello.app.localhost") })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(server.Proxy, "/some/path?q=1"));
            request.Headers.Add(name, value);
            using HttpResponseMessage answer = await http.SendAsync(request);
            Assert.Contains("GET /some/path?q=1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using HttpRequestMessage list = new(HttpMethod.Get, new Uri(server.Control, "/v1/apps"));
        list.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        Assert.Equal("hello", (await JsonAsync(http, list)).GetProperty("apps")[0].GetProperty("app_name").GetString());

        long asked = Stopwatch.GetTimestamp();
        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitAsync());

        // On a machine with nothing else to do it is a moment; whoever waited for an agent to be done would need more than 15 s.
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task EveryFaultOfTheConfigurationIsToldAtOnce()
    {
        await using ServerProcess server = ServerProcess.Start([], "never", new Dictionary<string, string>
        {
            ["EE_CONTROL_PORT"] = "many",
            ["EE_PROXY_TIMEOUT_SEC"] = "0",
            ["EE_APP_JOIN"] = "maybe",
            ["EE_ADMIN_TOKEN"] = "short",
            ["EE_ALLOWLIST_DIR"] = Path.Combine(_folder, "nowhere"),
            ["EE_TLS_CERT"] = Path.Combine(_folder, "no.pem"),
        });

        Assert.Equal(2, await server.ExitAsync());
        Assert.All(
            ["EE_CONTROL_PORT", "EE_PROXY_TIMEOUT_SEC", "EE_APP_JOIN", "EE_ADMIN_TOKEN", "EE_ALLOWLIST_DIR", "EE_TLS_CERT"],
            name => Assert.Contains("error: " + name + ": ", server.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APortInUseIsToldAsSuch()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string port = ((IPEndPoint)other.LocalEndpoint).Port.ToString();
        await using ServerProcess server = ServerProcess.Start([], "never", new Dictionary<string, string>
        {
            ["EE_DB_PATH"] = Path.Combine(_folder, "port.db"),
            ["EE_CONTROL_BIND"] = "127.0.0.1",
            ["EE_CONTROL_PORT"] = port,
            ["EE_PROXY_BIND"] = "127.0.0.1",
            ["EE_PROXY_PORT"] = "0",
        });

        Assert.Equal(1, await server.ExitAsync());
        Assert.Contains(port, server.Errors, StringComparison.Ordinal);
        Assert.Contains("in use", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondProcessOnTheSameFileSaysSoAndEndsWhileTheFirstServesOn()
    {
        Dictionary<string, string> variables = new()
        {
            ["EE_DB_PATH"] = Path.Combine(_folder, "one.db"),
            ["EE_CONTROL_BIND"] = "127.0.0.1",
            ["EE_CONTROL_PORT"] = "0",
            ["EE_PROXY_BIND"] = "127.0.0.1",
            ["EE_PROXY_PORT"] = "0",
        };
        await using ServerProcess first = await ServerProcess.Start([], ", proxy ", variables).ServingAsync();
        await using ServerProcess second = ServerProcess.Start([], ", proxy ", variables);

        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains("in use by another process", second.Errors, StringComparison.Ordinal);
        using HttpClient http = new();
        JsonElement health = await JsonAsync(http, new HttpRequestMessage(HttpMethod.Get, new Uri(first.Control, "/health")));
        Assert.Equal(("ok", "production"), (health.GetProperty("status").GetString(), health.GetProperty("mode").GetString()));
    }

    internal static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "It did not become true.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    internal static async Task<JsonElement> JsonAsync(HttpClient http, HttpRequestMessage request)
    {
        using HttpResponseMessage answer = await http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }
}
