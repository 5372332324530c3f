using System.Net;
using EasyEnclave.Node.Options;

namespace EasyEnclave.Node;

/// <summary>Where the verb <c>health</c> asks: the running server's own readiness, worked out from the settings that it started with.</summary>
internal static class HealthTarget
{
    /// <summary>What is asked for where a URL names no path.</summary>
    public const string ReadyPath = "/health/ready";

    // Only these: a server that serves is not ill because a folder it read at its start has been moved since.
    private static readonly string[] Asked = ["EE_CONTROL_BIND", "EE_CONTROL_PORT", "EE_TLS_CERT", "EE_RATLS_ENABLED"];

    /// <summary>Whether this setting says where a server is found.</summary>
    public static bool AsksFor(string variable) => Asked.Contains(variable, StringComparer.Ordinal);

    /// <summary>From the settings; null, and the faults told by the reader, when they do not say it.</summary>
    public static Uri? FromSettings(SettingsReader settings)
    {
        IPAddress address = settings.Address("EE_CONTROL_BIND", IPAddress.Loopback);
        int port = settings.Number("EE_CONTROL_PORT", 8088, 0, 65535);
        bool tls = settings.IsSet("EE_TLS_CERT") | settings.Flag("EE_RATLS_ENABLED");
        if (port == 0)
        {
            settings.Fault("EE_CONTROL_PORT", "is 0, so the port was drawn at the start; give the URL: health http://127.0.0.1:PORT");
        }

        return settings.Faults.Count > 0 ? null : Of(tls, OwnAddress.Reachable(address), port);
    }

    /// <summary>From what the operator wrote; null when it is no http or https URL.</summary>
    public static Uri? FromText(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            return null;
        }

        return url.PathAndQuery == "/" ? new Uri(url, ReadyPath) : url;
    }

    private static Uri Of(bool tls, IPAddress address, int port) =>
        new UriBuilder(tls ? "https" : "http", address.ToString(), port, ReadyPath).Uri;
}
