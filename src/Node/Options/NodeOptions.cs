using System.Net;
using System.Text;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Edge.Access;

namespace EasyEnclave.Node.Options;

/// <summary>Everything the server is told, checked as a whole.</summary>
public sealed record NodeOptions
{
    /// <summary>Where Linux makes attestation reports unless it is told otherwise.</summary>
    public const string DefaultTsmPath = "/sys/kernel/config/tsm/report";

    /// <summary>The control listener.</summary>
    public required IPEndPoint Control { get; init; }

    /// <summary>The proxy listener.</summary>
    public required IPEndPoint Proxy { get; init; }

    /// <summary>PEM file of the certificate chain; null without TLS.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>PEM file of its key; null without TLS.</summary>
    public string? TlsKey { get; init; }

    /// <summary>A trusted proxy in front ends TLS.</summary>
    public bool TlsTerminated { get; init; }

    /// <summary>Lowercase hex SHA-256 of the keys of TLS fronts.</summary>
    public IReadOnlyList<string> FrontKeys { get; init; } = [];

    /// <summary>Attested TLS on the control listener: its certificate carries this server's own quote.</summary>
    public bool RaTls { get; init; }

    /// <summary>Whether agents must show a client certificate there.</summary>
    public bool RaTlsRequireClientCertificate { get; init; } = true;

    /// <summary>How long an attested certificate lives.</summary>
    public TimeSpan RaTlsLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The folder in which Linux makes attestation reports.</summary>
    public string TsmPath { get; init; } = DefaultTsmPath;

    /// <summary>The SQLite file.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>Where the store is: the shared database's address, with its password, or the SQLite file's path. A method, so that no log prints it.</summary>
    internal string StorePlace() => Cluster?.DatabaseUrl ?? DatabasePath;

    /// <summary>How long the store may not answer before agents of sealed networks are not served.</summary>
    public TimeSpan StoreOutageLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The file of the key that secrets in the store are encrypted under; null for the one beside the database.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Where that file is.</summary>
    public string KeyFilePath => KeyFile ?? (Path.ChangeExtension(DatabasePath, ".key") is { } beside && beside != DatabasePath ? beside : DatabasePath + ".key");

    /// <summary>Where relying parties reach the control listener; null when unknown.</summary>
    public Uri? PublicControlUrl { get; init; }

    /// <summary>Where clients reach the proxy listener; null when unknown.</summary>
    public Uri? PublicProxyUrl { get; init; }

    /// <summary>Domains under which apps have hosts, lowercase.</summary>
    public IReadOnlyList<string> AppDomains { get; init; } = [];

    /// <summary>Whose forwarding headers are believed.</summary>
    public TrustedProxies TrustedProxies { get; init; } = TrustedProxies.Loopback;

    /// <summary>Directory of allowlists, which goes before GitHub; null for none.</summary>
    public string? AllowlistDirectory { get; init; }

    /// <summary>GitHub's API; null when GitHub is not asked.</summary>
    public Uri? GitHubApi { get; init; }

    /// <summary>The token for GitHub's API; null for none.</summary>
    public string? GitHubToken { get; init; }

    /// <summary>Owners whose releases are asked for; none means every owner.</summary>
    public IReadOnlyList<string> AllowedOwners { get; init; } = [];

    /// <summary>The name of a release's asset.</summary>
    public string AllowlistAsset { get; init; } = "agent-attestation-allowlist.json";

    /// <summary>Time that the last good copy of an allowlist serves in an outage.</summary>
    public TimeSpan AllowlistMaxStale { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Directory of collateral; null to ask for it.</summary>
    public string? CollateralDirectory { get; init; }

    /// <summary>The caching service that is asked for collateral; null for Intel's own.</summary>
    public Uri? PccsUrl { get; init; }

    /// <summary>The file of networks, looked at again and again; null without one.</summary>
    public string? NetworksFile { get; init; }

    /// <summary>The networks of the start, as the file says; null for the built-in ones.</summary>
    public IReadOnlyDictionary<string, NetworkPolicy>? Networks { get; init; }

    /// <summary>Time between attestations.</summary>
    public TimeSpan AttestInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time to answer a challenge.</summary>
    public TimeSpan AttestDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that a health pass covers.</summary>
    public TimeSpan HealthTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Time a name stays bound.</summary>
    public TimeSpan RegistrationLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Time of warning before that end.</summary>
    public TimeSpan RegistrationWarning { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Whether new agents of a bound app need no approval.</summary>
    public bool JoinOpen { get; init; }

    /// <summary>The admin token; null closes its endpoints.</summary>
    public string? AdminToken { get; init; }

    /// <summary>The launcher's token; null closes its endpoints.</summary>
    public string? LauncherToken { get; init; }

    /// <summary>The uptime monitor's token; null closes its endpoints.</summary>
    public string? UptimeToken { get; init; }

    /// <summary>Named tokens.</summary>
    public IReadOnlyList<AccessToken> NamedTokens { get; init; } = [];

    /// <summary>Time until the first byte of an answer.</summary>
    public TimeSpan ProxyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time a request waits for a reconnecting agent.</summary>
    public TimeSpan ProxyHold { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest version 1 body, in bytes.</summary>
    public int ProxyBodyBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Time that stake is on its way back.</summary>
    public TimeSpan UnbondDelay { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Time after a period's end before it may be finalized.</summary>
    public TimeSpan SettlementGrace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time after a period's end in which usage and reports of abuse may come.</summary>
    public TimeSpan DisputeWindow { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How much of a period this control plane may have been away.</summary>
    public TimeSpan SettlementGap { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time after which a halted period is refunded.</summary>
    public TimeSpan HaltRefund { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Whether usage that was not reserved is refused.</summary>
    public bool UsageRequiresReservation { get; init; }

    /// <summary>Time that events and evidence are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(400);

    /// <summary>The names that are set at the start.</summary>
    public NamesOptions Names { get; init; } = new();

    /// <summary>What makes this node one of several on a shared store; null with a SQLite file of its own.</summary>
    public ClusterOptions? Cluster { get; init; }

    /// <summary>Folder of a simulated platform to trust; null in production.</summary>
    public string? DevelopmentPlatform { get; init; }

    /// <summary>Development mode: a simulated platform is trusted, and nothing here is real hardware.</summary>
    public bool Development => DevelopmentPlatform is not null;

    /// <summary>All settings for people; of a secret only whether it is set.</summary>
    public override string ToString()
    {
        NodeOptions shown = this with
        {
            GitHubToken = Shown(GitHubToken),
            AdminToken = Shown(AdminToken),
            LauncherToken = Shown(LauncherToken),
            UptimeToken = Shown(UptimeToken),
        };
        StringBuilder text = new();
        shown.PrintMembers(text);
        return $"{nameof(NodeOptions)} {{ {text} }}";
    }

    private static string? Shown(string? secret) => secret is null ? null : "(set)";
}
