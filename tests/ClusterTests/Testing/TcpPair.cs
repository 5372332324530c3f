using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>Two connections of which each says what the other hears.</summary>
internal sealed class TcpPair(Socket client, Socket server)
{
    private int _ended;

    /// <summary>Waits while nothing may pass.</summary>
    public Func<Task> Passing { get; init; } = () => Task.CompletedTask;

    /// <summary>Shown what the server says before the client hears it; true ends both connections there.</summary>
    public Func<ReadOnlyMemory<byte>, bool> Cuts { get; init; } = _ => false;

    public static async Task<Socket?> ConnectAsync(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Ends a connection so that the other side sees a fault, not an end.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over already.
        }

        socket.Dispose();
    }

    public async Task RunAsync()
    {
        await Task.WhenAll(PumpAsync(client, server, answers: false), PumpAsync(server, client, answers: true));
        Abort();
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        Reset(client);
        Reset(server);
    }

    private async Task PumpAsync(Socket from, Socket to, bool answers)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                int count = await from.ReceiveAsync(buffer);
                await Passing();
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                if (answers && Cuts(buffer.AsMemory(0, count)))
                {
                    Abort();
                    return;
                }

                for (int sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Abort();
        }
    }
}
