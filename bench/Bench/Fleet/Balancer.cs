using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.Bench.Fleet;

/// <summary>A front that passes connections on to one node after another, and to the next where one does not answer.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _next;

    public Balancer(params IReadOnlyList<IPEndPoint> targets)
    {
        Targets = targets;
        _listener.Start(backlog: 4096);
        _accepting = AcceptAsync();
    }

    /// <summary>The nodes; may be set at any time.</summary>
    public IReadOnlyList<IPEndPoint> Targets { get; set; }

    public Uri TunnelUrl => new($"ws://{_listener.LocalEndpoint}/v1/tunnel");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The benchmark is over.
        }
    }

    private async Task ServeAsync(Socket agent)
    {
        using var near = agent;
        try
        {
            using var far = await ConnectAsync();
            if (far is null)
                return;
            near.NoDelay = true;
            await Task.WhenAny(PassAsync(near, far), PassAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Both ends close with this one.
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var targets = Targets;
        for (var attempt = 0; attempt < targets.Count; attempt++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(targets[(int)((uint)Interlocked.Increment(ref _next) % targets.Count)], _stop.Token);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[8 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token) is > 0 and var count)
                await to.SendAsync(buffer.AsMemory(0, count), SocketFlags.None, _stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end is gone; the other follows.
        }
    }
}
