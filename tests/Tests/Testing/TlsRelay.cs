using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace EasyEnclave.Tests.Testing;

/// <summary>A man in the middle: ends TLS with a certificate of its own and passes every byte on to the real server.</summary>
internal sealed class TlsRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2? _client;
    private readonly Uri _server;
    private readonly Task _running;

    /// <param name="certificate">What it shows to agents.</param>
    /// <param name="server">The real server.</param>
    /// <param name="client">What it shows to the server; null for nothing.</param>
    public TlsRelay(X509Certificate2 certificate, Uri server, X509Certificate2? client = null)
    {
        _certificate = certificate;
        _client = client;
        _server = server;
        _listener.Start();
        _running = RunAsync();
    }

    public Uri Url => new UriBuilder(_server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using TcpClient agent = await _listener.AcceptTcpClientAsync(_stop.Token);
            await using SslStream inner = new(agent.GetStream());
            await inner.AuthenticateAsServerAsync(_certificate);
            using TcpClient server = new();
            await server.ConnectAsync(IPAddress.Loopback, _server.Port, _stop.Token);
            await using SslStream outer = new(server.GetStream(), false, (_, seen, _, _) => seen is not null);
            await outer.AuthenticateAsClientAsync("localhost", _client is null ? null : [_client], checkCertificateRevocation: false);
            await Task.WhenAny(inner.CopyToAsync(outer, _stop.Token), outer.CopyToAsync(inner, _stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // One of the three has gone.
        }
    }
}
