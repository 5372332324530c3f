using System.Net;
using System.Text.Json.Nodes;
using EasyEnclave.Node.Options;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Tests.Upstream.Dns;

namespace EasyEnclave.Tests.WholeSystem;

/// <summary>Names that lead to the server: set when it starts, and kept from apps.</summary>
public sealed class NamesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-names-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheyAreSetBeforeTheServerSaysThatItServes()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        await using ServerProcess server = await Start(host).ServingAsync();

        Assert.Equal(
            ["A control.example.com 8.8.4.4 proxied", "A control-direct.example.com 8.8.4.4 ttl 1", "A *.app.example.com 8.8.4.4 proxied"], host.Records);
        Assert.Contains("created A control.example.com -> 8.8.4.4 (proxied)", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(CloudflareHost.Token, server.Output + server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailureEndsTheStartAndIsToldInOneLine()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Put("CNAME", "control.example.com", "elsewhere.example.net");
        await using ServerProcess server = Start(host);

        Assert.Equal(1, await server.ExitAsync());
        await Until.TrueAsync(() => server.Errors.Contains("EE_DNS_FAIL_ON_ERROR", StringComparison.Ordinal));
        Assert.StartsWith("error: names were not set: control.example.com has the record CNAME", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(", proxy ", server.Output, StringComparison.Ordinal);
        Assert.Empty(host.Writes);
    }

    [Fact]
    public async Task AFailureThatMayBeIsAWarning()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        host.Zones.Clear();
        await using ServerProcess server = await Start(host, ("EE_DNS_FAIL_ON_ERROR", "false")).ServingAsync();

        Assert.Contains("Names were not set (zone_unknown)", server.Output, StringComparison.Ordinal);
        using HttpClient http = new();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(server.Control, "/health"))).StatusCode);
    }

    [Fact]
    public async Task AServerThatIsToldToStopMeanwhileStops()
    {
        await using CloudflareHost host = await CloudflareHost.StartAsync();
        TaskCompletionSource asked = new();
        TaskCompletionSource end = new();
        host.Api.First(async _ =>
        {
            asked.TrySetResult();
            await end.Task;
            return false;
        });
        await using ServerProcess server = Start(host);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await server.TerminateAsync();

        Assert.Equal(0, await server.ExitAsync());
        end.SetResult();
    }

    [Fact]
    public async Task WhatIsMissingIsAFaultOfTheConfiguration()
    {
        await using ServerProcess server = ServerProcess.Start([], "never", new Dictionary<string, string>
        {
            ["EE_DNS_UPDATE_ON_START"] = "true",
            ["EE_DNS_FAIL_ON_ERROR"] = "false",
            ["EE_DNS_IP"] = "10.0.0.1",
        });

        Assert.Equal(2, await server.ExitAsync());
        await Until.TrueAsync(() => server.Errors.Contains("EE_DNS_IP", StringComparison.Ordinal));
        Assert.All(["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ZONE", "EE_DNS_IP"], name => Assert.Contains($"error: {name}: ", server.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NoAppMayBeCalledAsOneOfTheOperatorsHosts()
    {
        await using TestNetwork network = await TestNetwork.StartAsync(
            options => options with { Names = new NamesOptions { Reserved = new HashSet<string>(StringComparer.Ordinal) { "panel" } } });
        FakeAgent agent = await network.ConnectAsync(new AgentScript { App = "panel" });

        await agent.SendAsync(agent.RegisterFrame());
        Assert.Equal("invalid_field:app_name", (await agent.ReceiveAsync("status")).GetProperty("reason").GetString());

        // A mistake that can be mended: the same tunnel may register under another name.
        JsonObject renamed = agent.RegisterFrame();
        renamed["app_name"] = "hello";
        await agent.SendAsync(renamed);
        await agent.ReceiveAsync("attest_request");
    }

    private ServerProcess Start(CloudflareHost host, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> variables = new()
        {
            ["EE_DB_PATH"] = Path.Combine(_folder, "names.db"),
            ["EE_CONTROL_BIND"] = "127.0.0.1",
            ["EE_CONTROL_PORT"] = "0",
            ["EE_PROXY_BIND"] = "127.0.0.1",
            ["EE_PROXY_PORT"] = "0",
            ["EE_DNS_UPDATE_ON_START"] = "true",
            ["EE_DNS_IP"] = "8.8.4.4",
            ["CLOUDFLARE_API_TOKEN"] = CloudflareHost.Token,
            ["CLOUDFLARE_ZONE"] = CloudflareHost.Zone,
            ["CLOUDFLARE_API_URL"] = host.Url,
        };
        foreach ((string name, string value) in more)
            variables[name] = value;
        return ServerProcess.Start([], ", proxy ", variables);
    }
}
