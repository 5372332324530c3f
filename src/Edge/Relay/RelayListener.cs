using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Tunnels;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Edge.Relay;

/// <summary>The internal listener: other nodes of the cluster, and nobody else.</summary>
/// <remarks>
/// It never sends on what it takes: a node that does not have the agent says 421 and the asker looks again, so no request goes in circles.
/// </remarks>
public static class RelayListener
{
    /// <summary>Where exchanges go: <c>/relay/{agent}/{epoch}</c>.</summary>
    internal const string ExchangePath = "/relay";

    /// <summary>What a peer asks to know whether it reaches this node.</summary>
    internal const string ProbePath = "/probe";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Makes a Kestrel listener the internal one: TLS 1.3 with certificates of the cluster's authority on both sides, HTTP/2 alone.</summary>
    public static ListenOptions UseRelayListener(this ListenOptions listen, ClusterAuthority authority, Func<X509Certificate2> own, TimeProvider time)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificate = own(),
                ClientCertificateRequired = true,
                EnabledSslProtocols = SslProtocols.Tls13,
                AllowTlsResume = false,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is X509Certificate2 shown && authority.Judge(shown, time.GetUtcNow()) is not null,
            }),
        });
        listen.Use(next => connection =>
        {
            if (connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is { } shown && PeerIdentity.Of(shown) is { } peer)
            {
                connection.Features.Set(new PeerConnection(peer));
                return next(connection);
            }

            connection.Abort();
            return Task.CompletedTask;
        });
        return listen;
    }

    /// <summary>Answers peers' exchanges and probes; their forwarded calls go on to the endpoints. Must stand before routing.</summary>
    public static IApplicationBuilder UseRelayListener(this IApplicationBuilder app)
    {
        IClusterSight sight = app.ApplicationServices.GetRequiredService<IClusterSight>();
        AgentDirectory directory = app.ApplicationServices.GetRequiredService<AgentDirectory>();
        ProxyOptions options = app.ApplicationServices.GetRequiredService<ProxyOptions>();
        TimeProvider time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use(next => context =>
            context.Features.Get<PeerConnection>() is { } peer ? ServeAsync(context, peer, sight, directory, options, time, next) : next(context));
    }

    private static async Task ServeAsync(
        HttpContext context,
        PeerConnection peer,
        IClusterSight sight,
        AgentDirectory directory,
        ProxyOptions options,
        TimeProvider time,
        RequestDelegate next)
    {
        if (!peer.IsLive(sight.Current))
        {
            // It may have joined since we looked; if not, it is dead and has no say.
            await sight.CatchUpAsync(context.RequestAborted).ConfigureAwait(false);
            if (!peer.IsLive(sight.Current))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                context.Response.Headers[RelayResult.Header] = RelayResult.NotAMember;
                return;
            }
        }

        if (context.Request.Path.StartsWithSegments(ExchangePath, StringComparison.Ordinal, out PathString rest))
        {
            await ExchangeAsync(context, rest, directory, options, time).ConfigureAwait(false);
        }
        else if (context.Request.Path == ProbePath)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await next(context).ConfigureAwait(false);
        }
    }

    private static async Task ExchangeAsync(HttpContext context, PathString rest, AgentDirectory directory, ProxyOptions options, TimeProvider time)
    {
        // What comes from a peer was checked at its door, and is bounded again here; the largest body is the largest frame.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = RelayFrame.HeadBytesMax + (long)options.BodyBytesMax;
        }

        if (Tunnel(rest, directory) is not { } tunnel)
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        // The asker gives up first; one that vanished without a word must not keep its place in the tunnel.
        using CancellationTokenSource late = new(options.Timeout + Grace, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            await ExchangeAsync(context, tunnel, options, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The asker's client or deadline is gone; a half-sent answer must not look whole.
            context.Abort();
        }
    }

    private static async Task ExchangeAsync(HttpContext context, ITunnel tunnel, ProxyOptions options, CancellationToken cancellationToken)
    {
        (RelayRequestHead? head, byte[]? body) = await RelayFrame.ReadAsync(
            context.Request.BodyReader, RelayJson.Default.RelayRequestHead, options.BodyBytesMax, cancellationToken).ConfigureAwait(false);
        if (head is null || body is null || !RequestId.TryParse(head.Id, out RequestId id))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        ControlFrame.ProxyRequest frame = new(id, head.Method, head.Path, head.Headers, body);
        ExchangeResult result = await tunnel.ExchangeAsync(frame, cancellationToken).ConfigureAwait(false);
        context.Response.Headers[RelayResult.Header] = RelayResult.Text(result);
        if (result is ExchangeResult.Answered { Response: var answer })
        {
            byte[] answerHead = RelayFrame.Head(new RelayAnswerHead(answer.Status, answer.Headers), RelayJson.Default.RelayAnswerHead);
            context.Response.ContentLength = answerHead.Length + answer.Body.Length;
            context.Response.BodyWriter.Write(answerHead); // leaves with the body: a frame and a record less
            await context.Response.BodyWriter.WriteAsync(answer.Body, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ITunnel? Tunnel(PathString rest, AgentDirectory directory)
    {
        string[] parts = (rest.Value ?? string.Empty).Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2
            && AgentId.TryParse(parts[0], out AgentId agent)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
            && directory.Find(agent) is { Connected: true, BannedBy: null, Live: { Tunnel: not RemoteTunnel } live }
            && live.Epoch == epoch
                ? live.Tunnel
                : null;
    }
}
