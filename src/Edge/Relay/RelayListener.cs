using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Proxy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EasyEnclave.Edge.Relay;

/// <summary>The internal listener: other nodes of the cluster, and nobody else.</summary>
public static class RelayListener
{
    /// <summary>Where a stream of exchanges is opened.</summary>
    internal const string StreamPath = "/relay";

    /// <summary>What a peer asks to know whether it reaches this node.</summary>
    internal const string ProbePath = "/probe";

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
        IServiceProvider services = app.ApplicationServices;
        RelayServices relay = new(
            services.GetRequiredService<IClusterSight>(),
            services.GetRequiredService<AgentDirectory>(),
            services.GetRequiredService<BodyBudget>(),
            services.GetRequiredService<ProxyOptions>().Timeout,
            services.GetRequiredService<TimeProvider>());
        CancellationToken stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return app.Use(next => context =>
            context.Features.Get<PeerConnection>() is { } peer ? ServeAsync(context, peer, relay, next, stopping) : next(context));
    }

    private static async Task ServeAsync(HttpContext context, PeerConnection peer, RelayServices services, RequestDelegate next, CancellationToken stopping)
    {
        if (!peer.IsLive(services.Sight.Current))
        {
            // It may have joined since we looked; if not, it is dead and has no say.
            await services.Sight.CatchUpAsync(context.RequestAborted).ConfigureAwait(false);
            if (!peer.IsLive(services.Sight.Current))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                context.Response.Headers[RelayResult.Header] = RelayResult.NotAMember;
                return;
            }
        }

        if (context.Request.Path == StreamPath && HttpMethods.IsPost(context.Request.Method))
        {
            await StreamAsync(context, peer, services, stopping).ConfigureAwait(false);
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

    private static async Task StreamAsync(HttpContext context, PeerConnection peer, RelayServices services, CancellationToken stopping)
    {
        // It lasts as long as both nodes do, mostly in silence; each record in it is bounded.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace)
        {
            pace.MinDataRate = null;
        }

        // The asker waits for this before it asks.
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        await new RelayServing(peer, services, context.Response.BodyWriter)
            .RunAsync(context.Request.BodyReader, stopping, context.RequestAborted).ConfigureAwait(false);
    }
}
