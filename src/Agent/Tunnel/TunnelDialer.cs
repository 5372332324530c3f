using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Agent.Control;
using EasyEnclave.Agent.Options;
using EasyEnclave.Protocol;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>Opens one WebSocket to the control plane, and sees with which key it answers.</summary>
/// <param name="options">Where it is.</param>
/// <param name="time">The clock that absolute Retry-After times are read against.</param>
/// <param name="trust">Judges the server's certificate instead of the system's rules; null for those.</param>
/// <param name="attested">Attested TLS: the quotes in the certificates count, and no authority's word; null without it.</param>
internal sealed class TunnelDialer(
    AgentOptions options, TimeProvider time, RemoteCertificateValidationCallback? trust = null, AttestedTls? attested = null)
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(15);

    public async Task<DialAnswer> DialAsync(CancellationToken cancellationToken)
    {
        Handshake handshake = new();
        using CancellationTokenSource deadline = new(HandshakeTime, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = Limits.PingInterval;
        socket.Options.KeepAliveTimeout = Limits.PingInterval;
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            using SocketsHttpHandler handler = await HandlerAsync(handshake, either.Token);
            using HttpMessageInvoker invoker = new(handler, disposeHandler: false);
            await socket.ConnectAsync(options.ControlUrl, invoker, either.Token);
            return new DialAnswer.Open(socket, handshake.Keys);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or HttpRequestException or IOException)
        {
            TunnelEnd end = cancellationToken.IsCancellationRequested ? new TunnelEnd.Stopped()
                : handshake.Refusal is { } refusal ? new TunnelEnd.Distrusted(refusal.Reason, refusal.Detail)
                : EndOf(socket, e);
            socket.Dispose();
            return new DialAnswer.Failed(end);
        }
    }

    private TunnelEnd EndOf(ClientWebSocket socket, Exception fault) => (int)socket.HttpStatusCode switch
    {
        0 or 101 => new TunnelEnd.Lost(fault.InnerException?.Message ?? fault.Message),
        int status => new TunnelEnd.NotAdmitted(status, RetryAfter(socket.HttpResponseHeaders)),
    };

    private TimeSpan? RetryAfter(IReadOnlyDictionary<string, IEnumerable<string>>? headers)
    {
        if (headers is null || !headers.TryGetValue("Retry-After", out IEnumerable<string>? values) || values.FirstOrDefault() is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            return TimeSpan.FromSeconds(seconds);
        bool isDate = DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at);
        TimeSpan left = at - time.GetUtcNow();
        return !isDate ? null : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<SocketsHttpHandler> HandlerAsync(Handshake handshake, CancellationToken cancellationToken) => new()
    {
        // The binding names the key seen here, so nothing may stand between: no proxy, no redirect, no reused connection.
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,
        PlaintextStreamFilter = (context, cancel) => JudgeAsync(handshake, context.PlaintextStream, cancel),
        SslOptions = new SslClientAuthenticationOptions
        {
            AllowTlsResume = false,
            ClientCertificateContext = attested is null ? null : await attested.Own.CurrentAsync(cancellationToken),
            RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            {
                if (certificate is not X509Certificate2 shown)
                    return false;
                handshake.Server = shown.RawDataMemory;
                handshake.Keys = handshake.Keys with { Server = SpkiOf(shown) };

                // No authority and no name counts in attested TLS: the quote is judged as soon as the handshake is over.
                return attested is not null || (trust is null ? errors == SslPolicyErrors.None : trust(sender, certificate, chain, errors));
            },
        },
    };

    /// <summary>Between the TLS handshake and the first byte of HTTP: whoever fails here was told nothing.</summary>
    private async ValueTask<Stream> JudgeAsync(Handshake handshake, Stream plaintext, CancellationToken cancellationToken)
    {
        if (plaintext is SslStream { LocalCertificate: X509Certificate2 own })
            handshake.Keys = handshake.Keys with { Client = SpkiOf(own) };
        if (attested is not null)
        {
            handshake.Refusal = await attested.Trust.JudgeAsync(handshake.Server, cancellationToken);
            if (handshake.Refusal is { } refusal)
                throw new IOException($"The control plane is refused: {refusal.Reason}");
        }

        return plaintext;
    }

    private static string SpkiOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        IPAddress[] allowed = addresses.Where(IsAllowed).ToArray();
        if (allowed.Length == 0)
            throw new IOException("The control plane's name leads only to addresses that EE_CONTROL_WS may not reach");

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsAllowed(IPAddress address) =>
        (options.AllowPrivateControl || NetworkAddress.IsPublic(address)) && (options.ControlUrl.Scheme == "wss" || IPAddress.IsLoopback(address));

    /// <summary>What one handshake showed.</summary>
    private sealed class Handshake
    {
        public ReadOnlyMemory<byte> Server { get; set; }

        public ChannelKeys Keys { get; set; } = ChannelKeys.None;

        public ControlRefusal? Refusal { get; set; }
    }
}
