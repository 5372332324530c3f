using System.Net.Http.Headers;
using System.Text;
using EasyEnclave.Agent;
using EasyEnclave.Agent.Claims;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.ContactDiscovery;
using EasyEnclave.Simulation.Releases;
using EasyEnclave.Tests.Agent;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Example;

/// <summary>The example where it belongs: on a unix socket beside an attested agent, asked through the control plane's proxy.</summary>
public sealed class BehindTheTunnelTests
{
    [Fact]
    public async Task TokensNumbersAndRefusalsPassTheProxyUnchanged()
    {
        string folder = Directory.CreateTempSubdirectory("ee-contacts-").FullName;
        ListenAddress.Socket socket = new(Path.Combine(folder, "contacts.sock"));
        await using TestContacts contacts = await TestContacts.StartAsync(options => options with { Address = socket });
        await using TestNetwork network = await TestNetwork.StartEmptyAsync(options => options, new MemoryStore());
        AgentOptions options = TestAgent.Options(network.TunnelUrl, new BackendAddress.Unix(socket.Path)) with
        {
            QuoteProvider = QuoteProvider.Simulated,
            DevelopmentPlatform = TestNetwork.PlatformFolder,
        };
        network.Publish(
            new AgentScript(), SimulatedRelease.Allowlist(SimulatedQuoteSource.TdOf(options), ClaimsSource.Of(options), "v1.0.0", network.Time.Now));
        using CancellationTokenSource stop = new();
        using RecordedLogs logs = new();
        Task running = AgentHost.RunAsync(options, network.Time, logs, null, stop.Token);
        await network.StandsAsync("hello", "active");

        Assert.Equal((200, """{"registered":1}"""), await AskAsync(network, "/register", """{"contacts":["+49 30 1234567"]}""", TestContacts.Token));
        Assert.Equal(
            (200, """{"results":[{"contact":"+49301234567","registered":true}]}"""),
            await AskAsync(network, "/lookup", """{"contacts":["+49301234567"]}""", TestContacts.Token));
        Assert.Equal(401, (await AskAsync(network, "/lookup", """{"contacts":["+49301234567"]}""", "another-token-of-nobody")).Status);

        await stop.CancelAsync();
        await running;
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task DevelopmentModeServesItInPlaceOfTheSample()
    {
        await using TestContacts contacts = await TestContacts.StartAsync();
        string folder = Directory.CreateTempSubdirectory("ee-contacts-").FullName;
        await using (ServerProcess server = await ServerProcess.Start(["dev"], "Ctrl-C", new Dictionary<string, string>
        {
            ["EE_DB_PATH"] = Path.Combine(folder, "dev.db"),
            ["EE_CONTROL_PORT"] = "0",
            ["EE_PROXY_PORT"] = "0",
            ["EE_APP_NAME"] = "contacts",
            ["EE_BACKEND_URL"] = contacts.Address,
        }).ServingAsync())
        {
            await Until.TrueAsync(() => (server.Output + server.Errors).Contains("The backend is well", StringComparison.Ordinal));
            Assert.Contains("'X-EE-App: contacts'", server.Output, StringComparison.Ordinal);
            Assert.Equal((200, """{"registered":0}"""), await AskAsync(contacts.Http, server.Proxy, "contacts", "/register", """{"contacts":[]}""", TestContacts.Token));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Task<(int Status, string Body)> AskAsync(TestNetwork network, string path, string body, string token) =>
        AskAsync(network.Http, network.Plane.ProxyUrl, "hello", path, body, token);

    private static async Task<(int Status, string Body)> AskAsync(HttpClient http, Uri proxy, string app, string path, string body, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(proxy, path));
        request.Headers.Add("X-EE-App", app);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
