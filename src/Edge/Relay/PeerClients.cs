using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Edge.Proxy;

namespace EasyEnclave.Edge.Relay;

/// <summary>The connections to other nodes: HTTP/2 over mutual TLS, a pool for each incarnation, made when it is first spoken to.</summary>
public sealed class PeerClients : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(4);

    // A node whose cores are taken answers late; one that is gone is declared dead sooner than these end.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    // Wide enough that what all exchanges with a peer say in a moment needs no frame to ask for more of it.
    private const int StreamWindow = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<Guid, Lazy<PeerLine>> _lines = new();
    private readonly ClusterAuthority _authority;
    private readonly Func<X509Certificate2> _own;
    private readonly TimeProvider _time;

    /// <summary>Connections of this node.</summary>
    /// <param name="authority">Who signs for nodes.</param>
    /// <param name="own">This node's certificate, as it is now.</param>
    /// <param name="time">The clock certificates are judged by.</param>
    public PeerClients(ClusterAuthority authority, Func<X509Certificate2> own, TimeProvider time)
    {
        _authority = authority;
        _own = own;
        _time = time;
    }

    /// <summary>Sends a request to a node; whoever answers is that incarnation of it, or the call fails.</summary>
    /// <param name="peer">The node.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="content">The body; null for none. Disposed with the answer.</param>
    /// <param name="more">Adds to the request before it leaves; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It could not be reached, or broke off.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        MemberRow peer, HttpMethod method, string path, HttpContent? content, Action<HttpRequestMessage>? more, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(peer);

        // As it is: a path that was read once more on the way would be another one where it is checked.
        Uri target = new($"https://{peer.Address}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        HttpRequestMessage request = new(method, target)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        more?.Invoke(request);
        return await Line(peer).SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The stream that exchanges with a node's agents take.</summary>
    /// <param name="peer">The node.</param>
    /// <param name="budget">What large answers take from.</param>
    /// <param name="answerBytesMax">Bytes of an agent's frame that are taken.</param>
    /// <exception cref="HttpRequestException">It could not be reached, or does not serve us.</exception>
    internal Task<PeerStream> StreamAsync(MemberRow peer, BodyBudget budget, int answerBytesMax) => Line(peer).StreamAsync(async () =>
    {
        using CancellationTokenSource late = new(OpenTimeout, TimeProvider.System);
        PeerStream stream = await PeerStream.OpenAsync(peer, this, budget, answerBytesMax, late.Token).ConfigureAwait(false);
        late.CancelAfter(Timeout.InfiniteTimeSpan);
        return stream;
    });

    /// <summary>Whether a node answers as the incarnation it should be; false for any failure.</summary>
    public async ValueTask<bool> ProbeAsync(MemberRow peer, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await SendAsync(
                peer, HttpMethod.Get, RelayListener.ProbePath, null, null, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Closes the connections to incarnations that are no more.</summary>
    public void Keep(ClusterView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        foreach (Guid incarnation in _lines.Keys)
        {
            if (!view.Nodes.Any(node => node.Live && node.Incarnation == incarnation) && _lines.TryRemove(incarnation, out Lazy<PeerLine>? gone))
            {
                gone.Value.Dispose();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (Guid incarnation in _lines.Keys)
        {
            if (_lines.TryRemove(incarnation, out Lazy<PeerLine>? line))
            {
                line.Value.Dispose();
            }
        }
    }

    private PeerLine Line(MemberRow peer) =>
        _lines.GetOrAdd(peer.Incarnation, _ => new Lazy<PeerLine>(() => new PeerLine(Make(new PeerIdentity(peer.Node, peer.Incarnation))))).Value;

    private HttpMessageInvoker Make(PeerIdentity expected) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindow,
        KeepAlivePingDelay = PingDelay,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingTimeout = PingTimeout,
        UseCookies = false,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            LocalCertificateSelectionCallback = (_, _, _, _, _) => _own(),
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is X509Certificate2 shown && _authority.Judge(shown, _time.GetUtcNow()) == expected,
        },
    });
}
