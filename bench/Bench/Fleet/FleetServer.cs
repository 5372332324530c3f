using System.Diagnostics;
using System.Globalization;
using EasyEnclave.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Bench.Fleet;

/// <summary>The other end of <see cref="FleetChild"/>: does what it is asked to, one thing at a time.</summary>
internal sealed class FleetServer(string platform, int first, int count, Uri[] nodes) : IAsyncDisposable
{
    public const string Make = "/make";
    public const string Connect = "/connect";
    public const string Return = "/return";

    private BenchFleet? _fleet;
    private int _shift;

    public void Run(WebApplication app) => app.Run(async context =>
    {
        try
        {
            await context.Response.WriteAsync(await DoAsync(context.Request.Path));
        }
        catch (InvalidOperationException e)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync(e.Message);
        }
    });

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null)
            await _fleet.DisposeAsync();
    }

    private async Task<string> DoAsync(string what)
    {
        switch (what)
        {
            case Make:
                _fleet = new BenchFleet(SimulatedPlatform.LoadOrCreate(platform, TimeProvider.System.GetUtcNow()), count, first);
                return "";
            case Connect:
                await _fleet!.KeepAsync(place => nodes[(first + place + _shift) % nodes.Length]);
                return "";
            case Return:
                return string.Join('\n', await ReturnAsync(_fleet!));
            default:
                throw new InvalidOperationException("there is no such thing to do");
        }
    }

    private async Task<string[]> ReturnAsync(BenchFleet fleet)
    {
        _shift++;
        foreach (var agent in fleet.Agents)
            agent.Expect();
        foreach (var agent in fleet.Agents)
            agent.Drop();
        var all = fleet.AllAttestedAsync();
        var attested = await Task.WhenAll(fleet.Agents.Select(async agent =>
        {
            await agent.Attested;
            return string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {agent.App}");
        }));
        await all;
        var vain = fleet.Agents.SelectMany(static agent => agent.Vain).GroupBy(static fault => fault, StringComparer.Ordinal);
        return [string.Join('\t', vain.Select(static some => $"{some.Count()} {some.Key}")), .. attested];
    }
}
