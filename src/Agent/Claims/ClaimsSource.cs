using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Agent.Options;
using EasyEnclave.Attestation.Binding;
using AttestationClaims = EasyEnclave.Attestation.Binding.Claims;

namespace EasyEnclave.Agent.Claims;

/// <summary>Gathers what an agent claims of itself, once, at its start.</summary>
public static class ClaimsSource
{
    /// <summary>The claims of an agent running this program with these options; a release's allowlist lists them.</summary>
    /// <exception cref="ArgumentException">The image's id is no text that can be claimed; the options reader refuses such.</exception>
    public static AttestationClaims Of(AgentOptions options)
    {
        KeyValuePair<string, ClaimValue>[] claims =
        [
            new("agent_sha256", new ClaimValue.Text(ProgramSha256())),
            new("config_sha256", new ClaimValue.Text(ConfigSha256(options))),
            new("vm_image_id", new ClaimValue.Text(options.VmImageId)),
            new(AttestationClaims.SealedName, new ClaimValue.Truth(options.Sealed)),
        ];
        return AttestationClaims.TryCreate(claims, out AttestationClaims? made, out string fault) ? made : throw new ArgumentException(fault, nameof(options));
    }

    /// <summary>Lowercase hex SHA-256 of the configuration's text: <c>NAME=value</c> lines by name, joined by one newline.</summary>
    /// <remarks>
    /// Secrets are not in it, nor what tells one machine of a release from the next (agent and node id): the binding
    /// carries those, and a release's allowlist could not name them.
    /// </remarks>
    internal static string ConfigSha256(AgentOptions options) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ConfigText(options))));

    internal static string ConfigText(AgentOptions options)
    {
        (string Name, string Value)[] settings =
        [
            ("EE_CONTROL_WS", options.ControlUrl.AbsoluteUri),
            ("EE_CONTROL_WS_ALLOW_PRIVATE", Text(options.AllowPrivateControl)),
            ("EE_REPO", options.Repo.Value),
            ("EE_RELEASE_TAG", options.ReleaseTag.Value),
            ("EE_APP_NAME", options.App.Value),
            ("EE_NETWORK", options.Network.Value),
            ("EE_BACKEND_URL", options.Backend.ToString()),
            ("EE_BACKEND_HEALTH_PATH", options.HealthPath),
            ("EE_HEALTH_INTERVAL_SEC", Text(options.HealthInterval.TotalSeconds)),
            ("EE_RECONNECT_DELAY_SEC", Text(options.ReconnectDelay.TotalSeconds)),
            ("EE_PROXY_TIMEOUT_SEC", Text(options.BackendTimeout.TotalSeconds)),
            ("EE_PROXY_MAX_BODY_BYTES", Text(options.MaxBodyBytes)),
            ("EE_QUOTE_PROVIDER", options.QuoteProvider == QuoteProvider.Simulated ? "simulated" : "configfs"),
            ("EE_TSM_PATH", options.TsmPath),
            ("SEAL_VM", Text(options.Sealed)),
            .. options.RaTls is { } trust ? ControlPlane(trust) : [],
        ];
        return string.Join('\n', settings.OrderBy(setting => setting.Name, StringComparer.Ordinal).Select(setting => $"{setting.Name}={setting.Value}"));
    }

    // Without attested TLS these say nothing, and releases of before it keep their hash.
    private static (string Name, string Value)[] ControlPlane(ControlTrust trust) =>
    [
        ("EE_RATLS_ENABLED", Text(true)),
        .. trust.Allowlist switch
        {
            ControlAllowlist.InFile file => [("EE_CONTROL_ALLOWLIST_PATH", file.Path), ("EE_CONTROL_ALLOWLIST_TAG", file.Tag?.Value ?? string.Empty)],
            ControlAllowlist.OfRelease release =>
            [
                ("EE_CONTROL_ALLOWLIST_REPO", release.Repo.Value),
                ("EE_CONTROL_ALLOWLIST_TAG", release.Tag.Value),
                ("EE_CONTROL_ALLOWLIST_ASSET", release.Asset),
            ],
            _ => Array.Empty<(string, string)>(),
        },
    ];

    private static string Text(bool value) => value ? "true" : "false";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Of the executable where all is in one file, else of the assembly.</summary>
    private static string ProgramSha256()
    {
        string path = Environment.ProcessPath ?? string.Empty;
        string beside = Path.Combine(AppContext.BaseDirectory, typeof(ClaimsSource).Assembly.GetName().Name + ".dll");
        using FileStream program = File.OpenRead(File.Exists(beside) ? beside : path);
        return Convert.ToHexStringLower(SHA256.HashData(program));
    }
}
