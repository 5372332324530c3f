using System.Net;
using System.Net.Sockets;
using System.Text;
using EasyEnclave.Agent.Options;

namespace EasyEnclave.Tests.Agent;

/// <summary>A backend that answers every connection with the bytes it was given, whatever they are, and hangs up.</summary>
internal sealed class RawBackend : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawBackend(string bytes)
    {
        _listener.Start();
        _ = AnswerAsync(Encoding.Latin1.GetBytes(bytes));
    }

    public BackendAddress Address => new BackendAddress.Http("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>How many requests came.</summary>
    public int Asked { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(byte[] bytes)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                NetworkStream stream = client.GetStream();
                if (await stream.ReadAsync(new byte[4096]) > 0)
                    Asked++;
                await stream.WriteAsync(bytes);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
