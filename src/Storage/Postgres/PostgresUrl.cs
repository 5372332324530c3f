using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace EasyEnclave.Storage.Postgres;

/// <summary>A database's address as people write it, <c>postgres://user:password@host:port,host:port/database?sslmode=require</c>, in the driver's words.</summary>
/// <remarks>Faults never hold the address: there is a password in it.</remarks>
public static class PostgresUrl
{
    private const int DefaultPort = 5432;

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    /// <summary>Reads an address.</summary>
    /// <param name="url">The address.</param>
    /// <param name="connectionString">For the driver.</param>
    /// <param name="fault">What is wrong, for people; null when nothing is.</param>
    public static bool TryRead(string url, [NotNullWhen(true)] out string? connectionString, [NotNullWhen(false)] out string? fault)
    {
        connectionString = null;
        var parts = new NpgsqlConnectionStringBuilder
        {
            Pooling = false,
            Timeout = 5,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 10,
            TcpKeepAliveInterval = 5,
            MaxAutoPrepare = 256,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            IncludeErrorDetail = false,
        };
        fault = Read(url, parts);
        if (fault is not null)
            return false;
        connectionString = parts.ConnectionString;
        return true;
    }

    private static string? Read(string url, NpgsqlConnectionStringBuilder parts)
    {
        if (Array.Find(Schemes, scheme => url.StartsWith(scheme, StringComparison.Ordinal)) is not { } scheme)
            return "it must begin with postgres:// or postgresql://.";
        var (rest, query) = Cut(url[scheme.Length..], '?');
        var (authority, database) = Cut(rest, '/');
        if (authority.Contains('#', StringComparison.Ordinal) || database.Contains('/', StringComparison.Ordinal))
            return "a # or / in the user's name, the password or the database must be written as %23 or %2F.";
        var at = authority.LastIndexOf('@');
        if (at >= 0 && User(authority[..at], parts) is { } userFault)
            return userFault;
        if (Hosts(authority[(at + 1)..], parts) is { } hostFault)
            return hostFault;
        if (!Decode(database, out var name) || name.Length == 0)
            return "it must name a database after the host: postgres://host/database.";
        parts.Database = name;
        foreach (var setting in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Setting(setting, parts) is { } settingFault)
                return settingFault;
        }

        if (string.IsNullOrEmpty(parts.Host))
            return "it must name a host.";
        if (parts.Host.Contains(',', StringComparison.Ordinal))
            parts.TargetSessionAttributes ??= "primary";
        return null;
    }

    private static string? User(string text, NpgsqlConnectionStringBuilder parts)
    {
        var (user, password) = Cut(text, ':');
        if (!Decode(user, out var name) || !Decode(password, out var secret))
            return "the user's name or the password holds a % that is no escape: write it as %25.";
        if (name.Length > 0)
            parts.Username = name;
        if (secret.Length > 0)
            parts.Password = secret;
        return null;
    }

    private static string? Hosts(string text, NpgsqlConnectionStringBuilder parts)
    {
        var hosts = new List<string>();
        foreach (var host in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = host.EndsWith(']') ? -1 : host.LastIndexOf(':');
            var name = colon < 0 ? host : host[..colon];
            var port = DefaultPort;
            if (colon >= 0 && (!int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
                return "a port must be a number from 1 to 65535.";
            if (!Decode(name, out var decoded) || decoded.Length == 0 || decoded.Any(static letter => char.IsWhiteSpace(letter) || letter is ';' or '='))
                return "a host's name is empty or not one.";
            hosts.Add(string.Create(CultureInfo.InvariantCulture, $"{decoded}:{port}"));
        }

        if (hosts.Count > 0)
            parts.Host = string.Join(',', hosts);
        return null;
    }

    private static string? Setting(string text, NpgsqlConnectionStringBuilder parts)
    {
        var (name, raw) = Cut(text, '=');
        if (!Decode(raw, out var value))
            return $"the value of {name} holds a % that is no escape: write it as %25.";
        switch (name)
        {
            case "sslmode" when SslModes.TryGetValue(value, out var mode):
                parts.SslMode = mode;
                return null;
            case "sslmode":
                return "sslmode is disable, allow, prefer, require, verify-ca or verify-full.";
            case "sslrootcert":
                parts.RootCertificate = value;
                return null;
            case "sslcert":
                parts.SslCertificate = value;
                return null;
            case "sslkey":
                parts.SslKey = value;
                return null;
            case "connect_timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 60:
                parts.Timeout = seconds;
                return null;
            case "connect_timeout":
                return "connect_timeout is a number of seconds from 1 to 60.";
            case "host" when value.StartsWith('/') && string.IsNullOrEmpty(parts.Host):
                parts.Host = value;
                return null;
            case "host":
                return "host is the folder of a local socket, where the address names no host.";
            default:
                return $"it sets {name}, which is none of sslmode, sslrootcert, sslcert, sslkey, connect_timeout and host.";
        }
    }

    private static (string Before, string After) Cut(string text, char at)
    {
        var place = text.IndexOf(at, StringComparison.Ordinal);
        return place < 0 ? (text, "") : (text[..place], text[(place + 1)..]);
    }

    private static bool Decode(string text, out string decoded)
    {
        decoded = Uri.UnescapeDataString(text);
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                return false;
        }

        return true;
    }
}
