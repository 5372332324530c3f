namespace EasyEnclave.Node.Options;

/// <summary>All variables of the server; docs/configuration.md lists exactly these.</summary>
internal static class KnownSettings
{
    /// <summary>Those this version works by.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("EE_CONTROL_BIND", "0.0.0.0", "Address of the control listener; 127.0.0.1 in development mode"),
        new("EE_CONTROL_PORT", "8088", "Port of the control listener: agents, resolve, REST"),
        new("EE_PROXY_BIND", "0.0.0.0", "Address of the proxy listener; 127.0.0.1 in development mode"),
        new("EE_PROXY_PORT", "9090", "Port of the proxy listener, HTTP/1.1 (and HTTP/2 with TLS)"),
        new("EE_TLS_CERT", "-", "PEM file of the certificate chain for both listeners; read anew when changed"),
        new("EE_TLS_KEY", "-", "PEM file of its private key"),
        new("EE_TLS_TERMINATED", "false", "A trusted proxy in front ends TLS: endpoints that take a token answer through it"),
        new("EE_TLS_FRONT_SPKI", "-", "SHA-256 (hex) of the public keys of TLS fronts that agents see, separated by commas"),
        new("EE_RATLS_ENABLED", "false", "Attested TLS on the control listener: its certificate carries this server's own quote, before EE_TLS_CERT"),
        new("EE_RATLS_REQUIRE_CLIENT_CERT", "true", "Agents must show an attested client certificate there; other callers never need one"),
        new("EE_RATLS_CERT_TTL_SEC", "86400", "Seconds an attested certificate lives; a new one is made when a third of that is left"),
        new("EE_TSM_PATH", "/sys/kernel/config/tsm/report", "Folder in which Linux makes attestation reports, for this server's own quotes"),
        new("EE_DB_PATH", "data/control-plane.db", "The SQLite file"),
        new("EE_DB_URL", "-", "postgres://user:password@host:port/database, the store that several nodes share, in place of the SQLite file", Secret: true),
        new("EE_DB_OUTAGE_LIMIT_SEC", "30", "Seconds without the store after which agents of sealed networks are served no more"),
        new("EE_CLUSTER_BIND", "127.0.0.1", "Address of the listener between nodes; only with EE_DB_URL"),
        new("EE_CLUSTER_PORT", "8089", "Port of the listener between nodes: HTTP/2, mutual TLS"),
        new("EE_CLUSTER_ADVERTISE", "-", "host:port where other nodes reach this one, and its name; the listener's address if unset"),
        new("EE_CLUSTER_SECRET", "-", "Secret of at least 32 characters that all nodes share and none sends: their certificates are derived from it", Secret: true),
        new("EE_KEY_FILE", "-", "File of 32 bytes that signing keys are encrypted under; control-plane.key beside the SQLite file, made if absent"),
        new("EE_PUBLIC_CONTROL_URL", "-", "Where relying parties reach the control listener: the issuer in signed results"),
        new("EE_PUBLIC_PROXY_URL", "-", "Where clients reach the proxy listener; makes resolve name an endpoint"),
        new("EE_APP_DOMAINS", "-", "Domains under which apps have hosts, separated by commas"),
        new("EE_TRUSTED_PROXIES", "loopback", "Addresses and networks, separated by commas, whose forwarding headers are believed"),
        new("EE_ALLOWLIST_DIR", "-", "Directory of allowlists, owner/name/tag.json, which goes before GitHub"),
        new("EE_ALLOWLIST_ASSET", "agent-attestation-allowlist.json", "Name of the release's asset on GitHub that is the allowlist"),
        new("EE_ALLOWLIST_MAX_STALE_SEC", "86400", "Seconds that the last good copy of an allowlist serves while GitHub cannot be asked"),
        new("EE_GITHUB_API_URL", "https://api.github.com", "GitHub's API; in development mode it is asked only when this is set"),
        new("EE_GITHUB_TOKEN", "-", "Token for GitHub's API, sent nowhere else", Secret: true),
        new("EE_ALLOWED_OWNERS", "-", "Owners whose releases are asked for, separated by commas; unset means every owner"),
        new("EE_COLLATERAL_DIR", "-", "Directory of Intel's collateral: a folder per FMSPC, or the parts themselves; nobody is asked then"),
        new("EE_PCCS_URL", "-", "URL of a caching service (PCCS) that is asked for collateral in place of Intel"),
        new("EE_NETWORKS_FILE", "-", "JSON file of networks of your own, and of stricter rules for the built-in ones"),
        new("EE_ATTEST_INTERVAL_SEC", "3600", "Seconds between attestations of an agent"),
        new("EE_ATTEST_DEADLINE_SEC", "30", "Seconds an agent has to answer a challenge"),
        new("EE_HEALTH_TIMEOUT_SEC", "120", "Seconds that a health pass covers"),
        new("EE_REGISTRATION_TTL_DAYS", "30", "Days a name stays bound after the last attestation of any of its agents"),
        new("EE_REGISTRATION_WARN_DAYS", "3", "Days before that end in which the registration is in warning"),
        new("EE_APP_JOIN", "approve", "approve or open: whether new agents of a bound app wait for an admin; open in development mode"),
        new("EE_ADMIN_TOKEN", "-", "Bearer token of the actor admin; unset closes its endpoints", Secret: true),
        new("EE_LAUNCHER_TOKEN", "-", "Bearer token of the actor launcher; unset closes its endpoints", Secret: true),
        new("EE_UPTIME_TOKEN", "-", "Bearer token of the actor uptime; unset closes its endpoints", Secret: true),
        new("EE_ADMIN_TOKENS_FILE", "-", "File of named tokens: a name and the token's SHA-256 in hex on each line"),
        new("EE_PROXY_TIMEOUT_SEC", "15", "Seconds until the first byte of an answer"),
        new("EE_PROXY_HOLD_SEC", "5", "Seconds a request waits for a known app whose agent is reconnecting"),
        new("EE_PROXY_MAX_BODY_BYTES", "10485760", "Largest body of a version 1 request or response"),
        new("EE_UNBOND_DELAY_SEC", "604800", "Seconds that stake is on its way back; no less than the dispute window"),
        new("EE_SETTLEMENT_GRACE_SEC", "300", "Seconds after a period's end before it may be finalized"),
        new("EE_DISPUTE_WINDOW_SEC", "86400", "Seconds after a period's end in which usage and reports of abuse may come; then it settles by itself"),
        new("EE_SETTLEMENT_GAP_SEC", "300", "Seconds of a period that this control plane may have been away; more halts its settlement"),
        new("EE_HALT_REFUND_SEC", "604800", "Seconds after which a halted period is refunded, unless an admin decides before"),
        new("EE_USAGE_REQUIRES_RESERVATION", "false", "Refuses usage that was not reserved"),
        new("EE_RETENTION_DAYS", "400", "Days that events and evidence are kept; refusals 30"),
        new("EE_DNS_UPDATE_ON_START", "false", "Makes the names below lead to this machine, at Cloudflare, when the server starts"),
        new("EE_DNS_IP", "-", "The IPv4 address names lead to; several separated by commas, or auto"),
        new("EE_DNS_IPV6", "-", "The IPv6 address names lead to; several separated by commas, or auto"),
        new("EE_DNS_AUTO_IP", "false", "Asks servers on the internet for the IPv4 address where EE_DNS_IP names none"),
        new("EE_DNS_PROXIED", "true", "Cloudflare's proxy stands in front of all names but the direct one"),
        new("EE_DNS_TTL", "1", "Seconds that names live which are not proxied; 1 for automatic"),
        new("EE_DNS_HOSTS", "-", "The only hosts that are set, separated by commas, in place of the three below"),
        new("EE_DNS_CONTROL_HOST", "control", "The control plane's host"),
        new("EE_DNS_CONTROL_DIRECT_HOST", "control-direct", "The control plane's host that is never proxied, for agents"),
        new("EE_DNS_APP_WILDCARD", "*.app", "The hosts of apps"),
        new("EE_DNS_FAIL_ON_ERROR", "true", "Ends the start when names cannot be set"),
        new("CLOUDFLARE_API_TOKEN", "-", "Cloudflare's API token, with the rights Zone Read and DNS Edit; sent nowhere else", Secret: true),
        new("CLOUDFLARE_ZONE", "-", "The zone's name"),
        new("CLOUDFLARE_ZONE_ID", "-", "The zone's number at Cloudflare, in place of its name or besides it"),
        new("CLOUDFLARE_API_URL", "https://api.cloudflare.com/client/v4", "Cloudflare's API"),
        new("EE_DEV_PLATFORM", "-", "Folder of a simulated platform to trust besides Intel: development mode, not real hardware"),
        new("EE_DEV_ALLOW_REMOTE", "false", "Lets development mode listen on other addresses than loopback"),
    ];

    /// <summary>Variables of the contract that this version does not serve: setting one is a fault, since it would not do what it says.</summary>
    public static IReadOnlyList<string> NotYet { get; } =
    [
        "EE_PROXY_H2C_PORT", "EE_ADMIN_BIND", "EE_ADMIN_PORT",
    ];

    /// <summary>Variables of the agent and of the command line, which may stand in the same environment.</summary>
    public static IReadOnlyList<string> Elsewhere { get; } =
    [
        "EE_CONTROL_WS", "EE_CONTROL_WS_ALLOW_PRIVATE", "EE_REPO", "EE_RELEASE_TAG", "EE_APP_NAME", "EE_NETWORK", "EE_AGENT_ID", "EE_NODE_ID",
        "EE_NODE_TOKEN", "EE_NODE_TOKEN_FILE", "EE_BACKEND_URL", "EE_BACKEND_HEALTH_PATH", "EE_HEALTH_INTERVAL_SEC", "EE_RECONNECT_DELAY_SEC",
        "EE_QUOTE_PROVIDER", "EE_DATA_CONNECTIONS", "EE_CONTROL_URL", "EE_CONTROL_ALLOWLIST_PATH", "EE_CONTROL_ALLOWLIST_REPO", "EE_CONTROL_ALLOWLIST_TAG",
        "EE_CONTROL_ALLOWLIST_ASSET", "EE_CONTROL_ALLOWLIST_TOKEN", "EE_CONTROL_ALLOWLIST_TOKEN_FILE", "EE_CONTROL_ALLOWLIST_REQUIRED",
    ];
}
