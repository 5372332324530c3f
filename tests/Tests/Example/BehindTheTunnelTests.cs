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

    private static async Task<(int Status, string Body)> AskAsync(TestNetwork network, string path, string body, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(network.Plane.ProxyUrl, path));
        request.Headers.Add("X-EE-App", "hello");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await network.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
