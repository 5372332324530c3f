using System.Diagnostics;
using EasyEnclave.Simulation;

namespace EasyEnclave.Bench.Fleet;

/// <summary>Many agents in this process, each with a machine, an app and a tunnel of its own.</summary>
internal sealed class BenchFleet : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly BenchAgent[] _agents;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpMessageInvoker _dialer = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
    private readonly List<Task> _running = [];

    /// <summary>Makes agents and their machines.</summary>
    /// <param name="platform">What certifies the machines.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The number of the first.</param>
    public BenchFleet(SimulatedPlatform platform, int count, int first = 1) =>
        _agents = [.. Enumerable.Range(first, count).Select(number => new BenchAgent(platform, number))];

    public IReadOnlyList<BenchAgent> Agents => _agents;

    /// <summary>How many tunnels are open still.</summary>
    public int Open => _running.Count(run => !run.IsCompleted);

    /// <summary>Connects all at once, and waits until the last one is attested.</summary>
    /// <returns>The time from the first dial to that.</returns>
    public async Task<TimeSpan> AttestAsync(Uri tunnel)
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var agent in _agents)
            _running.Add(Task.Run(() => agent.RunAsync(tunnel, _dialer, _stop.Token)));

        // One that fails is told at once, instead of after all the others.
        await foreach (var attested in Task.WhenEach(_agents.Select(agent => agent.Attested)).ConfigureAwait(false))
            await attested;
        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Connects all, each again whenever it is lost, and waits until the last one is attested.</summary>
    /// <param name="tunnel">Where the agent at a place dials, at each dial.</param>
    public async Task KeepAsync(Func<int, Uri> tunnel)
    {
        for (var place = 0; place < _agents.Length; place++)
        {
            var at = place;
            _running.Add(Task.Run(() => _agents[at].KeepAsync(() => tunnel(at), _dialer, _stop.Token)));
        }

        await AllAttestedAsync();
    }

    /// <summary>Waits until all are attested; tells what keeps one that is not after a while.</summary>
    public async Task AllAttestedAsync()
    {
        try
        {
            await Task.WhenAll(_agents.Select(agent => agent.Attested)).WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            var late = _agents.Where(agent => !agent.Attested.IsCompleted).ToArray();
            throw new InvalidOperationException($"{late.Length} agents are not attested; {late[0].App}: {late[0].LastFault}", e);
        }
    }

    /// <summary>Has every agent beat once each interval, spread evenly over it, for as long as it is awaited.</summary>
    public async Task BeatAsync(TimeSpan interval, CancellationToken stop)
    {
        const int Steps = 100;
        try
        {
            for (var step = 0; ; step = (step + 1) % Steps)
            {
                await Task.WhenAll(_agents.Where((_, place) => place % Steps == step).Select(agent => agent.BeatAsync(stop)));
                await Task.Delay(interval / Steps, TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The watch is over.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        Array.ForEach(_agents, agent => agent.Dispose());
        _dialer.Dispose();
        _stop.Dispose();
    }
}
