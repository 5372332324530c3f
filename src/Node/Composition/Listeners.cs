using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Attestation.RaTls;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Node.Options;
using EasyEnclave.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EasyEnclave.Node.Composition;

/// <summary>The sockets this process listens on: control, tenants' content apart from it, and in a cluster other nodes.</summary>
internal static class Listeners
{
    public static void Add(KestrelServerOptions kestrel, NodeOptions options, ServerIdentity identity, ClusterNode? cluster, TimeProvider time)
    {
        kestrel.UseProxyRules();
        kestrel.Limits.MaxConcurrentConnections = Limits.Connections;

        // Tunnels have their own gate, which knows agents from strangers.
        kestrel.Limits.MaxConcurrentUpgradedConnections = null;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MaxRequestBodySize = Limits.AdminBodyBytes;
        Listen(kestrel, options.Control, identity.Control, options.RaTls, time, _ => { });
        Listen(kestrel, options.Proxy, identity.Proxy, attested: false, time, listen => listen.UseProxyListener());
        if (cluster is not null)
        {
            kestrel.Listen(options.Cluster!.Listen, listen =>
            {
                listen.Use(next => new FirstByte(next, time).RunAsync);
                listen.UseRelayListener(cluster.Authority, () => cluster.Certificate, time);
            });
        }
    }

    private static void Listen(
        KestrelServerOptions kestrel, IPEndPoint endpoint, IListenerCertificate? certificate, bool attested, TimeProvider time, Action<ListenOptions> more) =>
        kestrel.Listen(endpoint, listen =>
        {
            listen.Use(next => new FirstByte(next, time).RunAsync);
            listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = handshake => ValueTask.FromResult(Tls(handshake.Connection, certificate.Current, attested)),
                });
            }

            more(listen);
        });

    [SuppressMessage("Security", "CA5359", Justification = "They are clients' certificates, judged after the agent registered.")]
    private static SslServerAuthenticationOptions Tls(ConnectionContext connection, ShownCertificate shown, bool attested)
    {
        // What binds a key binds the one of this connection, whatever is shown to the next.
        connection.Features.Set(new ServerKeyFeature(shown.KeySha256));
        SslServerAuthenticationOptions tls = new() { ServerCertificateContext = shown.Context, AllowRenegotiation = false };
        if (attested)
        {
            // A resumed session would show no certificate, neither ours nor the client's. Whose certificate is to be believed is asked
            // after it registered, in the queue of quotes; until then anyone's is taken, and nothing is fetched for it.
            tls.AllowTlsResume = false;
            tls.ClientCertificateRequired = true;
            tls.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
                TrustMode = X509ChainTrustMode.CustomRootTrust,
            };
            // None that is kept with its connection is larger than any that could be read.
            tls.RemoteCertificateValidationCallback = static (_, certificate, _, _) =>
                certificate is not X509Certificate2 { RawDataMemory.Length: > RaTlsCertificate.MaxLength };
        }

        return tls;
    }
}
