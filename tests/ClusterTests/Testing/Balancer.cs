using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>What stands in front of several nodes: asks each whether it is ready, and leads new connections to those that are.</summary>
/// <remarks>Connections to a node that answers nothing any more are ended; those to one that only drains stay.</remarks>
internal sealed class Balancer : IAsyncDisposable
{
    private const int SilentMost = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TestNode, bool> _ready = new();
    private readonly ConcurrentDictionary<TestNode, int> _silent = new();
    private readonly ConcurrentDictionary<TcpPair, TestNode> _pairs = new();
    private readonly Func<IReadOnlyList<TestNode>> _nodes;
    private readonly Func<TestNode, int> _port;
    private readonly Task _probing;
    private readonly Task _accepting;
    private int _turn;

    /// <summary>Stands in front of nodes.</summary>
    /// <param name="nodes">Those there are.</param>
    /// <param name="port">Which of their listeners it leads to.</param>
    public Balancer(Func<IReadOnlyList<TestNode>> nodes, Func<TestNode, int> port)
    {
        _nodes = nodes;
        _port = port;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _probing = ProbeAsync();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_probing, _accepting);
        foreach (TcpPair pair in _pairs.Keys)
            pair.Abort();
        _listener.Dispose();
        _probe.Dispose();
        _stop.Dispose();
    }

    private async Task ProbeAsync()
    {
        // Each by itself: one that answers late must not keep another's word from being heard.
        Dictionary<TestNode, Task> looks = [];
        while (!_stop.IsCancellationRequested)
        {
            foreach (TestNode node in _nodes())
            {
                if (!looks.TryGetValue(node, out Task? look) || look.IsCompleted)
                    looks[node] = LookAsync(node);
            }

            await Task.WhenAny(Task.Delay(Interval, TimeProvider.System, _stop.Token));
        }

        await Task.WhenAll(looks.Values);
    }

    private async Task LookAsync(TestNode node)
    {
        try
        {
            bool? ready = await ProbeAsync(node);
            int times = _silent[node] = ready is null ? _silent.GetValueOrDefault(node) + 1 : 0;
            _ready[node] = ready ?? (times < SilentMost && _ready.GetValueOrDefault(node));
            if (times >= SilentMost)
            {
                foreach (TcpPair pair in _pairs.Where(pair => pair.Value == node).Select(pair => pair.Key))
                    pair.Abort();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    // Null: no answer at all. One whose listener is closed says no: it ends, and what it still answers on open connections is its own to end.
    private async Task<bool?> ProbeAsync(TestNode node)
    {
        try
        {
            using HttpResponseMessage answer = await _probe.GetAsync(new Uri(node.ControlUrl, "/health/ready"), _stop.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return false;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !_stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        client.NoDelay = true;
        long begun = TimeProvider.System.GetTimestamp();
        while (!_stop.IsCancellationRequested && TimeProvider.System.GetElapsedTime(begun) < Patience)
        {
            TestNode[] ready = [.. _nodes().Where(node => _ready.GetValueOrDefault(node))];
            if (ready.Length > 0 && ready[(int)((uint)Interlocked.Increment(ref _turn) % (uint)ready.Length)] is var node
                && await TcpPair.ConnectAsync(_port(node)) is { } server)
            {
                TcpPair pair = new(client, server);
                _pairs[pair] = node;
                await pair.RunAsync();
                _pairs.TryRemove(pair, out _);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        TcpPair.Reset(client);
    }
}
