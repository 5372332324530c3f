using System.Net;
using EasyEnclave.Edge.Access;
using EasyEnclave.Upstream.Allowlists;

namespace EasyEnclave.Node.Options;

/// <summary>From settings to options; every fault is told at once.</summary>
internal static class NodeOptionsReader
{
    private const int DayLimit = 36_500;

    /// <summary>Reads the options; false when there are faults, which the reader then holds.</summary>
    /// <param name="settings">The values.</param>
    /// <param name="developmentPlatform">The folder that the verb <c>dev</c> chose; null without it.</param>
    /// <param name="options">The options.</param>
    public static bool TryRead(SettingsReader settings, string? developmentPlatform, out NodeOptions options)
    {
        string? platform = settings.Text("EE_DEV_PLATFORM") ?? developmentPlatform;
        IPAddress bind = platform is null ? IPAddress.Any : IPAddress.Loopback;
        options = new NodeOptions
        {
            Control = new IPEndPoint(settings.Address("EE_CONTROL_BIND", bind), settings.Number("EE_CONTROL_PORT", 8088, 0, 65535)),
            Proxy = new IPEndPoint(settings.Address("EE_PROXY_BIND", bind), settings.Number("EE_PROXY_PORT", 9090, 0, 65535)),
            TlsCertificate = ExistingFile(settings, "EE_TLS_CERT"),
            TlsKey = ExistingFile(settings, "EE_TLS_KEY"),
            TlsTerminated = settings.Flag("EE_TLS_TERMINATED"),
            FrontKeys = FrontKeys(settings),
            RaTls = settings.Flag("EE_RATLS_ENABLED"),
            RaTlsRequireClientCertificate = settings.Flag("EE_RATLS_REQUIRE_CLIENT_CERT", otherwise: true),
            RaTlsLifetime = settings.Seconds("EE_RATLS_CERT_TTL_SEC", 86_400, 300, 30 * 86_400),
            TsmPath = settings.Text("EE_TSM_PATH", NodeOptions.DefaultTsmPath),
            DatabasePath = settings.Text("EE_DB_PATH", "data/control-plane.db"),
            StoreOutageLimit = settings.Seconds("EE_DB_OUTAGE_LIMIT_SEC", 30, 1, 86_400),
            KeyFile = settings.Text("EE_KEY_FILE"),
            PublicControlUrl = SafeUrl(settings, "EE_PUBLIC_CONTROL_URL"),
            PublicProxyUrl = Url(settings, "EE_PUBLIC_PROXY_URL"),
            AppDomains = Domains(settings),
            TrustedProxies = Proxies(settings),
            AllowlistDirectory = ExistingFolder(settings, "EE_ALLOWLIST_DIR"),
            // Names made up on a developer's machine are nobody's business.
            GitHubApi = SafeUrl(settings, "EE_GITHUB_API_URL") ?? (platform is null ? GitHubOptions.DefaultApi : null),
            GitHubToken = GitHubToken(settings),
            AllowedOwners = Owners(settings),
            AllowlistAsset = Asset(settings),
            AllowlistMaxStale = settings.Seconds("EE_ALLOWLIST_MAX_STALE_SEC", 86_400, 0, 30 * 86_400),
            CollateralDirectory = ExistingFolder(settings, "EE_COLLATERAL_DIR"),
            PccsUrl = SafeUrl(settings, "EE_PCCS_URL"),
            NetworksFile = settings.Text("EE_NETWORKS_FILE"),
            Networks = NetworksSetting.Read(settings, development: platform is not null),
            AttestInterval = settings.Seconds("EE_ATTEST_INTERVAL_SEC", 3600, 1, 7 * 86_400),
            AttestDeadline = settings.Seconds("EE_ATTEST_DEADLINE_SEC", 30, 1, 600),
            HealthTimeout = settings.Seconds("EE_HEALTH_TIMEOUT_SEC", 120, 1, 86_400),
            RegistrationLifetime = TimeSpan.FromDays(settings.Number("EE_REGISTRATION_TTL_DAYS", 30, 1, DayLimit)),
            RegistrationWarning = TimeSpan.FromDays(settings.Number("EE_REGISTRATION_WARN_DAYS", 3, 0, DayLimit)),
            JoinOpen = Choice(settings, "EE_APP_JOIN", platform is null ? "approve" : "open", "approve", "open") == "open",
            AdminToken = settings.Text("EE_ADMIN_TOKEN"),
            LauncherToken = settings.Text("EE_LAUNCHER_TOKEN"),
            UptimeToken = settings.Text("EE_UPTIME_TOKEN"),
            NamedTokens = NamedTokens(settings),
            ProxyTimeout = settings.Seconds("EE_PROXY_TIMEOUT_SEC", 15, 1, 3600),
            ProxyHold = settings.Seconds("EE_PROXY_HOLD_SEC", 5, 0, 60),
            ProxyBodyBytes = settings.Number("EE_PROXY_MAX_BODY_BYTES", 10 * 1024 * 1024, 1024, 256 * 1024 * 1024),
            UnbondDelay = settings.Seconds("EE_UNBOND_DELAY_SEC", 604_800, 1, 365 * 86_400),
            SettlementGrace = settings.Seconds("EE_SETTLEMENT_GRACE_SEC", 300, 0, 31 * 86_400),
            DisputeWindow = settings.Seconds("EE_DISPUTE_WINDOW_SEC", 86_400, 0, 31 * 86_400),
            SettlementGap = settings.Seconds("EE_SETTLEMENT_GAP_SEC", 300, 0, 86_400),
            HaltRefund = settings.Seconds("EE_HALT_REFUND_SEC", 604_800, 0, 365 * 86_400),
            UsageRequiresReservation = settings.Flag("EE_USAGE_REQUIRES_RESERVATION"),
            Retention = TimeSpan.FromDays(settings.Number("EE_RETENTION_DAYS", 400, 1, DayLimit)),
            Names = NamesSettings.Read(settings),
            DevelopmentPlatform = platform,
            Cluster = ClusterSettings.Read(settings, development: platform is not null),
        };
        CheckTogether(settings, options);
        return settings.Faults.Count == 0;
    }

    private static void CheckTogether(SettingsReader settings, NodeOptions options)
    {
        if (settings.IsSet("EE_TLS_CERT") != settings.IsSet("EE_TLS_KEY"))
        {
            settings.Fault("EE_TLS_CERT", "and EE_TLS_KEY belong together; set both or neither");
        }

        if (options.CollateralDirectory is not null && options.PccsUrl is not null)
        {
            settings.Fault("EE_PCCS_URL", "and EE_COLLATERAL_DIR are both set, and only the directory would be read; keep one of them");
        }

        if (options.UnbondDelay < options.DisputeWindow)
        {
            settings.Fault("EE_UNBOND_DELAY_SEC", "is shorter than EE_DISPUTE_WINDOW_SEC: stake could be gone before a dispute over its period ends");
        }

        if (options.RegistrationWarning >= options.RegistrationLifetime)
        {
            settings.Fault("EE_REGISTRATION_WARN_DAYS", "must be less than EE_REGISTRATION_TTL_DAYS");
        }

        if (options.Control.Port != 0 && options.Control.Equals(options.Proxy))
        {
            settings.Fault("EE_PROXY_PORT", "is the control listener's port; tenants' content needs its own");
        }

        bool remote = !IPAddress.IsLoopback(options.Control.Address) || !IPAddress.IsLoopback(options.Proxy.Address);
        if (options.Development && remote && !settings.Flag("EE_DEV_ALLOW_REMOTE"))
        {
            settings.Fault(
                "EE_DEV_ALLOW_REMOTE",
                "development mode trusts simulated hardware and stays on loopback: unset EE_CONTROL_BIND and EE_PROXY_BIND, or set this to true");
        }

        foreach (string variable in new[] { "EE_ADMIN_TOKEN", "EE_LAUNCHER_TOKEN", "EE_UPTIME_TOKEN" })
        {
            if (settings.Text(variable) is { Length: < 16 })
            {
                settings.Fault(variable, "is too short to be a secret; use at least 16 characters, for example from: openssl rand -hex 32");
            }
        }
    }

    private static List<string> FrontKeys(SettingsReader settings)
    {
        List<string> keys = [.. settings.List("EE_TLS_FRONT_SPKI").Select(key => key.ToLowerInvariant())];
        if (keys.Exists(key => key.Length != 64 || !key.All(char.IsAsciiHexDigitLower)))
        {
            settings.Fault("EE_TLS_FRONT_SPKI", "must be SHA-256 values of public keys, 64 hex digits each, separated by commas");
        }

        return keys;
    }

    private static List<string> Domains(SettingsReader settings)
    {
        List<string> domains = [.. settings.List("EE_APP_DOMAINS").Select(domain => domain.Trim('.').ToLowerInvariant())];
        if (domains.Exists(domain => Uri.CheckHostName(domain) != UriHostNameType.Dns))
        {
            settings.Fault("EE_APP_DOMAINS", "must be domain names separated by commas, for example app.example.com");
        }

        return domains;
    }

    private static string? GitHubToken(SettingsReader settings)
    {
        string? token = settings.Text("EE_GITHUB_TOKEN");
        if (token?.All(c => char.IsAscii(c) && !char.IsControl(c) && c != ' ') == false)
        {
            settings.Fault("EE_GITHUB_TOKEN", "must be a token as GitHub gives it, without blanks; check for a pasted line break");
        }

        return token;
    }

    private static List<string> Owners(SettingsReader settings)
    {
        List<string> owners = [.. settings.List("EE_ALLOWED_OWNERS")];
        if (owners.Exists(owner => !owner.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
        {
            settings.Fault("EE_ALLOWED_OWNERS", "must be owners' names as they stand in a repository's address, separated by commas");
        }

        return owners;
    }

    private static string Asset(SettingsReader settings)
    {
        string asset = settings.Text("EE_ALLOWLIST_ASSET", "agent-attestation-allowlist.json");
        if (asset.Length > 255 || asset.Any(c => char.IsControl(c) || c == '/'))
        {
            settings.Fault("EE_ALLOWLIST_ASSET", "must be the name of a release's asset, at most 255 characters without a slash");
        }

        return asset;
    }

    private static TrustedProxies Proxies(SettingsReader settings)
    {
        if (TrustedProxies.TryParse(settings.Text("EE_TRUSTED_PROXIES", "loopback"), out TrustedProxies? proxies, out _))
        {
            return proxies;
        }

        settings.Fault("EE_TRUSTED_PROXIES", "must be addresses or networks separated by commas, for example loopback,10.0.0.0/8");
        return TrustedProxies.None;
    }

    private static IReadOnlyList<AccessToken> NamedTokens(SettingsReader settings)
    {
        if (ExistingFile(settings, "EE_ADMIN_TOKENS_FILE") is not { } path || !File.Exists(path))
        {
            return [];
        }

        try
        {
            IReadOnlyList<AccessToken> tokens = TokensFile.Parse(File.ReadAllText(path), out IReadOnlyList<string> faults);
            foreach (string fault in faults)
            {
                settings.Fault("EE_ADMIN_TOKENS_FILE", fault);
            }

            return tokens;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            settings.Fault("EE_ADMIN_TOKENS_FILE", "names a file that cannot be read; check its rights");
            return [];
        }
    }

    private static Uri? Url(SettingsReader settings, string variable)
    {
        if (settings.Text(variable) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        settings.Fault(variable, "must be an http or https URL");
        return null;
    }

    /// <summary>A URL whose answers nobody on the way can hold back or make old.</summary>
    private static Uri? SafeUrl(SettingsReader settings, string variable)
    {
        Uri? url = Url(settings, variable);
        if (url is null || (url.UserInfo.Length == 0 && url.Query.Length == 0 && (url.Scheme == "https" || url.IsLoopback)))
        {
            return url;
        }

        settings.Fault(variable, "must be an https URL (http to this machine alone) without a user name and without a query");
        return null;
    }

    private static string? ExistingFile(SettingsReader settings, string variable)
    {
        if (settings.Text(variable) is { } path && !File.Exists(path))
        {
            settings.Fault(variable, "names a file that is not there; check its path");
        }

        return settings.Text(variable);
    }

    private static string? ExistingFolder(SettingsReader settings, string variable)
    {
        if (settings.Text(variable) is { } path && !Directory.Exists(path))
        {
            settings.Fault(variable, "names a directory that is not there; make it or correct the path");
        }

        return settings.Text(variable);
    }

    private static string Choice(SettingsReader settings, string variable, string otherwise, params string[] choices)
    {
        string chosen = settings.Text(variable, otherwise);
        if (!choices.Contains(chosen, StringComparer.Ordinal))
        {
            settings.Fault(variable, "must be " + string.Join(" or ", choices));
        }

        return chosen;
    }
}
