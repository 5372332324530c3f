using System.Net.WebSockets;
using System.Text.Json;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>An agent that answers whatever it is asked, and dials again whenever its tunnel ended.</summary>
internal sealed class LivingAgent : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _living;
    private volatile FakeAgent? _now;
    private int _tunnels;

    public LivingAgent(Cluster cluster, Uri url, AgentScript script) => _living = LiveAsync(cluster, url, script);

    /// <summary>How often it was attested in a new tunnel.</summary>
    public int Tunnels => Volatile.Read(ref _tunnels);

    /// <summary>Whether a tunnel of it is open and attested.</summary>
    public bool Serves => _now is { Ended: false };

    /// <summary>Its tunnel ends without a word; it dials again.</summary>
    public void Drop() => _now?.Abort();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _now?.Abort();
        await _living;
        _stop.Dispose();
    }

    private async Task LiveAsync(Cluster cluster, Uri url, AgentScript script)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using FakeAgent agent = await FakeAgent.ConnectAsync(url, cluster.Platform, script);
                await using CancellationTokenRegistration abort = _stop.Token.Register(agent.Abort);
                JsonElement status = await agent.AttestAsync();
                if (status.GetProperty("reason").GetString() == "attested")
                {
                    agent.Automatic = true;
                    _now = agent;
                    Interlocked.Increment(ref _tunnels);
                    while (!agent.Ended && !_stop.IsCancellationRequested)
                        await Task.Delay(Pause, TimeProvider.System);
                }
            }
            catch (Exception e) when (e is WebSocketException or InvalidOperationException or OperationCanceledException or ObjectDisposedException)
            {
                // Refused, cut, or nobody there: again in a moment.
            }

            _now = null;
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
