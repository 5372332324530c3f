using System.Net;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Node.Options;
using EasyEnclave.Protocol;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EasyEnclave.Node.Composition;

/// <summary>The sockets this process listens on: control, and tenants' content apart from it.</summary>
internal static class Listeners
{
    public static void Add(KestrelServerOptions kestrel, NodeOptions options, ServerCertificate? certificate, TimeProvider time)
    {
        kestrel.UseProxyRules();
        kestrel.Limits.MaxConcurrentConnections = Limits.Connections;

        // Tunnels have their own gate, which knows agents from strangers.
        kestrel.Limits.MaxConcurrentUpgradedConnections = null;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MaxRequestBodySize = Limits.AdminBodyBytes;
        Listen(kestrel, options.Control, certificate, time, _ => { });
        Listen(kestrel, options.Proxy, certificate, time, listen => listen.UseProxyListener());
    }

    private static void Listen(
        KestrelServerOptions kestrel, IPEndPoint endpoint, ServerCertificate? certificate, TimeProvider time, Action<ListenOptions> more) =>
        kestrel.Listen(endpoint, listen =>
        {
            listen.Use(next => new FirstByte(next, time).RunAsync);
            listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificateSelector = (_, _) => certificate.Current,
                    ServerCertificateChain = certificate.Chain,
                });
            }

            more(listen);
        });
}
