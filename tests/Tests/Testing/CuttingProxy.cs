using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EasyEnclave.Tests.Testing;

/// <summary>A way to a TCP server that breaks when it is told to: at once, or at the next text that goes by.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, (TcpClient Client, TcpClient Server)> _open = new();
    private readonly int _target;
    private readonly Task _accepting;
    private byte[]? _text;
    private bool _lets;
    private int _connections;
    private volatile bool _closed;

    private CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Listens at a free port.</summary>
    /// <param name="target">The server's port on this machine.</param>
    public static CuttingProxy Before(int target) => new(target);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often a text that was waited for went by.</summary>
    public int Cuts { get; private set; }

    /// <summary>While set, new connections end at once.</summary>
    public bool Closed
    {
        get => _closed;
        set => _closed = value;
    }

    /// <summary>Cuts the connection on which this text comes from the client next, once.</summary>
    /// <param name="text">In ASCII.</param>
    /// <param name="letThrough">True: the server gets it and answers, and the answer is lost. False: it never arrives.</param>
    public void CutAt(string text, bool letThrough) => (_lets, _text) = (letThrough, Encoding.ASCII.GetBytes(text));

    /// <summary>Cuts all connections.</summary>
    public void Cut()
    {
        foreach (var pair in _open.Values)
            Close(pair);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private static void Close((TcpClient Client, TcpClient Server) pair)
    {
        pair.Client.Close();
        pair.Server.Close();
    }

    private async Task AcceptAsync()
    {
        List<Task> running = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (_closed)
                    client.Close();
                else
                    running.Add(RelayAsync(client));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is being disposed of.
        }

        Cut();
        await Task.WhenAll(running);
    }

    private async Task RelayAsync(TcpClient client)
    {
        var number = Interlocked.Increment(ref _connections);
        var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            client.NoDelay = server.NoDelay = true;
            _open[number] = (client, server);
            await Task.WhenAny(UpAsync(client, server), DownAsync(server, client));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // Neither end is there any more.
        }
        finally
        {
            _open.TryRemove(number, out _);
            Close((client, server));
        }
    }

    private async Task UpAsync(TcpClient client, TcpClient server)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await client.GetStream().ReadAsync(buffer)) > 0)
            {
                if (_text is { } text && buffer.AsSpan(0, read).IndexOf(text) >= 0)
                {
                    _text = null;
                    Cuts++;
                    if (_lets)
                        await AnswerIsLostAsync(client, server, buffer.AsMemory(0, read));
                    return;
                }

                await server.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One end is gone, and the other goes with it.
        }
    }

    // The client's side closes first, so that the answer has nowhere to go; the server still does what it was told.
    private static async Task AnswerIsLostAsync(TcpClient client, TcpClient server, ReadOnlyMemory<byte> last)
    {
        client.Close();
        await server.GetStream().WriteAsync(last);
        await server.GetStream().FlushAsync();
        server.Client.Shutdown(SocketShutdown.Send);
        var rest = new byte[1024];
        while (await server.GetStream().ReadAsync(rest) > 0)
        {
        }
    }

    private static async Task DownAsync(TcpClient server, TcpClient client)
    {
        try
        {
            await server.GetStream().CopyToAsync(client.GetStream());
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One end is gone, and the other goes with it.
        }
    }
}
