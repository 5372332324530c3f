using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>A wire that a test can cut, or hold so that nothing comes through.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpPair, Task> _pairs = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _cut;
    private TaskCompletionSource _open = Opened();

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Shown what the server says; true ends the connection before the client hears it.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? Cuts { get; set; }

    /// <summary>Ends what is open, and lets nobody through.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (TcpPair pair in _pairs.Keys)
            pair.Abort();
    }

    /// <summary>Keeps what is said from now on to itself: nobody hears of an end.</summary>
    public void Hold() => Interlocked.Exchange(ref _open, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Is a wire again; what was held comes through now.</summary>
    public void Mend()
    {
        _cut = false;
        Volatile.Read(ref _open).TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        Cut();
        Volatile.Read(ref _open).TrySetResult();
        await Task.WhenAll(_pairs.Values);
        _listener.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        TaskCompletionSource open = new();
        open.SetResult();
        return open;
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
        if (_cut || await TcpPair.ConnectAsync(_target) is not { } server)
        {
            TcpPair.Reset(client);
            return;
        }

        TcpPair pair = new(client, server)
        {
            Passing = () => Volatile.Read(ref _open).Task,
            Cuts = answer => Cuts?.Invoke(answer) == true,
        };
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _pairs[pair] = over.Task;
        if (_cut)
            pair.Abort();
        await pair.RunAsync();
        _pairs.TryRemove(pair, out _);
        over.SetResult();
    }
}
