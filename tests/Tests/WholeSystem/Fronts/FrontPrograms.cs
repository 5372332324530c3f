using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>How each program is started with the file we ship for it, as whoever runs the tests.</summary>
internal static class FrontPrograms
{
    /// <summary>Starts a front.</summary>
    /// <param name="name">Which.</param>
    /// <param name="folder">An empty folder for whatever it writes.</param>
    /// <param name="port">Its port with TLS.</param>
    /// <param name="plainPort">Its port without.</param>
    /// <param name="control">The node's control listener.</param>
    /// <param name="proxy">The node's proxy listener.</param>
    /// <param name="tls">What it shows.</param>
    public static RunningProgram Start(string name, string folder, int port, int plainPort, Uri control, Uri proxy, FrontTls tls)
    {
        (string Place, string With)[] node = [("127.0.0.1:8088", control.Authority), ("127.0.0.1:9090", proxy.Authority), ("control-direct.example.com", "localhost")];
        return name switch
        {
            Front.Nginx => Nginx(folder,
            [
                .. node, ("listen 443", $"listen 127.0.0.1:{port}"), ("listen 80", $"listen 127.0.0.1:{plainPort}"),
                ("/etc/easyenclave/tls/", tls.Folder + "/"), ("/var/log/nginx/", folder + "/"), ("/run/nginx.pid", folder + "/pid"),
                ("\nhttp {\n", $"\nhttp {{\n{TemporaryFolders(folder)}\n"),
            ]),
            Front.Caddy => Caddy(folder,
            [
                .. node, ("https_port 443", $"https_port {port}"), ("http_port 80", $"http_port {plainPort}"), ("admin off", "admin off\n\tdefault_bind 127.0.0.1"),
                ("dns cloudflare {env.CLOUDFLARE_API_TOKEN}\n\t\treuse_private_keys", "load " + tls.Together),
            ]),
            Front.HaProxy => HaProxy(folder,
            [
                .. node, ("bind :443", $"bind 127.0.0.1:{port}"), ("bind :80", $"bind 127.0.0.1:{plainPort}"), ("port 8088", $"port {control.Port}"),
                ("/etc/easyenclave/tls/front.pem", tls.Together + "/front.pem"), ("user haproxy", "uid " + OwnId("Uid:")), ("group haproxy", "gid " + OwnId("Gid:")),
            ]),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No front is called so."),
        };
    }

    private static RunningProgram Nginx(string folder, (string, string)[] places)
    {
        string file = Write(folder, "nginx.conf", places);
        return RunningProgram.Start(InstalledProgram.Find("nginx"), ["-e", folder + "/early.log", "-c", file, "-g", "daemon off;"], []);
    }

    private static RunningProgram Caddy(string folder, (string, string)[] places)
    {
        string file = Write(folder, "Caddyfile", places);
        return RunningProgram.Start(
            InstalledProgram.Find("caddy"),
            ["run", "--config", file, "--adapter", "caddyfile"],
            [KeyValuePair.Create("HOME", folder), KeyValuePair.Create("XDG_DATA_HOME", folder), KeyValuePair.Create("XDG_CONFIG_HOME", folder)]);
    }

    private static RunningProgram HaProxy(string folder, (string, string)[] places)
    {
        string file = Write(folder, "haproxy.cfg", places);
        return RunningProgram.Start(InstalledProgram.Find("haproxy"), ["-db", "-f", file], []);
    }

    private static string Write(string folder, string name, (string, string)[] places)
    {
        string file = Path.Combine(folder, name);
        File.WriteAllText(file, FrontFile.Fill(name, places));
        return file;
    }

    // Where nginx keeps what does not fit in memory is compiled in, and made at its start whether it is needed or not.
    private static string TemporaryFolders(string folder) => string.Join('\n', new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }
        .Select(name => $"    {name}_temp_path {folder}/{name};"));

    private static string OwnId(string name) =>
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1];
}
