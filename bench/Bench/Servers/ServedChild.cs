using System.Globalization;
using EasyEnclave.Bench.Fleet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Bench.Servers;

/// <summary>The servers that ours are measured beside, each run by a child process of the bench.</summary>
internal static class ServedChild
{
    public static async Task<int> RunAsync(string what, string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        FleetServer? fleet = null;
        switch (what, arguments)
        {
            case ("bytes", [var count]):
                EmptyEndpoint.Run(app, int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case ("backend", []):
                Backend.Run(app);
                break;
            case ("proxy", [var to]):
                PlainProxy.Run(app, new Uri(to));
                break;
            case ("fleet", [var platform, var first, var count, .. var nodes]):
                fleet = new FleetServer(
                    platform,
                    int.Parse(first, CultureInfo.InvariantCulture),
                    int.Parse(count, CultureInfo.InvariantCulture),
                    Array.ConvertAll(nodes, static node => new Uri(node)));
                fleet.Run(app);
                break;
            default:
                Console.Error.WriteLine($"bench: there is no server '{what}'");
                return 2;
        }

        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await app.WaitForShutdownAsync();
        if (fleet is not null)
            await fleet.DisposeAsync();
        return 0;
    }
}
