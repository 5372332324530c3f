using System.Text.RegularExpressions;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Upstream.Allowlists;

namespace EasyEnclave.Bench.Fleet;

/// <summary>The control plane as it ships, in a process of its own, trusting a simulated platform and storing to the disk.</summary>
internal sealed partial class ControlPlaneProcess : IDisposable
{
    private readonly ChildProcess _child;
    private readonly string _allowlists;

    private ControlPlaneProcess(ChildProcess child, string allowlists, Match addresses)
    {
        _child = child;
        _allowlists = allowlists;
        ControlUrl = new Uri(addresses.Groups["control"].Value);
        ProxyUrl = new Uri(addresses.Groups["proxy"].Value);
        TunnelUrl = new UriBuilder(ControlUrl) { Scheme = "ws", Path = "/v1/tunnel" }.Uri;
    }

    public int Id => _child.Id;

    public Uri ControlUrl { get; }

    public Uri ProxyUrl { get; }

    public Uri TunnelUrl { get; }

    /// <summary>The folder in which it and its agents find the platform.</summary>
    public static string PlatformOf(TemporaryFolder folder) => folder.Of("platform");

    /// <summary>Starts one with a file of its own, or as <paramref name="more"/> settings say.</summary>
    public static async Task<ControlPlaneProcess> StartAsync(
        TemporaryFolder folder, string? adminToken = null, IReadOnlyDictionary<string, string>? more = null)
    {
        var allowlists = Directory.CreateDirectory(folder.Of("allowlists")).FullName;
        var settings = new Dictionary<string, string>
        {
            ["EE_CONTROL_PORT"] = "0",
            ["EE_PROXY_PORT"] = "0",
            ["EE_DEV_PLATFORM"] = PlatformOf(folder),
            ["EE_ALLOWLIST_DIR"] = allowlists,
        };
        foreach (var (name, value) in more ?? new Dictionary<string, string> { ["EE_DB_PATH"] = folder.Of("control-plane.db") })
            settings[name] = value;
        if (adminToken is not null)
            settings["EE_ADMIN_TOKEN"] = adminToken;
        var (child, addresses) = await ChildProcess.StartAsync(
            "EasyEnclave.Node", [], settings, line => Addresses().Match(line) is { Success: true } match ? match : null);
        return new ControlPlaneProcess(child, allowlists, addresses);
    }

    /// <summary>Publishes a release's allowlist where this control plane looks for it.</summary>
    public void Publish(string repo, string tag, byte[] allowlist)
    {
        var file = Path.Combine(_allowlists, AllowlistDirectory.FileOf(repo, tag));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, allowlist);
    }

    public void Dispose() => _child.Dispose();

    [GeneratedRegex(@"control (?<control>http://\S+?),? proxy (?<proxy>http://\S+?),")]
    private static partial Regex Addresses();
}
