using System.Net;
using System.Net.Sockets;
using EasyEnclave.Node;
using EasyEnclave.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Node;

/// <summary>What a container's health check goes by is the exit code.</summary>
public sealed class HealthVerbTests
{
    [Fact]
    public async Task AServerThatIsReadyGivesZeroAlsoBehindACertificateOfAnotherName()
    {
        using TlsFiles tls = new();
        await using TestNetwork plain = await TestNetwork.StartEmptyAsync(same => same, new MemoryStore());
        await using TestNetwork secure = await TestNetwork.StartEmptyAsync(
            options => options with { TlsCertificate = tls.Certificate, TlsKey = tls.Key }, new MemoryStore());

        Assert.Equal(0, await HealthVerb.RunAsync([plain.Plane.ControlUrl.ToString()]));
        Assert.Equal("https", secure.Plane.ControlUrl.Scheme);
        Assert.Equal(0, await HealthVerb.RunAsync([secure.Plane.ControlUrl.ToString()]));
        Assert.Equal(0, await HealthVerb.RunAsync(["--control-port", $"{plain.Plane.ControlUrl.Port}"]));
    }

    [Fact]
    public async Task AServerThatIsDrainingOrGoneGivesOne()
    {
        await using WebApplication draining = await AnsweringAsync(503, """{"status":"draining","version":"1","node":"n","cluster":"c","mode":"production"}""");
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        string nobody = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();

        Assert.Equal(1, await HealthVerb.RunAsync([draining.Urls.Single()]));
        Assert.Equal(1, await HealthVerb.RunAsync([nobody]));
    }

    [Theory]
    [InlineData(200, "no JSON", 0)]
    [InlineData(404, "no JSON", 1)]
    [InlineData(301, "", 1)]
    public async Task TheStatusDecidesWhateverTheBodyIs(int status, string body, int code)
    {
        await using WebApplication server = await AnsweringAsync(status, body);

        Assert.Equal(code, await HealthVerb.RunAsync([server.Urls.Single()]));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--nonsense")]
    [InlineData("--control-port=0")]
    [InlineData("--control-port=many")]
    [InlineData("http://127.0.0.1", "--control-port=1")]
    public async Task WhatCannotBeAskedGivesTwo(params string[] arguments) => Assert.Equal(2, await HealthVerb.RunAsync(arguments));

    private static async Task<WebApplication> AnsweringAsync(int status, string body)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication server = builder.Build();
        server.Map("/health/ready", async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
        await server.StartAsync();
        return server;
    }
}
