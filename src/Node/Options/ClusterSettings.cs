using System.Net;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Postgres;

namespace EasyEnclave.Node.Options;

/// <summary>Reads what makes a node one of several; nothing of it without <c>EE_DB_URL</c>.</summary>
internal static class ClusterSettings
{
    private const int DefaultPort = 8089;

    /// <summary>Reads it; null on a node with a SQLite file of its own.</summary>
    public static ClusterOptions? Read(SettingsReader settings, bool development)
    {
        if (settings.Text("EE_DB_URL") is not { } url)
        {
            Alone(settings);
            return null;
        }

        if (!PostgresUrl.TryRead(url, out _, out string? fault))
        {
            settings.Fault("EE_DB_URL", fault);
        }

        IPEndPoint listen = new(settings.Address("EE_CLUSTER_BIND", IPAddress.Loopback), settings.Number("EE_CLUSTER_PORT", DefaultPort, 1, 65535));
        Require(settings, "EE_KEY_FILE", "is required with EE_DB_URL: all nodes open the store's secrets with a copy of the same file");
        Require(settings, "EE_CLUSTER_SECRET", "is required with EE_DB_URL, the same on all nodes; make one with: openssl rand -base64 32");
        if (settings.IsSet("EE_DB_PATH"))
        {
            settings.Fault("EE_DB_PATH", "and EE_DB_URL are both set, and only one store can be used; keep one of them");
        }

        if (settings.Text("EE_CLUSTER_SECRET") is { Length: < ClusterAuthority.SecretLengthMin })
        {
            settings.Fault("EE_CLUSTER_SECRET", $"is too short to be a secret; use at least {ClusterAuthority.SecretLengthMin} characters");
        }

        if (development && !settings.Flag("EE_DEV_ALLOW_REMOTE"))
        {
            settings.Fault("EE_DB_URL", "is set in development mode, which trusts simulated hardware: unset it, or set EE_DEV_ALLOW_REMOTE to true");
        }

        return new ClusterOptions
        {
            DatabaseUrl = url,
            Listen = listen,
            Advertise = Advertise(settings, listen),
            Secret = settings.Text("EE_CLUSTER_SECRET") ?? string.Empty,
        };
    }

    private static string Advertise(SettingsReader settings, IPEndPoint listen)
    {
        if (settings.Text("EE_CLUSTER_ADVERTISE") is not { } text)
        {
            if (listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any))
            {
                settings.Fault("EE_CLUSTER_ADVERTISE", "is required when EE_CLUSTER_BIND is every address: say host:port, where other nodes reach this one");
            }

            return listen.ToString();
        }

        if (!Uri.TryCreate($"https://{text}", UriKind.Absolute, out Uri? uri) || uri.Authority != text || uri.IsDefaultPort || !NodeId.TryParse(text, out _))
        {
            settings.Fault("EE_CLUSTER_ADVERTISE", "must be host:port in lowercase, for example node-a.internal:8089");
        }

        return text;
    }

    private static void Alone(SettingsReader settings)
    {
        foreach (string variable in new[] { "EE_CLUSTER_BIND", "EE_CLUSTER_PORT", "EE_CLUSTER_ADVERTISE", "EE_CLUSTER_SECRET" })
        {
            if (settings.IsSet(variable))
            {
                settings.Fault(variable, "does nothing without EE_DB_URL, the store that nodes share");
            }
        }
    }

    private static void Require(SettingsReader settings, string variable, string why)
    {
        if (!settings.IsSet(variable))
        {
            settings.Fault(variable, why);
        }
    }
}
