using System.Net;
using System.Net.Sockets;
using EasyEnclave.Bench.Processes;

namespace EasyEnclave.Bench.Servers;

/// <summary>nginx as a plain reverse proxy with kept connections, as one process of its own.</summary>
internal static class Nginx
{
    public static async Task<(ChildProcess Child, Uri Url)> StartAsync(Uri backend, TemporaryFolder folder)
    {
        var port = FreePort();
        var configuration = folder.Of("nginx.conf");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            daemon off;
            master_process off;
            pid {{folder.Of("nginx.pid")}};
            error_log {{folder.Of("nginx.log")}};
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path {{folder.Of("body")}};
                proxy_temp_path {{folder.Of("proxy")}};
                fastcgi_temp_path {{folder.Of("fastcgi")}};
                uwsgi_temp_path {{folder.Of("uwsgi")}};
                scgi_temp_path {{folder.Of("scgi")}};
                keepalive_requests 1000000000;
                upstream backend { server {{backend.Authority}}; keepalive 256; keepalive_requests 1000000000; }
                server {
                    listen 127.0.0.1:{{port}};
                    location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; }
                }
            }
            """);
        var child = ChildProcess.Start("nginx", "-p", folder.Path, "-c", configuration);
        var url = new Uri($"http://127.0.0.1:{port}/");
        await Load.Ready.WaitAsync(url, "", _ => true);
        return (child, url);
    }

    // Free now, and taken in a moment: nginx cannot choose one itself and say which.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
