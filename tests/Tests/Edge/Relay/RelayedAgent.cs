using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Tests.Actors;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Relay;

/// <summary>An agent at the end of a real tunnel, whose answers a test gives.</summary>
internal sealed class RelayedAgent : IAsyncDisposable
{
    private readonly WebSocket _server;
    private readonly WebSocket _client;
    private readonly Task _writing;

    private RelayedAgent(Socket server, Socket client)
    {
        _server = WebSocket.CreateFromStream(new NetworkStream(server, ownsSocket: true), new WebSocketCreationOptions { IsServer = true });
        _client = WebSocket.CreateFromStream(new NetworkStream(client, ownsSocket: true), new WebSocketCreationOptions());
        Tunnel = new AgentTunnel(_server, default, certificate: null, [], new TunnelOptions(), new ManualTime());
        _writing = Tunnel.WriteAsync();
    }

    public AgentTunnel Tunnel { get; }

    /// <summary>Connects one and shows it as <see cref="Cast.Agent"/>.</summary>
    public static async Task<RelayedAgent> ConnectAsync(AgentDirectory directory)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Socket client = new(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndpoint);
        RelayedAgent agent = new(await listener.AcceptSocketAsync(), client);
        directory.Load(new StoreSnapshot([Cast.Connected()], [Cast.Bound()], []));
        Assert.True(directory.Attach(Cast.Agent, new LiveTunnel(1, agent.Tunnel, new RecordingInbox()), Cast.T0.AddHours(1), Cast.T0));
        return agent;
    }

    /// <summary>The next frame it is sent.</summary>
    public async Task<string> ReceiveAsync()
    {
        using MemoryStream text = new();
        byte[] piece = new byte[64 * 1024];
        ValueWebSocketReceiveResult read;
        do
        {
            read = await _client.ReceiveAsync(piece.AsMemory(), CancellationToken.None);
            text.Write(piece, 0, read.Count);
        }
        while (!read.EndOfMessage);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Has the tunnel hear a frame; false where no peer waits for it.</summary>
    public bool Say(string frame)
    {
        PooledBuffer bytes = new();
        Encoding.UTF8.GetBytes(frame, bytes.GetSpan(Encoding.UTF8.GetByteCount(frame)));
        bytes.Advance(Encoding.UTF8.GetByteCount(frame));
        bool taken = Tunnel.TryHandOver(bytes);
        bytes.Dispose();
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        Tunnel.Break();
        await _writing;
        _server.Dispose();
        _client.Dispose();
    }
}
